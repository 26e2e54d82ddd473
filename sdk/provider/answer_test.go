package provider_test

import (
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

func TestRead(t *testing.T) {
	const refused = `{"code":"STOW.1","message":"it may not be","request_id":"r1"}`
	for _, c := range []struct {
		name   string
		status int
		body   string
		wants  []string
		want   errors.Error // nothing for none
	}{
		{"what was asked for", 200, `{"jobs":[{"id":"a"}]}`, []string{"jobs"}, errors.Error{}},
		{"an empty list", 200, `{"jobs":[]}`, []string{"jobs"}, errors.Error{}},
		{"no list", 200, `{"jobs":null}`, []string{"jobs"}, errors.Error{}},
		{"one of two members", 200, `{"jobs":[]}`, []string{"job", "jobs"}, errors.Error{}},
		{"nothing to look for", 200, `{}`, nil, errors.Error{}},
		{"a member that is an error's beside what was asked for", 200, `{"jobs":[],"code":"0","message":"ok"}`, []string{"jobs"}, errors.Error{}},
		{"another question's", 200, `{"volumes":[]}`, []string{"jobs"}, errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo, Message: "the answer has no jobs"}},
		{"a text for a list", 200, `{"jobs":"none"}`, []string{"jobs"}, errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo, Message: "the answer has text in place of the list jobs"}},
		{"a refusal in a success", 200, refused, []string{"jobs"}, errors.Error{Code: "STOW.1", Status: 200, Message: "it may not be", RequestID: "r1"}},
		{"the same with nothing to look for", 200, refused, nil, errors.Error{Code: "STOW.1", Status: 200, Message: "it may not be", RequestID: "r1"}},
		{"a status in the body alone", 200, `{"error":{"code":403,"message":"no"}}`, []string{"jobs"}, errors.Error{Kind: errors.PermissionDenied, Status: 200, Message: "no"}},
		{"cut", 200, `{"jobs":[`, []string{"jobs"}, errors.Error{Kind: errors.Malformed, Retry: errors.RetryYes}},
		{"empty", 200, ``, nil, errors.Error{Kind: errors.Malformed}},
		{"a page", 200, `<html></html>`, nil, errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo}},
		{"XML for a refusal", 200, `<Error><Code>STOW.1</Code><Message>no</Message></Error>`, []string{"jobs"}, errors.Error{Code: "STOW.1", Status: 200, Message: "no"}},
		{"a refusal", 403, refused, []string{"jobs"}, errors.Error{Code: "STOW.1", Status: 403, Message: "it may not be", RequestID: "r1"}},
		{"a refusal that says nothing", 503, `<html></html>`, []string{"jobs"}, errors.Error{Status: 503, Message: "the answer has no error in a form that is known"}},
		{"what was asked for with the status of an error", 500, `{"jobs":[]}`, []string{"jobs"}, errors.Error{Status: 500, Message: "the answer has no error in a form that is known"}},
	} {
		var out struct {
			Jobs wire.List[struct{ ID string }] `json:"jobs"`
		}
		err := provider.Read(transport.Response{Status: c.status, Body: []byte(c.body)}, &out, c.wants...)
		if (err == nil) != (c.want.Kind == "" && c.want.Status == 0) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil {
			continue
		}
		e, _ := errors.AsType[*errors.Error](err)
		if c.want.Message == "" { // in the words of package wire
			c.want.Message = e.Message
		}
		if c.want.Retry == "" {
			c.want.Retry = e.Retry
		}
		if e.Kind != c.want.Kind || e.Retry != c.want.Retry || e.Code != c.want.Code || e.Status != c.want.Status || e.Message != c.want.Message || e.RequestID != c.want.RequestID {
			t.Errorf("%s: %+v, want %+v", c.name, *e, c.want)
		}
	}
}

// What was cut in the status of an error is no success that may come whole.
func TestUnreadableLeavesAnErrorsStatus(t *testing.T) {
	e := provider.Unreadable(transport.Response{Status: 502, Body: []byte(`{"request_id":"r`)}, errors.New("it is cut"))
	if e.Kind != "" || e.Retry != "" || e.Message != "it is cut" {
		t.Errorf("%+v; want no kind, which the status tells", *e)
	}
}
