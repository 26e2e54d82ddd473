package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/huawei"
)

// tattler repeats all that it was sent in every place that an answer has, and
// keeps what may be seen by nobody.
type tattler struct {
	status   int
	text     bool // no JSON
	proofs   []string
	requests int
}

var signatureIn = regexp.MustCompile(`Signature="?([^",]+)`)

func (s *tattler) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests++
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	if m := signatureIn.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		s.proofs = append(s.proofs, m[1])
	}
	for _, v := range []string{r.Header.Get("X-Auth-Token"), r.URL.Query().Get("Signature")} {
		if v != "" {
			s.proofs = append(s.proofs, v)
		}
	}
	var all strings.Builder
	_ = r.Header.Write(&all)
	heard := strings.ReplaceAll(all.String(), "\r\n", " ") + " " + r.URL.RawQuery + " " + string(body)
	heard += " " + url.QueryEscape(heard) + " " + url.QueryEscape(url.QueryEscape(r.URL.RawQuery))
	proof := ""
	if len(s.proofs) > 0 {
		proof = s.proofs[len(s.proofs)-1]
	}
	answer := answer(s.status, "nothing but "+heard, "X-Request-Id", "id-"+proof, "Location", "https://elsewhere.test/"+proof+"?"+r.URL.RawQuery)
	if !s.text {
		told, _ := json.Marshal(map[string]string{"code": "Bad." + proof, "message": heard, "requestid": proof})
		answer = withBody(answer, string(told))
	}
	return answer, nil
}

func withBody(r *http.Response, body string) *http.Response {
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return r
}

// secret asserts that no text shows one of the proofs, in any form of a URL.
func secret(t *testing.T, where string, proofs []string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, p := range append([]string{canary}, proofs...) {
			q := url.QueryEscape(p)
			for _, form := range []string{p, q, strings.ReplaceAll(p, "+", "%2b"), url.QueryEscape(q), url.QueryEscape(url.QueryEscape(q))} {
				if strings.Contains(text, form) {
					t.Errorf("%s shows %q: %s", where, form, text)
				}
			}
		}
	}
}

// What proves a request's sender is in no error, trail, log or success, though a
// service repeats all that it was sent.
func TestNoSignatureIsSeen(t *testing.T) {
	keys := signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: canary + "+/=sts"}
	for _, scheme := range []struct {
		name string
		sign signer.Signer
		keys signer.Credentials
	}{
		{"RPC V1", alibaba.RPCV1{}, keys},
		{"ACS3", alibaba.ACS3{}, keys},
		{"SDK-HMAC-SHA256", huawei.SDKHMAC{}, keys},
		{"aksk-otc", huawei.OTC{}, keys},
		{"V11", huawei.V11{Region: "eu-de", Service: "sdrs"}, keys},
		{"token", huawei.Token{}, signer.Credentials{AuthToken: canary + strings.Repeat("token", 100)}},
		{"a user's own", ownSigner{}, keys},
	} {
		for _, status := range []int{200, 302, 400, 401, 403, 429, 500, 503} {
			for _, text := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d, text %v", scheme.name, status, text), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						var log bytes.Buffer
						s := &tattler{status: status, text: text}
						c := client(s, func(c *transport.Config) {
							c.Signer, c.Source = scheme.sign, credentials.Static(scheme.keys)
							c.Options.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
						})
						call := callTo("http://service.test/?a=b")
						call.Method = http.MethodPost
						_, err := c.Do(t.Context(), call)
						e := failed(t, err, errors.KindOf(err))
						if len(s.proofs) < s.requests || s.requests == 0 {
							t.Fatalf("%d requests had %d proofs", s.requests, len(s.proofs))
						}
						secret(t, "the error", s.proofs, e.Error(), e.Detail(), fmt.Sprintf("%+v %#v", err, *e), e.Message, e.Code, e.RequestID)
						for cause := error(e); cause != nil; cause = errors.Unwrap(cause) {
							secret(t, "a cause", s.proofs, cause.Error())
						}
						for _, a := range e.Attempts {
							secret(t, "the trail", s.proofs, a.String(), a.Code, a.RequestID)
						}
						secret(t, "the log", s.proofs, log.String())
						if !strings.Contains(log.String(), "[secret]") || !text && status >= 400 && !strings.Contains(e.Message, "[secret]") {
							t.Errorf("nothing was cut out of %q and the log %s", e.Message, log.String())
						}
					})
				})
			}
		}
	}
}

// ownSigner is a user's, with credentials that nobody else knows.
type ownSigner struct{}

func (ownSigner) Sign(req *http.Request, _ []byte, _ signer.Credentials, at time.Time, nonce string) error {
	req.Header.Set("Authorization", `Digest Signature="own+`+nonce+`", more`)
	return nil
}

// bearer signs with nothing but a word.
type bearer struct{}

func (bearer) Sign(req *http.Request, _ []byte, _ signer.Credentials, _ time.Time, _ string) error {
	req.Header.Set("Authorization", "Bearer word-of-the-day")
	req.Header.Set("X-Auth-Token", "another-word-here")
	return nil
}

// What a signer puts on a request is cut out also where it is none of the
// credentials' own, and in the words of a success.
func TestWhatASignerSent(t *testing.T) {
	c := client(script(`200 {}`+"\nX-Request-Id: r word-of-the-day another-word-here"), func(c *transport.Config) { c.Signer = bearer{} })
	meta, err := c.Do(t.Context(), get())
	if err != nil || meta.RequestID != "r [secret] [secret]" || meta.Attempts[0].RequestID != meta.RequestID {
		t.Errorf("the request's ID is %q, in the trail %q: %v", meta.RequestID, meta.Attempts[0].RequestID, err)
	}
	c = client(script(`400 {"message":"Bearer word-of-the-day, word-of-the-day, Bearer words"}`), func(c *transport.Config) { c.Signer = bearer{} })
	_, err = c.Do(t.Context(), get())
	if e := failed(t, err, errors.InvalidInput); e.Message != "[secret], [secret], Bearer words" {
		t.Errorf("the message is %q", e.Message)
	}
}

// An attempt that the limiter holds back knows no credentials, and yet tells
// what the one before it was told.
func TestNoSecretIsSeenOfTheAttemptBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, cancelled := range []bool{false, true} {
			c := client(script(`503 {"code":"SDRS.1","message":"busy with `+canary+`"}`), published(0.05, 1))
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			if cancelled { // without a deadline, which the limiter would know
				ctx, cancel = context.WithCancel(t.Context())
				time.AfterFunc(10*time.Second, cancel)
			}
			_, err := c.Do(ctx, get())
			cancel()
			if e := failed(t, err, errors.KindOf(err)); !strings.Contains(e.Message, "busy with [secret]") {
				t.Errorf("cancelled %v: the message is %q, want what the service said", cancelled, e.Message)
			}
			secret(t, "the error", nil, fmt.Sprintf("%#v", *(err.(*errors.Error))))
		}
	})
}

// A name that the service was told to have denied is a text of the service's.
func TestNoSecretIsSeenInARight(t *testing.T) {
	c := client(script("403 {}"))
	call := get()
	call.Read = func(transport.Response) error { return &errors.Error{Right: "svc:" + canary} }
	_, err := c.Do(t.Context(), call)
	if e := failed(t, err, errors.PermissionDenied); e.Right != "svc:[secret]" {
		t.Errorf("the right is %q", e.Right)
	}
}
