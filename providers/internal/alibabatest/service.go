package alibabatest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/jarcoal/httpmock"
)

// Answer is a status with a body.
type Answer struct {
	Status int
	Body   string
}

// Request is an operation that a client asked for, with its own parameters: without
// those of the protocol. The names of those that came in the body begin with
// "form:".
type Request struct {
	Action string
	Params url.Values
}

// Service is a mock with a responder for each operation, in whichever of the two
// forms the request has. A request for an operation that has none fails. It
// answers one request at a time.
type Service struct {
	*httpmock.MockTransport

	// Asked are the requests so far. Do not read it while a client asks.
	Asked []Request

	mu sync.Mutex
}

// NewService returns a service without any operation.
func NewService() *Service { return &Service{MockTransport: httpmock.NewMockTransport()} }

// Fixed is a service that answers every operation alike.
func Fixed(status int, body string) *Service {
	s := NewService()
	s.register(httpmock.Matcher{}, func(*http.Request, url.Values) (*http.Response, error) {
		return httpmock.NewStringResponse(status, body), nil
	})
	return s
}

// Register sets the responder of an operation, in place of the one that it has.
func (s *Service) Register(action string, responder httpmock.Responder) {
	s.register(asksFor(action), func(req *http.Request, _ url.Values) (*http.Response, error) { return responder(req) })
}

// Answer is Register for what is made of the operation's parameters, as those of a
// [Request]. They are answer's own and may be changed.
func (s *Service) Answer(action string, answer func(p url.Values) (status int, body string)) {
	s.register(asksFor(action), func(_ *http.Request, p url.Values) (*http.Response, error) {
		status, body := answer(p)
		return httpmock.NewStringResponse(status, body), nil
	})
}

// Count is how often an operation was asked for.
func (s *Service) Count(action string) int {
	return s.GetCallCountInfo()[http.MethodPost+" "+path+" <"+action+">"]
}

// path is that of every operation.
const path = "/"

func (s *Service) register(matcher httpmock.Matcher, respond func(*http.Request, url.Values) (*http.Response, error)) {
	s.RegisterMatcherResponder(http.MethodPost, path, matcher, func(req *http.Request) (*http.Response, error) {
		req = req.WithContext(req.Context()) // a copy, whose body read replaces
		asked, err := read(req)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.Asked = append(s.Asked, Request{asked.Action, copied(asked.Params)})
		return respond(req, asked.Params)
	})
}

func asksFor(action string) httpmock.Matcher {
	return httpmock.NewMatcher(action, func(req *http.Request) bool { return actionOf(req) == action })
}

func actionOf(req *http.Request) string {
	if action := req.Header.Get("x-acs-action"); action != "" {
		return action
	}
	return req.URL.Query().Get("Action")
}

// protocol are the parameters of the first signature's form. The other has them in
// its headers, so that one of these in its query is the operation's.
var protocol = []string{"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"}

// read takes a request apart, in whichever of the two forms it is, and leaves its
// body to be read again.
func read(req *http.Request) (Request, error) {
	asked := Request{Action: actionOf(req), Params: req.URL.Query()}
	if req.Header.Get("x-acs-action") == "" {
		for _, name := range protocol {
			asked.Params.Del(name)
		}
	}
	if req.Body == nil {
		return asked, nil
	}
	defer func() { _ = req.Body.Close() }()
	b, err := io.ReadAll(req.Body)
	if err != nil {
		return asked, err
	}
	req.Body = io.NopCloser(bytes.NewReader(b))
	form, err := url.ParseQuery(string(b))
	if err != nil {
		return asked, err
	}
	for name, values := range form {
		asked.Params["form:"+name] = values
	}
	return asked, nil
}

// copied is for a record that stays when an answer changes the parameters.
func copied(p url.Values) url.Values {
	c := make(url.Values, len(p))
	for name, values := range p {
		c[name] = append([]string(nil), values...)
	}
	return c
}
