package huaweitest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// Answer is one body with a status, given to every request. It is an
// [http.RoundTripper].
type Answer struct {
	Status int
	Body   string
}

// RoundTrip implements [http.RoundTripper].
func (a Answer) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.Status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.Body)), Request: req, ContentLength: -1,
	}, nil
}

// never are bodies that answer nothing.
var never = []string{"", "null", "[]", "{}", "<html>", `{"error":{"code":"X","message":"m"}}`, `{"error_code":"APIGW.0308"}`}

// Fuzz gives one answer after the other to call, which asks the service and hands
// what came of it to [Answer.Check]. It begins with some bodies of the service and
// with those that answer nothing. The corpus of a target is pairs of a status and
// a body.
func Fuzz(f *testing.F, call func(t *testing.T, a Answer), bodies ...string) {
	f.Helper()
	for _, body := range append(bodies, never...) {
		f.Add(http.StatusOK, body)
		f.Add(http.StatusInternalServerError, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) { call(t, Answer{status, body}) })
}

// Check fails the test if an operation took the answer of an error's status for
// success, gave nothing and no error, an output beside an error, or an error that
// does not tell what it is. out says whether there was an output.
func (a Answer) Check(t testing.TB, out bool, err error) {
	t.Helper()
	if wrong := a.judge(out, err); wrong != "" {
		t.Errorf("status %d, body %.200q: %s", a.Status, a.Body, wrong)
	}
}

// CheckRead is [Answer.Check] for what Get reads: a task may stand beside an error
// of another operation than the one that read it, which could not add to it.
func (a Answer) CheckRead(t testing.TB, operation string, found bool, err error) {
	t.Helper()
	if e, ok := errors.AsType[*errors.Error](err); ok && e.Operation != operation {
		found = false
	}
	a.Check(t, found, err)
}

func (a Answer) judge(out bool, err error) string {
	e, typed := errors.AsType[*errors.Error](err)
	switch {
	case err == nil && !out:
		return "neither an output nor an error"
	case err == nil && (a.Status < 200 || a.Status > 299):
		return "an output without an error"
	case err == nil:
		return ""
	case out:
		return fmt.Sprintf("an output beside the error %v", err)
	case !typed || e.Kind == "" || e.Service == "" || e.Operation == "":
		return fmt.Sprintf("the error %#v does not tell its kind, service and operation", err)
	}
	return ""
}
