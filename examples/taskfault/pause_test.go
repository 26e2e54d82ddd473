package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

func TestPause(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", -1: "", time.Millisecond: "1ms", time.Second: "1s", 1001 * time.Millisecond: "2s",
		time.Minute: "1m0s", 9999 * time.Second: "2h46m39s", 9999*time.Second + 1: "2h46m40s",
	} {
		if got := pause(&errors.Error{RetryAfter: d}); got != want {
			t.Errorf("pause of %v: got %q, want %q", d, got, want)
		}
	}
	for _, c := range []struct {
		e    errors.Error
		want string
	}{
		{errors.Error{Message: "m"}, "m"},
		{errors.Error{RetryAfter: time.Minute}, "again after 1m0s"},
		{errors.Error{Message: "m", RetryAfter: time.Minute}, "m (again after 1m0s)"},
	} {
		if got := withPause(&c.e); got != c.want {
			t.Errorf("message of %+v: got %q, want %q", c.e, got, c.want)
		}
	}
}

// slowDown is a service that asks for a minute's pause.
func slowDown(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "60")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte(`{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"}`))
}

// What an error asks for is what its remedy tells, and not another time.
func TestRemedyTellsTheServicesPause(t *testing.T) {
	alone(t)
	source := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, http.HandlerFunc(slowDown))
	for lang, want := range map[string]string{"en": "→ Try again after 1m0s.", "zh": "→ 请在 1m0s 之后重试"} {
		for _, output := range []string{"table", "jsonl"} {
			r := drive("failures", "--source", source, "--lang", lang, "--output", output)
			if r.code != exitError || !strings.Contains(r.err, want) || strings.Contains(r.err, "few seconds") {
				t.Errorf("%s %s: exit code %d and %q, want %d and %q", lang, output, r.code, r.err, exitError, want)
			}
			if output == "table" {
				continue
			}
			facts := of("error", r.records(t))[0].error()
			if got := facts["message"]; got != "The throttling threshold has been reached (again after 1m0s)" {
				t.Errorf("the record's message is %q, want the service's own and the pause", got)
			}
			for name := range facts {
				if !strings.Contains(" kind code message status request_id operation attempts ", " "+name+" ") {
					t.Errorf("the record's error has the member %q, which the contract has not", name)
				}
			}
		}
	}
}

// What is down has not throttled: nobody else uses the account too much, and to
// call more slowly would not help.
func TestRemedyOfAServiceThatIsDownForAMinute(t *testing.T) {
	alone(t)
	source := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"error_code":"SDRS.9999","error_msg":"Down for repairs"}`))
	}))
	for lang, want := range map[string]string{"en": "→ Try again after 1m0s.", "zh": "→ 请在 1m0s 之后重试"} {
		r := drive("failures", "--source", source, "--lang", lang)
		if r.code != exitError || !strings.Contains(r.err, want) || !strings.Contains(r.err, "unavailable") {
			t.Errorf("%s: exit code %d and %q, want %d, the kind unavailable and %q", lang, r.code, r.err, exitError, want)
		}
		for _, wrong := range []string{"--rps", "account", "账号", "second"} {
			if strings.Contains(r.err, wrong) {
				t.Errorf("%s: %q speaks of %q, which is for one who was throttled", lang, r.err, wrong)
			}
		}
	}
}

// A person reads the pause where a program does, in the message.
func TestTheLineOnStderrTellsThePauseAsTheRecordDoes(t *testing.T) {
	alone(t)
	source := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, http.HandlerFunc(slowDown))
	for _, args := range [][]string{
		{"failures", "--output", "table"}, {"failures", "--output", "jsonl"}, {"get", "--output", "table", "id"},
	} {
		r := drive(append(args, "--source", source)...)
		const want = "The throttling threshold has been reached (again after 1m0s) (HTTP 429"
		if r.code != exitError || !strings.Contains(r.err, want) || strings.Contains(r.err, "retry after") {
			t.Errorf("%q: exit code %d and %q, want %d and %q, the pause once", args, r.code, r.err, exitError, want)
		}
	}
}

// Where the service's throttling has lowered the limit, a higher --rps would not
// raise it.
func TestRemedyWhereAThrottledLimitLeavesNoTurn(t *testing.T) {
	alone(t)
	for lang, want := range map[string]string{
		"en": "→ This request was not sent: give a --timeout of more than ",
		"zh": "→ 该请求未发出：请把 --timeout 设为大于 ",
	} {
		synctest.Test(t, func(t *testing.T) {
			var seen atomic.Int64
			service := emulator.SDRS(emulator.Config{Failures: 30})
			j := job{
				args: []string{"failures", "--rps", "1", "--timeout", "3s", "--page-size", "5", "--lang", lang},
				env:  map[string]string{sourcesVariable: "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=http://sdrs.test"},
				network: network{"sdrs.test": emulator.Transport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if seen.Add(1) == 1 {
						w.WriteHeader(http.StatusTooManyRequests)
						_, _ = w.Write([]byte(`{"error_code":"APIGW.0308","error_msg":"Slow down"}`))
						return
					}
					service.ServeHTTP(w, r)
				}))},
			}
			r := j.run(t.Context())
			if r.code != exitError || !strings.Contains(r.err, want) || !strings.Contains(r.err, "lowered because the service throttled") {
				t.Errorf("%s: exit code %d and %q, want %d and %q", lang, r.code, r.err, exitError, want)
			}
			for _, wrong := range []string{"raise --rps", "提高 --rps"} {
				if strings.Contains(r.err, wrong) {
					t.Errorf("%s: %q says %q, which is what the service has refused", lang, r.err, wrong)
				}
			}
		})
	}
}

// Where --rps leaves no turn, it is not the service's limit, nor its network.
func TestRemedyWhereNoTurnIsLeft(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 30})
	for lang, want := range map[string]string{
		"en": "→ This request was not sent: raise --rps, or give a --timeout of more than 2h46m40s.",
		"zh": "→ 该请求未发出：请提高 --rps，或把 --timeout 设为大于 2h46m40s。",
	} {
		r := drive("failures", "--source", source, "--rps", "0.0001", "--timeout", "5s", "--page-size", "5", "--lang", lang)
		if r.code != exitError || !strings.Contains(r.err, want) || !strings.Contains(r.err, "0.0001 requests a second that was asked for") {
			t.Errorf("%s: exit code %d and %q, want %d and %q", lang, r.code, r.err, exitError, want)
		}
		if strings.Contains(r.err, "limit of the service") || strings.Contains(r.err, "network") {
			t.Errorf("%s: %q blames the service or the network", lang, r.err)
		}
	}
}

// An ID that cannot be one is the user's, and no service has named anything.
func TestRemedyOfWhatWasNotSent(t *testing.T) {
	alone(t)
	for _, service := range providers.Services() {
		source := sourceOf(t, service, emulator.Config{})
		for _, id := range []string{".", "..", " ", "a\nb", strings.Repeat("a", 10_000)} {
			r := drive("get", "--source", source, "--output", "jsonl", id)
			if r.code != exitError || !strings.Contains(r.err, "→ Correct what the message names.") || strings.Contains(r.err, "the service names") {
				t.Errorf("get %.40q of %s: exit code %d and %.300q, want %d and a remedy that blames nobody else", id, service, r.code, r.err, exitError)
				continue
			}
			if facts := of("error", r.records(t))[0].error(); facts["kind"] != "invalid_input" || facts["attempts"] != nil {
				t.Errorf("get %.40q of %s: %v, want invalid_input and no attempt", id, service, facts)
			}
		}
	}
}
