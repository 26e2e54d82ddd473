// Package lockout keeps access keys from being locked by the services that refuse
// them.
package lockout

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/lru"
	"github.com/taskfault/taskfault/sdk/transport/internal/sleep"
)

const (
	// Usual is how long a cloud locks a key that it has refused too often, if nobody
	// says how long.
	Usual = 5 * time.Minute
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

// Key is an access key at a host, as transport.KeyAt has it.
type Key struct {
	Cloud     string
	Host      string
	ID        [sha256.Size]byte
	Secret    [sha256.Size]byte
	LockedFor time.Duration
}

// Verdict is what an answer says about the signature of its request.
type Verdict string

// The verdicts, as in package transport.
const (
	None     Verdict = ""
	Accepted Verdict = "accepted"
	Refused  Verdict = "refused"
	Mistimed Verdict = "mistimed"
)

// Table is what is known of keys:
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
// own. The zero value knows nothing yet. It is safe for concurrent use.
type Table struct {
	mu    sync.Mutex
	known lru.Map[Key, *known] // at a host, and of an ID everywhere at no host with no secret
	turns int64                // given out to calls that prove a key
}

// known is what is known of a key at one host, or of its ID everywhere.
type known struct {
	key     Key
	lockout lockout
	proven  bool // at this host

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
	return o.lockout.err != nil && within(o.lockout.at, now, o.key.LockedFor)
}

// within reports whether less than d has passed since t. A time that has yet to
// come is another clock's, such as a bubble's.
func within(t, now time.Time, d time.Duration) bool {
	passed := now.Sub(t)
	return passed >= 0 && passed < d
}

// Enter waits until one request may be signed with a key and sent. It ends with ctx,
// and with an [*errors.Error] if the key is known to be refused. If it returns no
// error, the Turn must be left.
func (t *Table) Enter(ctx context.Context, k Key) (Turn, error) {
	for look := firstLook; ; look = min(2*look, lastLook) {
		turn, wait, err := t.admit(k)
		if wait == 0 || err != nil {
			return turn, err
		}
		if err := sleep.For(ctx, min(look, wait)); err != nil {
			return Turn{}, err
		}
	}
}

// Len returns of how many keys something is known: at a host, and everywhere.
func (t *Table) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known.Len()
}

// of is what is known of a key at its host, and of its ID everywhere.
func (t *Table) of(k Key) (everywhere, here *known) {
	k.LockedFor = cmp.Or(k.LockedFor, Usual)
	get := func(k Key) *known { return t.known.Get(k, func() *known { return &known{key: k} }) }
	return get(Key{Cloud: k.Cloud, ID: k.ID, LockedFor: k.LockedFor}), get(k)
}

// Turn is a request that was let in.
type Turn struct {
	table            *Table
	everywhere, here *known
	number           int64 // of the call that proves its key, 0 for another
}

// Leave tells how the request of a turn ended: with the verdict of its answer and
// the error that the answer became, nil with Accepted. It is called once.
func (u Turn) Leave(v Verdict, e *errors.Error) {
	u.table.mu.Lock()
	defer u.table.mu.Unlock()
	u.everywhere.proving = slices.DeleteFunc(u.everywhere.proving, func(m moment) bool { return m.turn == u.number })
	u.table.learn(u.everywhere, u.here, v, e)
}

// admit lets a call in, or says after which time it may be let in at the latest.
func (t *Table) admit(k Key) (turn Turn, wait time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	everywhere, here := t.of(k)
	for _, o := range [...]*known{everywhere, here} {
		if o.isLocked(now) {
			return Turn{}, 0, o.lockout.err
		}
	}
	turn = Turn{table: t, everywhere: everywhere, here: here}
	if here.proven {
		return turn, 0, nil
	}
	if wait := everywhere.patience(now); wait > 0 {
		return Turn{}, wait, nil
	}
	t.turns++
	turn.number = t.turns
	everywhere.proving = append(everywhere.proving, moment{turn.number, now})
	return turn, 0, nil
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
		return o.key.LockedFor
	}
	return max(0, leads-now.Sub(o.proving[n-1].at))
}

// forget drops what the service has forgotten by now. A call that never tells how
// it ended is dropped with it.
func (o *known) forget(now time.Time) {
	old := func(m moment) bool { return !within(m.at, now, o.key.LockedFor) }
	o.proving, o.refused = slices.DeleteFunc(o.proving, old), slices.DeleteFunc(o.refused, old)
}

// learn takes in what an answer said about a key.
func (t *Table) learn(everywhere, here *known, v Verdict, e *errors.Error) {
	now, k := time.Now(), here.key
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
	for other, o := range t.known.All() {
		if other.Cloud == k.Cloud && other.ID == k.ID {
			o.proven = false
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
func heldBack(e *errors.Error, k Key, at time.Time, everywhere bool) *errors.Error {
	held := errors.Error{Kind: errors.Unauthenticated, Retry: errors.RetryNo}
	if e != nil {
		held.Kind, held.Code = e.Kind, e.Code
	}
	lock := lengthInWords(k.LockedFor)
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
	if d == Usual {
		return "five minutes"
	}
	return d.String()
}
