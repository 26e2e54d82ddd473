package transport

import (
	"context"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// gate keeps a key from being locked. Huawei locks one for five minutes after
// more than five refused signatures in a row, for everybody who uses it. So a
// key's first call runs alone, and after a refused signature nothing more is
// sent with it until the key changes or five minutes have passed.
//
// A call that leads and has no answer after some seconds is left behind, and the
// next one leads: a service that hangs must not keep the key's others waiting.
type gate struct {
	mu      sync.Mutex
	proven  bool
	excused time.Time     // when a signature was refused for a clock; zero once one was accepted
	leader  *pass         // the call that runs alone, nil if none does
	since   time.Time     // it leads
	behind  int           // calls that were left behind, and may be refused yet
	changed chan struct{} // closed when a call leaves or is left behind; nil while nobody waits
	refusal *errors.Error
	until   time.Time
}

const (
	// lockedFor is how long the service itself would lock the key.
	lockedFor = 5 * time.Minute
	// leads is how long the others wait for the one that leads.
	leads = 3 * time.Second
	// mostBehind leaves one signature to spare of the five that may be refused.
	mostBehind = 3
)

// enter waits while another call proves the key, or until p is the one to do so.
func (g *gate) enter(ctx context.Context, p *pass) error {
	for {
		g.mu.Lock()
		switch {
		case g.shut():
			defer g.mu.Unlock()
			return g.refusal
		case g.proven:
			g.mu.Unlock()
			return nil
		case g.leader == nil:
			defer g.mu.Unlock()
			g.leader, g.since, p.leads = p, time.Now(), true
			return nil
		}
		if g.changed == nil {
			g.changed = make(chan struct{})
		}
		changed, patience := g.changed, leads-time.Since(g.since)
		if g.behind == mostBehind {
			patience = lockedFor
		}
		g.mu.Unlock()
		late := time.NewTimer(patience)
		select {
		case <-changed:
		case <-late.C:
			g.overtake()
		case <-ctx.Done():
			late.Stop()
			return ctx.Err()
		}
		late.Stop()
	}
}

// overtake leaves the call behind that has led for too long.
func (g *gate) overtake() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leader != nil && time.Since(g.since) >= leads && g.behind < mostBehind {
		g.leader = nil
		g.behind++
		g.wake()
	}
}

// wake makes those who wait look again.
func (g *gate) wake() {
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
}

// keeps reports whether a call may make its next attempt where it stands.
func (g *gate) keeps(p *pass) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leader != p || g.shut() {
		return false
	}
	g.since = time.Now()
	return true
}

// shut reports whether nothing more is sent with the key for now.
func (g *gate) shut() bool { return g.refusal != nil && time.Now().Before(g.until) }

// learn takes in what an answer said about the signature of a call that came in
// then. at is the time to tell of it.
func (g *gate) learn(v verdict, e *errors.Error, came, at time.Time) {
	if v == excused && !g.excused.IsZero() && !came.Before(g.excused) {
		v = refused // the clock was corrected before, and that was not it
	}
	switch v {
	case accepted:
		g.proven, g.excused, g.refusal = true, time.Time{}, nil
	case pending:
		g.proven = false
	case excused:
		g.proven = false
		if g.excused.IsZero() {
			g.excused = time.Now()
		}
	case refused:
		g.proven = false
		g.until = time.Now().Add(lockedFor)
		g.refusal = latched(e, at)
	}
}

// latched is the error of calls that are not sent any more.
func latched(e *errors.Error, at time.Time) *errors.Error {
	what := "this key"
	cure := "correct the key, or wait five minutes"
	if e.Kind == errors.ClockSkew {
		what, cure = "the time of a request", "correct this machine's clock, and wait five minutes"
	}
	return &errors.Error{
		Kind: e.Kind, Code: e.Code, Retry: errors.RetryNo,
		Message: "not sent, because the service has refused " + what + " at " + at.UTC().Format(time.RFC3339) +
			" and locks keys that go on: " + cure,
	}
}

// pass is one call's way through a gate. The zero pass is outside of any.
type pass struct {
	gate  *gate
	came  time.Time // in, for this attempt
	leads bool      // or did, until it was left behind
	held  bool      // kept for the next attempt, so that no other call comes between
}

// through goes through a gate, nil for credentials that do not sign.
func (p *pass) through(ctx context.Context, g *gate) error {
	if p.held && p.gate == g && g.keeps(p) {
		p.came = time.Now()
		return nil
	}
	p.leave(noVerdict, nil, time.Time{}) // another key's, or no longer its own place
	if g == nil {
		return nil
	}
	if err := g.enter(ctx, p); err != nil {
		return err
	}
	p.gate, p.came = g, time.Now()
	return nil
}

// leave tells the gate what the answer said, and lets the next call through.
// While the verdict is pending, the call that leads stays inside for its next
// attempt; one that finds another leading lines up again behind it.
func (p *pass) leave(v verdict, e *errors.Error, at time.Time) {
	g := p.gate
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if v == pending && g.shut() {
		v = noVerdict // it may not be tried again, whatever the clock
	}
	g.learn(v, e, p.came, at)
	if v == pending && (g.leader == p || g.leader == nil && !p.leads) {
		g.leader, g.since = p, time.Now()
		p.leads, p.held = true, true
		return
	}
	switch {
	case g.leader == p:
		g.leader = nil
	case p.leads:
		g.behind--
	}
	*p = pass{}
	g.wake()
}
