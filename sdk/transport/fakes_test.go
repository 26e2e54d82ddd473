package transport_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	alibabasigner "github.com/taskfault/taskfault/signer/alibaba"
)

// The canary: no error, log or trail may ever show it.
const canary = "CANARY-9d2f-secret"

// roundTrip is a RoundTripper made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer is an HTTP answer with headers given as name, value in turn.
func answer(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

// inTurn answers the n-th request with the n-th answer, and those beyond with
// the last one. It counts them.
type inTurn struct {
	count   atomic.Int64
	answers []func() (*http.Response, error)
}

func (s *inTurn) RoundTrip(r *http.Request) (*http.Response, error) {
	n := int(s.count.Add(1))
	resp, err := s.answers[min(n, len(s.answers))-1]()
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

func (s *inTurn) requests() int { return int(s.count.Load()) }

// script is an inTurn of answers that look like "429 {...}", with headers
// behind, or are an error's text after "!".
func script(lines ...string) *inTurn {
	s := &inTurn{}
	for _, line := range lines {
		s.answers = append(s.answers, func() (*http.Response, error) {
			if text, failed := strings.CutPrefix(line, "!"); failed {
				return nil, errors.New(text)
			}
			status, body, _ := strings.Cut(line, " ")
			n := 0
			for _, c := range status {
				n = n*10 + int(c-'0')
			}
			body, headers, _ := strings.Cut(body, "\n")
			resp := answer(n, body)
			for h := range strings.SplitSeq(headers, "\n") {
				if name, value, ok := strings.Cut(h, ": "); ok {
					resp.Header.Add(name, value)
				}
			}
			return resp, nil
		})
	}
	return s
}

// headerSigner puts the key, the time and the nonce where a test can see them.
type headerSigner struct{}

func (headerSigner) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, nonce string) error {
	req.Header.Set("Test-Key", c.AccessKeyID)
	req.Header.Set("Test-Token", c.AuthToken+c.SecurityToken)
	req.Header.Set("Test-At", at.Format(time.RFC3339Nano))
	req.Header.Set("Test-Nonce", nonce)
	return nil
}

func signedAt(t *testing.T, r *http.Request) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, r.Header.Get("Test-At"))
	if err != nil {
		t.Errorf("the request is signed for no time: %v", err)
	}
	return at
}

// read takes {"code":...,"message":...} for a refusal and anything else that is
// JSON for a success.
func read(r transport.Response) error {
	var out struct{ Code, Message, RequestID string }
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return err
	}
	if !r.OK() || out.Code != "" {
		return &errors.Error{Code: out.Code, Message: out.Message, RequestID: out.RequestID}
	}
	return nil
}

// get is a call that may be repeated.
func get() *transport.Call { return callTo("http://service.test/v1/p/things?a=b") }

func callTo(address string) *transport.Call {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return &transport.Call{
		Operation: "ListThings", Right: "test:things:list", Method: http.MethodGet, URL: u,
		Header: http.Header{"Accept": {"application/json"}}, Repeatable: true, Read: read,
	}
}

// write is a call that may not be repeated blindly.
func write() *transport.Call {
	c := get()
	c.Operation, c.Method, c.Body, c.Repeatable = "DeleteThing", http.MethodPost, []byte("x=1"), false
	return c
}

// client is one for the service sdrs with no limits. What is known of its key is
// its own. set changes its configuration.
func client(base http.RoundTripper, set ...func(*transport.Config)) *transport.Client {
	c := transport.Config{
		Service: "sdrs", Region: "eu-de", Signer: headerSigner{}, Source: credentials.Key("AKID", canary),
		Limits:  map[string]transport.Limit{"": {PerSecond: 1e6, Burst: 1e6}},
		Options: transport.Options{RoundTripper: base, Keys: transport.NewKeys(), Rand: func() float64 { return 0.5 }},
	}
	for _, s := range set {
		s(&c)
	}
	if c.Dialect.Cloud == "" {
		c.Dialect = dialectOf(c)
	}
	c.Codes = providers.Codes().Of(c.Service)
	return transport.New(c)
}

// dialectOf is the dialect of the cloud that a service or a signer is of.
func dialectOf(c transport.Config) transport.Dialect {
	switch c.Signer.(type) {
	case alibabasigner.RPCV1, alibabasigner.ACS3:
		return alibaba.Dialect()
	case otherCloud:
		return transport.Dialect{}
	}
	if c.Service == "dbs" || c.Service == "fnf" {
		return alibaba.Dialect()
	}
	return huawei.Dialect()
}

// failed asserts that err is the one typed error, of the kind, and shows no
// secret, and returns it.
func failed(t *testing.T, err error, kind errors.Kind) *errors.Error {
	t.Helper()
	if err == nil {
		t.Fatalf("the call succeeded; want an error of kind %s", kind)
	}
	e, ok := err.(*errors.Error)
	if !ok {
		t.Fatalf("the error is a %T: %v; want *errors.Error", err, err)
	}
	if e.Kind != kind {
		t.Errorf("kind = %s, want %s: %v", e.Kind, kind, err)
	}
	quiet(t, "error", e.Error(), e.Detail())
	for cause := error(e); cause != nil; cause = errors.Unwrap(cause) {
		quiet(t, "a cause", cause.Error())
	}
	for _, a := range e.Attempts {
		quiet(t, "the trail", a.String(), a.Code, a.RequestID)
	}
	return e
}

// quiet asserts that no text shows the canary.
func quiet(t *testing.T, where string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		for _, form := range []string{canary, url.QueryEscape(canary)} {
			if strings.Contains(s, form) {
				t.Errorf("%s shows the secret: %s", where, s)
			}
		}
	}
}

// pipes is a network of in-memory connections, one run of serve for each. It
// works inside a bubble, where a listener would hang.
type pipes struct {
	mu    sync.Mutex
	dials int
	all   sync.WaitGroup
	serve func(n int, c net.Conn)
}

// transport is ours over these connections. At the test's end it waits for all
// that serve.
func (p *pipes) transport(t *testing.T) *http.Transport {
	t.Cleanup(p.all.Wait)
	base := transport.NewBase()
	base.Proxy = nil
	base.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		p.mu.Lock()
		p.dials++
		n := p.dials
		p.mu.Unlock()
		ours, theirs := net.Pipe()
		p.all.Go(func() {
			defer theirs.Close()
			p.serve(n, theirs)
		})
		return ours, nil
	}
	t.Cleanup(base.CloseIdleConnections)
	return base
}
