package alibabatest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Answer is a status with a body. A status of 0 is an answer that is lost.
type Answer struct {
	Status int
	Body   string
}

// Request is an operation that a client asked for, with its parameters.
type Request struct {
	Action string
	Params url.Values
}

// Service answers by hand what the emulator would not. It is an
// [http.RoundTripper] for both forms of request, and answers one at a time.
type Service struct {
	// Answer is given the operation and its own parameters, without those of the
	// protocol. The names of those that came in the body begin with "form:".
	Answer func(action string, p url.Values) (status int, body string)

	// Asked are the requests so far. It is not to be read while a client asks.
	Asked []Request

	mu sync.Mutex
}

// Fixed is a service that answers every request alike.
func Fixed(status int, body string) *Service {
	return &Service{Answer: func(string, url.Values) (int, string) { return status, body }}
}

// RoundTrip implements [http.RoundTripper].
func (s *Service) RoundTrip(req *http.Request) (*http.Response, error) {
	asked, err := read(req)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, Request{asked.Action, copied(asked.Params)})
	status, body := s.Answer(asked.Action, asked.Params)
	if status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req, ContentLength: -1,
	}, nil
}

// protocol are the parameters of the first signature's form. The other has them in
// its headers, so that one of these in its query is the operation's.
var protocol = []string{"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"}

// read takes a request apart, in whichever of the two forms it is.
func read(req *http.Request) (Request, error) {
	asked := Request{Action: req.Header.Get("x-acs-action"), Params: req.URL.Query()}
	if asked.Action == "" {
		asked.Action = asked.Params.Get("Action")
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
