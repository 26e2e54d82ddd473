package transport

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

const (
	// lockedFor is how long a service locks a key that it has refused too often.
	lockedFor = 5 * time.Minute
	// mostRefused is how many refused signatures in a row are sent with a key.
	// Huawei locks it after more than five.
	mostRefused = 3
	// leads is how long the others wait for the call that proves a key.
	leads = 3 * time.Second
	// mostDoubtful is how many signatures are refused or have no answer yet when
	// no other is sent beside them. It leaves one to spare of the five that may be
	// refused.
	mostDoubtful = 4
	// Who waits looks again after firstLook, then less and less often.
	firstLook = time.Millisecond
	lastLook  = 16 * time.Millisecond
)

// lockouts keeps keys from being locked. It is the Keys of this process:
//
//   - The first call with a key at a host runs alone, and no two hosts prove one
//     key at once. A call that has no answer after some seconds is left behind,
//     and the next one proves the key: a service that hangs must not keep the
//     key's others waiting.
//   - After a refused signature nothing more is sent to that host with the key,
//     until the secret is another one or five minutes have passed.
//   - After three refused signatures in five minutes, none accepted between them,
//     nothing more is sent with the key's ID to any host.
//
// It holds times and numbers and nothing that could wake who waits: a channel
// that was made in one bubble of testing/synctest may not be touched from another,
// and this value serves all of them. So who waits looks again, by a timer of its
// own.
type lockouts struct {
	mu     sync.Mutex
	owners bounded[ownedKey, *owner]
	turns  int64 // given out to calls that prove a key
}

// NewKeys returns Keys that know nothing yet. Tests take their own, so that a key
// which one of them has spoilt is good in the next; programs leave [Options].Keys
// empty.
func NewKeys() Keys { return new(lockouts) }

// ownedKey is an access key without its secret.
type ownedKey struct {
	cloud string
	id    [sha256.Size]byte
}

// owner is what is known of an access key's ID.
type owner struct {
	places  bounded[placedSecret, *placed]
	proving []proof     // calls that prove the key and have no answer yet, oldest first
	refused []time.Time // the latest refusals since a signature was accepted
	lockout lockout     // everywhere
}

// placedSecret is where a key is used, with which secret.
type placedSecret struct {
	host   string
	secret [sha256.Size]byte
}

// placed is what is known of a key at one host.
type placed struct {
	proven  bool
	lockout lockout
}

// proof is a call that proves a key.
type proof struct {
	turn  int64
	since time.Time
}

// lockout is a refusal, after which nothing is sent for some time.
type lockout struct {
	at  time.Time
	err *errors.Error // what calls are told meanwhile, nil for no lockout
}

// holds reports whether nothing is sent now.
func (l lockout) holds(now time.Time) bool { return l.err != nil && within(l.at, now, lockedFor) }

// within reports whether less than d has passed since t. A time that has yet to
// come is another clock's, such as a bubble's.
func within(t, now time.Time, d time.Duration) bool {
	passed := now.Sub(t)
	return passed >= 0 && passed < d
}

// Enter implements [Keys].
func (l *lockouts) Enter(ctx context.Context, k KeyAt) (func(Verdict, *errors.Error), error) {
	for look := firstLook; ; look = min(2*look, lastLook) {
		leave, wait, err := l.admit(k)
		if leave != nil || err != nil {
			return leave, err
		}
		if err := sleep(ctx, min(look, wait)); err != nil {
			return nil, err
		}
	}
}

// admit lets a call in, or says after which time it may be let in at the latest.
func (l *lockouts) admit(k KeyAt) (leave func(Verdict, *errors.Error), wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	o := l.owners.get(ownedKey{k.Cloud, k.ID}, func() *owner { return new(owner) })
	p := o.places.get(placedSecret{k.Host, k.Secret}, func() *placed { return new(placed) })
	for _, shut := range [...]lockout{o.lockout, p.lockout} {
		if shut.holds(now) {
			return nil, 0, shut.err
		}
	}
	turn := int64(0)
	if !p.proven {
		if wait := o.patience(now); wait > 0 {
			return nil, wait, nil
		}
		l.turns++
		turn = l.turns
		o.proving = append(o.proving, proof{turn, now})
	}
	return func(v Verdict, e *errors.Error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		o.proving = slices.DeleteFunc(o.proving, func(p proof) bool { return p.turn == turn })
		o.learn(p, k.Host, v, e)
	}, 0, nil
}

// patience is how long the next call waits for those that prove the key already,
// 0 if it may prove it, too.
func (o *owner) patience(now time.Time) time.Duration {
	o.forget(now)
	n := len(o.proving)
	switch {
	case n == 0:
		return 0
	case n+len(o.refused) >= mostDoubtful:
		return lockedFor
	}
	return max(0, leads-now.Sub(o.proving[n-1].since))
}

// forget drops what the service has forgotten by now. A call that never tells how
// it ended is dropped with it.
func (o *owner) forget(now time.Time) {
	o.proving = slices.DeleteFunc(o.proving, func(p proof) bool { return !within(p.since, now, lockedFor) })
	o.refused = slices.DeleteFunc(o.refused, func(t time.Time) bool { return !within(t, now, lockedFor) })
}

// learn takes in what an answer from a host said.
func (o *owner) learn(p *placed, host string, v Verdict, e *errors.Error) {
	now := time.Now()
	switch v {
	case Accepted:
		p.proven, p.lockout = true, lockout{}
		o.refused, o.lockout = nil, lockout{}
	case Mistimed:
		o.count(p, now)
	case Refused:
		o.count(p, now)
		p.lockout = lockout{now, heldBack(e, host, now, false)}
		if len(o.refused) < mostRefused {
			return
		}
		o.lockout = lockout{now, heldBack(e, host, now, true)}
		for other := range o.places.all() {
			other.proven = false
		}
	}
}

// count notes a refused signature. Whether the key is good is open again.
func (o *owner) count(p *placed, now time.Time) {
	p.proven = false
	o.forget(now)
	if len(o.refused) == mostRefused {
		o.refused = o.refused[1:]
	}
	o.refused = append(o.refused, now)
}

// heldBack is the error of calls that are not sent any more.
func heldBack(e *errors.Error, host string, at time.Time, everywhere bool) *errors.Error {
	held := errors.Error{Kind: errors.Unauthenticated, Retry: errors.RetryNo}
	if e != nil {
		held.Kind, held.Code = e.Kind, e.Code
	}
	what, cure := host+" refused this key", "correct the key, or wait five minutes"
	if held.Kind == errors.ClockSkew {
		what, cure = host+" refused the time of a request", "correct this machine's clock, and wait five minutes"
	}
	if everywhere {
		what = strconv.Itoa(mostRefused) + " signatures in a row were refused, the last one by " + host
	}
	held.Message = "not sent: " + what + " at " + at.UTC().Format(time.RFC3339) +
		", and services lock a key that goes on; " + cure
	return &held
}

// sleep waits, no longer than ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
