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
	excused bool          // the last signature was refused for a clock, and nothing was accepted since
	leading chan struct{} // closed when the call that runs alone is through
	since   time.Time     // it leads
	behind  int           // calls that were left behind, and may be refused yet
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

// enter waits while another call proves the key. If the caller is the one to
// prove it now, it is given what the others wait for.
func (g *gate) enter(ctx context.Context) (lead chan struct{}, err error) {
	for {
		g.mu.Lock()
		switch {
		case g.shut():
			defer g.mu.Unlock()
			return nil, g.refusal
		case g.proven:
			g.mu.Unlock()
			return nil, nil
		case g.leading == nil:
			defer g.mu.Unlock()
			return g.lead(), nil
		}
		leading, patience := g.leading, leads-time.Since(g.since)
		if g.behind == mostBehind {
			patience = lockedFor
		}
		g.mu.Unlock()
		late := time.NewTimer(patience)
		select {
		case <-leading:
		case <-late.C:
			g.leave(leading)
		case <-ctx.Done():
			err = ctx.Err()
		}
		if late.Stop(); err != nil {
			return nil, err
		}
	}
}

// lead lets a call lead.
func (g *gate) lead() chan struct{} {
	g.leading, g.since = make(chan struct{}), time.Now()
	return g.leading
}

// leave leaves the call behind that leads.
func (g *gate) leave(leading chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leading == leading && g.behind < mostBehind {
		g.leading = nil
		g.behind++
	}
}

// shut reports whether nothing more is sent with the key for now.
func (g *gate) shut() bool { return g.refusal != nil && time.Now().Before(g.until) }

// learn takes in what an answer said about the signature. at is the time to
// tell of it.
func (g *gate) learn(v verdict, e *errors.Error, at time.Time) {
	if v == excused && g.excused {
		v = refused // the clock was corrected, and that was not it
	}
	switch v {
	case accepted:
		g.proven, g.excused, g.refusal = true, false, nil
	case pending:
		g.proven = false
	case excused:
		g.proven, g.excused = false, true
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
	gate *gate
	lead chan struct{} // nil for a call that does not lead
	held bool          // kept for the next attempt, so that no other call comes between
}

// through goes through a gate, nil for credentials that do not sign.
func (p *pass) through(ctx context.Context, g *gate) error {
	if p.held && p.gate == g {
		return nil
	}
	p.leave(noVerdict, nil, time.Time{}) // another key's
	if g == nil {
		return nil
	}
	lead, err := g.enter(ctx)
	if err != nil {
		return err
	}
	*p = pass{gate: g, lead: lead}
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
	g.learn(v, e, at)
	if v == pending && p.lead == g.leading {
		if p.lead == nil {
			p.lead = g.lead()
		}
		p.held = true
		return
	}
	if p.lead != nil {
		close(p.lead)
		if p.lead == g.leading {
			g.leading = nil
		} else {
			g.behind--
		}
	}
	*p = pass{}
}
