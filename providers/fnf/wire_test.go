package fnf_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/providers/fnf"
)

// service answers by hand what the emulator would not.
type service struct {
	mu     sync.Mutex
	asked  []string // operations with what they named
	answer func(action string, p url.Values) (status int, body string)
}

// transport answers requests of the first signature's form; query and form come
// as one.
func (s *service) transport() *httpmock.MockTransport {
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		p := req.URL.Query()
		if req.Body != nil {
			b, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			form, err := url.ParseQuery(string(b))
			if err != nil {
				return nil, err
			}
			for name, v := range form {
				p["form:"+name] = v
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		action := p.Get("Action")
		s.asked = append(s.asked, action+" "+p.Get("FlowName")+"/"+p.Get("ExecutionName")+p.Get("Status"))
		status, body := s.answer(action, p)
		if status == 0 {
			return nil, io.ErrUnexpectedEOF // the answer is lost
		}
		return httpmock.NewStringResponse(status, body), nil
	})
	return mock
}

func (s *service) client(t testing.TB, change ...func(*fnf.Config)) *fnf.Client {
	t.Helper()
	return open(t, s.transport(), change...)
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

// own takes the protocol's parameters out.
func own(p url.Values) string {
	for _, name := range []string{"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"} {
		p.Del(name)
	}
	return p.Encode()
}
