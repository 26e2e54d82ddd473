package huawei

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Project is the ID of the project whose tasks are read, for the operation that
// needs it. It may wait for credentials and for IAM; see [Config].
func (c *Client) Project(ctx context.Context, operation string) (string, error) {
	return c.project.id(ctx, operation)
}

// Do makes one call. The error is always an *[errors.Error].
func (c *Client) Do(ctx context.Context, r Request) error {
	project, err := c.Project(ctx, r.Operation)
	if err != nil {
		return err
	}
	_, err = c.transport.Do(ctx, &transport.Call{
		Operation: r.Operation,
		Right:     r.Right,
		Method:    r.method(),
		URL:       r.url(c.endpoint, project),
		Header:    http.Header{"Accept": {"application/json"}, "X-Project-Id": {project}},
		// A deletion that is repeated after its answer was lost is refused as
		// unknown, or takes with it what has failed since.
		Repeatable: r.method() == http.MethodGet,
		Read:       r.read,
	})
	return c.sentOn(err, project)
}

// read makes sense of an answer.
func (r *Request) read(resp transport.Response) error {
	switch {
	case !resp.OK() && !r.isEmptyList(resp):
		return refusal(resp)
	case r.Answer == nil:
		return acknowledged(resp)
	}
	if err := wire.Unmarshal(resp.Body, r.Answer); err != nil {
		return unreadable(resp, err)
	}
	if r.Answer.Refused() {
		return refusal(resp)
	}
	if len(r.Wants) > 0 && !wire.HasMember(resp.Body, r.Wants...) {
		return r.other(resp, "it has no "+strings.Join(r.Wants, " and no "))
	}
	if err := wire.CheckLists(r.Answer, r.Wants...); err != nil {
		return r.other(resp, "it has "+err.Error())
	}
	if r.Check != nil {
		if lack := r.Check(); lack != "" {
			return r.other(resp, lack)
		}
	}
	if r.Raw != nil {
		*r.Raw = wire.Raw(resp.Body, r.RawOf)
	}
	return nil
}

// isEmptyList reports whether an answer with the status 404 is an empty list: it has
// the list that was asked for with nothing in it, and no error.
func (r *Request) isEmptyList(resp transport.Response) bool {
	if r.Empty == nil || resp.Status != http.StatusNotFound || wire.Unmarshal(resp.Body, r.Answer) != nil {
		return false
	}
	said, _ := wire.ReadEnvelope(resp.Body)
	return wire.HasMember(resp.Body, r.Wants...) && wire.CheckLists(r.Answer, r.Wants...) == nil &&
		said.Code == "" && !said.Failed && !r.Answer.Refused() && r.Empty()
}

// other is the error of a body that is not what was asked for: the service's own
// refusal, if it is one in whatever form.
func (r *Request) other(resp transport.Response, why string) error {
	if e, ok := wire.ReadEnvelope(resp.Body); ok && (e.Code != "" || e.Failed) {
		return refusal(resp)
	}
	return unreadable(resp, errors.New("the answer is not one to "+r.Operation+": "+why))
}

// acknowledged reads the answer of an operation that has nothing to say.
func acknowledged(resp transport.Response) error {
	if len(bytes.TrimSpace(resp.Body)) == 0 {
		return nil
	}
	var answer struct{ Fault }
	if err := wire.Unmarshal(resp.Body, &answer); err != nil {
		return unreadable(resp, err)
	}
	if e, ok := wire.ReadEnvelope(resp.Body); answer.Refused() || ok && e.Failed {
		return refusal(resp)
	}
	return nil
}

// unreadable is [provider.Unreadable], without the body's ID of its request where a
// header tells one: the gateway's counts before the service's own.
func unreadable(resp transport.Response, err error) error {
	e := provider.Unreadable(resp, err)
	if hasRequestID(resp) {
		e.RequestID = ""
	}
	return e
}
