package dbs_test

import (
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/providers/dbs"
)

// service answers by hand what the emulator would not.
type service struct {
	mu     sync.Mutex
	asked  []string // operations with what they named
	answer func(action string, p url.Values) (status int, body string)
}

// RoundTrip answers a request of the third signature's form.
func (s *service) transport() *httpmock.MockTransport {
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		action, p := req.Header.Get("x-acs-action"), req.URL.Query()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, action+" "+p.Get("BackupPlanId")+p.Get("RestoreTaskId")+p.Get("TaskId"))
		status, body := s.answer(action, p)
		return httpmock.NewStringResponse(status, body), nil
	})
	return mock
}

// over makes a client over a service.
func (s *service) client(t testing.TB, change ...func(*dbs.Config)) *dbs.Client {
	t.Helper()
	return open(t, nil, append([]func(*dbs.Config){func(c *dbs.Config) { c.Transport.RoundTripper = s.transport() }}, change...)...)
}

// canned is a body of testdata.
func canned(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fixed answers every request alike.
func fixed(status int, body string) *service {
	return &service{answer: func(string, url.Values) (int, string) { return status, body }}
}
