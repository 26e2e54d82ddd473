package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/providers"
)

// repeater is a service that refuses every request with all that it was sent, and
// keeps what proved the sender.
type repeater struct {
	status int
	form   string // of the body, %s for a JSON text

	mu     sync.Mutex
	proofs map[string]bool
}

var signatureMember = regexp.MustCompile(`Signature=([0-9a-f]+)`)

func (s *repeater) RoundTrip(r *http.Request) (*http.Response, error) {
	var header strings.Builder
	_ = r.Header.Write(&header)
	body := ""
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
	}
	s.mu.Lock()
	for _, m := range signatureMember.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		s.proofs[m[1]] = true
	}
	for _, v := range []string{r.Header.Get("X-Auth-Token"), r.URL.Query().Get("Signature")} {
		if v != "" {
			s.proofs[v] = true
		}
	}
	s.mu.Unlock()
	sent := r.Header.Get("Authorization") + r.Header.Get("X-Auth-Token") + " " + r.URL.RawQuery + " " + body + " " + header.String()
	told, _ := json.Marshal(sent + url.QueryEscape(sent))
	answer := strings.ReplaceAll(s.form, "%s", string(told))
	return &http.Response{
		StatusCode: s.status, Request: r, Body: io.NopCloser(strings.NewReader(answer)), ContentLength: int64(len(answer)),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"id of " + strings.ReplaceAll(sent, "\r\n", " ")}},
	}, nil
}

// What proves the sender of a request is printed nowhere, neither in records and
// tables nor in the lines of the log, though a service repeats it.
func TestNoProofIsPrinted(t *testing.T) {
	alone(t)
	const token, taskToken = "canary-os-token-0001", "canary-task-token+/0002"
	env := inNetwork()
	for name, v := range map[string]string{"OS_TOKEN": token} {
		t.Setenv(name, v)
		env[name] = v
	}
	var sources []string
	for _, spec := range providers.Default() {
		for _, name := range []string{"auth", "signature"} { // as each cloud calls it
			key, _ := spec.Key(name)
			for _, way := range key.Allowed {
				sources = append(sources, emulatorURL(spec.Service, "http://"+hostOf(spec.Service))+"&"+name+"="+way)
			}
		}
	}
	for _, answer := range []struct {
		status int
		form   string
	}{
		{400, `{"code":%s,"message":%s,"request_id":%s}`},
		{401, `{"error_code":"APIGW.0301","error_msg":%s,"request_id":%s}`},
		{403, `{"RequestId":%s,"HostId":%s,"Code":"SignatureDoesNotMatch","Message":%s}`},
		{200, `{"error":{"code":%s,"message":%s}}`},
		{503, `%s`},
	} {
		for _, source := range sources {
			t.Run(fmt.Sprintf("%d from %s", answer.status, source), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					for _, args := range [][]string{
						{"failures", "--verbose", "--output", "jsonl"},
						{"failures", "--verbose", "--output", "table"},
						{"get", "--output", "jsonl", "a/b"},
						{"tasks", "--raw"},
						{"report", "--token", taskToken, "--error", "E", "--cause", "of " + taskToken},
					} {
						if args[0] == "report" && !strings.HasPrefix(source, "fnf") {
							continue
						}
						s := &repeater{status: answer.status, form: answer.form, proofs: map[string]bool{}}
						services := make(network)
						for _, service := range readable {
							services[hostOf(service.Name)] = s
						}
						r := job{args: append(args, "--source", source, "--max-attempts", "2"), env: env, network: services}.run(t.Context())
						if args[0] == "failures" && !strings.Contains(r.out+r.err, hidden) {
							t.Errorf("%q: nothing was cut from\n%s%s", args, r.out, r.err)
						}
						if len(s.proofs) == 0 && args[0] != "get" {
							t.Errorf("%q proved nothing to the service:\n%s%s", args, r.out, r.err)
						}
						for proof := range s.proofs {
							for _, form := range []string{proof, url.QueryEscape(proof), url.QueryEscape(url.QueryEscape(proof))} {
								if strings.Contains(r.out+r.err, form) {
									t.Errorf("%q: %q is in\n%s%s", args, form, r.out, r.err)
								}
							}
						}
						if strings.Contains(r.out+r.err, "canary") {
							t.Errorf("%q shows a secret:\n%s%s", args, r.out, r.err)
						}
					}
				})
			})
		}
	}
}
