package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
)

// activeCall is the state of one call while it is made: what its tries have in
// common. It belongs to one goroutine, since the engine makes one try after
// another.
type activeCall struct {
	client  *Client
	input   *Call
	options *CallOptions
	by      dial.Caller
	ctx     context.Context // &by
	engine  retryablehttp.Client
	web     http.Client

	try       *try             // the latest one, nil before the first
	attempts  []errors.Attempt // of the tries that were sent
	unseen    int              // requests that net/http has sent again by itself
	requestID string           // of the answer that was a success
	retrying  bool             // decide has said that another try follows
	wait      time.Duration    // and after how long
	spent     float64          // of the client's budget
	took      time.Duration    // by the requests so far

	// what may be done once a call
	renewed, rewound, renonced bool
}

// newActiveCall begins a call. Whoever begins one ends it with letGo.
func newActiveCall(ctx context.Context, t *Client, input *Call) *activeCall {
	c := &activeCall{client: t, input: input, options: callOptions(ctx), by: dial.Caller{Context: ctx}}
	c.ctx = &c.by
	return c
}

// run makes tries until the call has ended.
func (c *activeCall) run() error {
	if err := c.ctx.Err(); err != nil {
		return c.finish(ended(err))
	}
	if c.input.URL == nil || c.input.URL.Host == "" {
		return c.finish(&errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "the call has no address: check the endpoint"})
	}
	if e := c.checkHeader(); e != nil {
		return c.finish(e)
	}
	req, err := c.request()
	if err != nil {
		return c.finish(&errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Err: err})
	}
	if err := c.loop(req); err != nil {
		return c.finish(c.outcome(err))
	}
	return nil
}

// outcome returns what the call has failed with, where the engine says err.
func (c *activeCall) outcome(err error) *errors.Error {
	t := c.try
	switch {
	case t == nil:
		return ended(err) // the engine itself failed
	case t.open:
		// net/http threw an answer away before the handler could see it.
		t.fail(t.describe(&errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo, Err: bare(err)}, nil))
	case t.err == nil:
		return ended(err)
	case c.retrying:
		// Cancelled while it slept: the engine returns the bare context error
		// past the ErrorHandler. The trail and the last real error are ours.
		return interrupted(err, t.err)
	}
	return t.err
}

// left is how long the call's requests may still take.
func (c *activeCall) left() time.Duration { return c.timeout() - c.took }

// letGo frees what is still held by a call that ended out of turn: by a panic in a
// user's part, or cancelled before a try that was promised.
func (c *activeCall) letGo() {
	if c.try == nil {
		return
	}
	if c.try.open {
		c.try.close()
	}
	c.try.tellKeys(NoVerdict, nil)
}

// finish puts on the error what the call knows and takes off it what nobody
// may see.
func (c *activeCall) finish(e *errors.Error) *errors.Error {
	if own := e.Operation == ""; own {
		e.Service, e.Region, e.Operation = c.client.service, c.client.region, c.input.Operation
		e.Attempts = c.attempts
	} else if e.Attempts == nil {
		e.Attempts = c.attempts
	} // an error of the source's own call keeps its own names and trail
	if e.Kind == errors.PermissionDenied && e.Right == "" && e.Situation == "" && c.client.codes.NeedsRight(e.Code, e.Status) {
		e.Right = c.input.Right
	}
	t := c.try
	if t == nil {
		t = newTry(c)
	}
	t.clean(e)
	return e
}
