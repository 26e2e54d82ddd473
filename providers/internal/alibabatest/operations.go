package alibabatest

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// Operation is one of a service's, with all parameters and all members of its
// answer.
type Operation[C any] struct {
	Name string
	Call func(context.Context, C) (any, error)
	Sent string // what the parameters are on the wire, as a Request has them
	Body string // of testdata
	Want any    // that body as the client reads it
}

// Operations are all of a service, and how a client of it is built. Its methods
// hold what must be true of each.
type Operations[C any] struct {
	Open func(testing.TB, *Service) C
	All  []Operation[C]
}

// Exact holds that what is sent and what is read are neither more nor less than
// what the documents say, each operation in a test of its own.
func (o Operations[C]) Exact(t *testing.T) {
	for _, op := range o.All {
		t.Run(op.Name, func(t *testing.T) {
			s := Fixed(200, Testdata(t, op.Body))
			got, err := op.Call(t.Context(), o.Open(t, s))
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Asked) != 1 || s.Asked[0].Action != op.Name || s.Asked[0].Params.Encode() != op.Sent {
				t.Errorf("sent %v, want %s once with\n%s", s.Asked, op.Name, op.Sent)
			}
			if !reflect.DeepEqual(got, op.Want) {
				t.Errorf("read\n%+v, want\n%+v", got, op.Want)
			}
		})
	}
}

// NameRights holds that an operation that is denied with code, which says no more,
// names the right that it takes.
func (o Operations[C]) NameRights(t testing.TB, service, code string) {
	t.Helper()
	for _, op := range o.All {
		s := Fixed(403, `{"Code":"`+code+`","Message":"no","RequestId":"R-9"}`)
		_, err := op.Call(t.Context(), o.Open(t, s))
		e, ok := errors.AsType[*errors.Error](err)
		if want := service + ":" + op.Name; !ok || e.Kind != errors.PermissionDenied || e.Right != want || e.RequestID != "R-9" {
			t.Errorf("%s: %v, want permission_denied that names %s", op.Name, err, want)
		}
	}
}

// RefuseErrors holds that no operation takes for success what is no answer of its
// own, what is cut or goes on, and what has the status of an error. bodies are
// what the service says of an error under the status of a success.
func (o Operations[C]) RefuseErrors(t testing.TB, bodies ...string) {
	t.Helper()
	bodies = append(bodies, ``, `null`, `[]`, `{}`, `{"a":1}`, `<html></html>`, `{"error":{"code":"Odd","message":"m"}}`)
	for _, op := range o.All {
		whole := Testdata(t, op.Body)
		answers := []Answer{{500, whole}, {200, whole[:len(whole)/2]}, {200, whole + " x"}}
		for _, body := range bodies {
			answers = append(answers, Answer{200, body})
		}
		for _, a := range answers {
			if got, err := op.Call(t.Context(), o.Open(t, Fixed(a.Status, a.Body))); err == nil {
				t.Errorf("%s reads %q with status %d as %+v", op.Name, a.Body, a.Status, got)
			}
		}
	}
}

// KeepRequestID holds that an answer that cannot be understood still tells the ID
// of its request, wherever one can be read in it.
func (o Operations[C]) KeepRequestID(t testing.TB) {
	t.Helper()
	for _, op := range o.All {
		for _, a := range []Answer{
			{200, `{"RequestId":"R-9","EventId":"canary","Items":`},
			{200, `{"RequestId":"R-9"} x`},
			{200, `{"RequestId":"R-9","HttpStatusCode":"canary","EventId":{},"Item":1}`},
			{200, `<Answer><RequestId>R-9</RequestId></Answer>`},
			{500, `{"RequestId":"R-9"}`},
			{500, `{"RequestId":"R-9",`},
		} {
			_, err := op.Call(t.Context(), o.Open(t, Fixed(a.Status, a.Body)))
			e, ok := errors.AsType[*errors.Error](err)
			if !ok || e.RequestID != "R-9" || (e.Kind == errors.Malformed) != (a.Status == 200) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s on %q with status %d: %v, want an error with the ID of the request", op.Name, a.Body, a.Status, err)
			}
		}
	}
}

// RefuseInput holds that a call ends before anything is sent, with an error that
// says what of the input is wrong. An input that holds the word canary is a
// secret, and is not shown.
func (o Operations[C]) RefuseInput(t testing.TB, what string, call func(C) error) {
	t.Helper()
	s := Fixed(200, `{}`)
	err := call(o.Open(t, s))
	if e, ok := errors.AsType[*errors.Error](err); !ok || e.Kind != errors.InvalidInput || !strings.Contains(e.Message, what) || e.Operation == "" {
		t.Errorf("%s: %v, want invalid_input that names it", what, err)
	}
	if s.GetTotalCallCount() > 0 || err != nil && strings.Contains(err.Error(), "canary") {
		t.Errorf("%s: sent %v, error %v", what, s.GetCallCountInfo(), err)
	}
}
