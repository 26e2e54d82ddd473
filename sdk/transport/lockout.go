package transport

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

const (
	// usualLock is how long a cloud locks a key that it has refused too often, if its
	// Dialect does not say.
	usualLock = 5 * time.Minute
	// mostRefused is how many refused signatures in a row are sent with a key. The
	// clouds lock it after more than five.
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
//     until the secret is another one or the cloud's lock would be over.
//   - After three refused signatures in that time, none accepted between them,
//     nothing more is sent with the key's ID to any host.
//
// It holds times and numbers and nothing that could wake who waits: a channel
// that was made in one bubble of testing/synctest may not be touched from another,
// and this value serves all of them. So who waits looks again, by a timer of its
// own.
type lockouts struct {
	mu    sync.Mutex
	known bounded[KeyAt, *known] // at a host, and of an ID everywhere at no host with no secret
	turns int64                  // given out to calls that prove a key
}

// NewKeys returns Keys that know nothing yet. Tests take their own, so that a key
// which one of them has spoilt is good in the next; programs leave [Options].Keys
// empty.
func NewKeys() Keys { return new(lockouts) }

// known is what is known of a key at one host, or of its ID everywhere.
type known struct {
	lockedFor time.Duration // by the cloud
	lockout   lockout
	proven    bool // at this host

	// everywhere
	proving []moment // calls that prove the key and have no answer yet, oldest first
	refused []moment // the latest refusals since a signature was accepted
}

// moment is when a call proves a key, by its turn, or when a signature was refused.
type moment struct {
	turn int64
	at   time.Time
}

// lockout is a refusal, after which nothing is sent for some time.
type lockout struct {
	at  time.Time
	err *errors.Error // what calls are told meanwhile, nil for no lockout
}

// isLocked reports whether nothing is sent now.
func (o *known) isLocked(now time.Time) bool {
	return o.lockout.err != nil && within(o.lockout.at, now, o.lockedFor)
}

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

// of is what is known of a key at its host, and of its ID everywhere.
func (l *lockouts) of(k KeyAt) (everywhere, here *known) {
	length := cmp.Or(k.LockedFor, usualLock)
	unknown := func() *known { return &known{lockedFor: length} }
	return l.known.get(KeyAt{Cloud: k.Cloud, ID: k.ID}, unknown), l.known.get(k, unknown)
}

// admit lets a call in, or says after which time it may be let in at the latest.
func (l *lockouts) admit(k KeyAt) (leave func(Verdict, *errors.Error), wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	everywhere, here := l.of(k)
	for _, o := range [...]*known{everywhere, here} {
		if o.isLocked(now) {
			return nil, 0, o.lockout.err
		}
	}
	turn := int64(0)
	if !here.proven {
		if wait := everywhere.patience(now); wait > 0 {
			return nil, wait, nil
		}
		l.turns++
		turn = l.turns
		everywhere.proving = append(everywhere.proving, moment{turn, now})
	}
	return func(v Verdict, e *errors.Error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		everywhere.proving = slices.DeleteFunc(everywhere.proving, func(m moment) bool { return m.turn == turn })
		l.learn(k, everywhere, here, v, e)
	}, 0, nil
}

// patience is how long the next call waits for those that prove the key already,
// 0 if it may prove it, too.
func (o *known) patience(now time.Time) time.Duration {
	o.forget(now)
	n := len(o.proving)
	switch {
	case n == 0:
		return 0
	case n+len(o.refused) >= mostDoubtful:
		return o.lockedFor
	}
	return max(0, leads-now.Sub(o.proving[n-1].at))
}

// forget drops what the service has forgotten by now. A call that never tells how
// it ended is dropped with it.
func (o *known) forget(now time.Time) {
	old := func(m moment) bool { return !within(m.at, now, o.lockedFor) }
	o.proving, o.refused = slices.DeleteFunc(o.proving, old), slices.DeleteFunc(o.refused, old)
}

// learn takes in what an answer said about a key.
func (l *lockouts) learn(k KeyAt, everywhere, here *known, v Verdict, e *errors.Error) {
	now := time.Now()
	switch v {
	case Accepted:
		here.proven, here.lockout = true, lockout{}
		everywhere.refused, everywhere.lockout = nil, lockout{}
	case Refused, Mistimed:
		here.proven = false // whether the key is good is open again
		everywhere.count(now)
	}
	if v != Refused {
		return
	}
	here.lockout = lockout{now, heldBack(e, k, now, false)}
	if len(everywhere.refused) < mostRefused {
		return
	}
	everywhere.lockout = lockout{now, heldBack(e, k, now, true)}
	for other, u := range l.known.values {
		if other.Cloud == k.Cloud && other.ID == k.ID {
			u.value.proven = false
		}
	}
}

// count notes a refused signature.
func (o *known) count(now time.Time) {
	o.forget(now)
	if len(o.refused) == mostRefused {
		o.refused = o.refused[1:]
	}
	o.refused = append(o.refused, moment{at: now})
}

// heldBack is the error of calls that are not sent any more.
func heldBack(e *errors.Error, k KeyAt, at time.Time, everywhere bool) *errors.Error {
	held := errors.Error{Kind: errors.Unauthenticated, Retry: errors.RetryNo}
	if e != nil {
		held.Kind, held.Code = e.Kind, e.Code
	}
	lock := lengthInWords(cmp.Or(k.LockedFor, usualLock))
	what, cure := k.Host+" refused this key", "correct the key, or wait "+lock
	if held.Kind == errors.ClockSkew {
		what, cure = k.Host+" refused the time of a request", "correct this machine's clock, and wait "+lock
	}
	if everywhere {
		what = strconv.Itoa(mostRefused) + " signatures in a row were refused, the last one by " + k.Host
	}
	held.Message = "not sent: " + what + " at " + at.UTC().Format(time.RFC3339) +
		", and services lock a key that goes on; " + cure
	return &held
}

// lengthInWords is a lock's length as an error tells it.
func lengthInWords(d time.Duration) string {
	if d == usualLock {
		return "five minutes"
	}
	return d.String()
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
