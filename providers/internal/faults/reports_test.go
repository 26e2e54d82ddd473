package faults_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
)

// spoilt is what becomes of the answer to one request.
type spoilt int

const (
	asIs     spoilt = iota
	lost            // it is done, and the connection ends before the answer
	cut             // it is done, and the answer ends in the middle
	failed          // it is done, and a proxy answers with 502
	internal        // it is done, and the service says 500 in its own words
	turned          // it is not done: 429
	early           // it is not done: the step does not wait yet
	unsent          // it never leaves
)

// spoilingReports passes requests on to base and spoils the first ones in turn.
func spoilingReports(base http.RoundTripper, faults ...spoilt) http.RoundTripper {
	n := 0
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		fault := asIs
		if n < len(faults) {
			fault = faults[n]
		}
		n++
		switch fault {
		case unsent:
			return nil, syscall.ECONNREFUSED
		case turned:
			return said{status: 429, body: fmt.Sprintf(alibabaEnvelope, "ResourceThrottled", "The request is throttled.")}.response(r)
		case early:
			return said{status: 409, body: fmt.Sprintf(alibabaEnvelope, "TaskInvalidState", "Task is in an invalid state, please retry.")}.response(r)
		}
		resp, err := base.RoundTrip(r)
		if err != nil || fault == asIs {
			return resp, err
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		switch fault {
		case cut:
			return said{status: resp.StatusCode, body: string(body[:len(body)/2])}.response(r)
		case failed:
			return html(502).response(r)
		case internal:
			return said{status: 500, body: fmt.Sprintf(alibabaEnvelope, "InternalServerError", "An internal error has occurred for "+canaryTask)}.response(r)
		}
		return nil, syscall.ECONNRESET
	})
}

// Reports are made once in effect against a service that keeps its state,
// whatever becomes of the answers; only what is known is claimed.
func TestReports(t *testing.T) {
	for _, row := range []struct {
		name     string
		before   bool // somebody else has ended the step
		token    string
		faults   []spoilt
		outcome  sdk.Outcome
		kind     errors.Kind
		requests int
	}{
		{name: "fine", outcome: sdk.Reported, requests: 1},
		{name: "processed, then reset", faults: []spoilt{lost}, outcome: sdk.AlreadyReported, requests: 2},
		{name: "processed, then cut", faults: []spoilt{cut}, outcome: sdk.AlreadyReported, requests: 2},
		{name: "processed, then 502", faults: []spoilt{failed}, outcome: sdk.AlreadyReported, requests: 2},
		{name: "processed, then 500", faults: []spoilt{internal}, outcome: sdk.AlreadyReported, requests: 2},
		{name: "completed before", before: true, outcome: sdk.CompletedByOther, requests: 1},
		{name: "429, then completed before", before: true, faults: []spoilt{turned}, outcome: sdk.CompletedByOther, requests: 2},
		{name: "not yet, then completed before", before: true, faults: []spoilt{early}, outcome: sdk.CompletedByOther, requests: 2},
		{name: "an own 500, then completed before", before: true, faults: []spoilt{internal}, outcome: sdk.AlreadyReported, requests: 2},
		{name: "429, then fine", faults: []spoilt{turned}, outcome: sdk.Reported, requests: 2},
		{name: "not yet, then fine", faults: []spoilt{early, early}, outcome: sdk.Reported, requests: 3},
		{name: "429, processed, reset", faults: []spoilt{turned, lost}, outcome: sdk.AlreadyReported, requests: 3},
		{name: "never sent, then fine", faults: []spoilt{unsent}, outcome: sdk.Reported, requests: 2},
		{name: "lost each time", faults: []spoilt{lost, lost, lost, lost}, outcome: sdk.OutcomeUnknown, kind: errors.Unavailable, requests: 4},
		{name: "500 each time", faults: []spoilt{internal, internal, internal, internal}, outcome: sdk.OutcomeUnknown, kind: errors.Internal, requests: 4},
		{name: "not yet, for good", faults: []spoilt{early, early, early, early}, outcome: sdk.OutcomeUnknown, kind: errors.InvalidState, requests: 4},
		{name: "an expired token", token: "canary-of-another-day", outcome: sdk.OutcomeUnknown, kind: errors.InvalidInput, requests: 1},
		{name: "an unknown token with blanks", token: "canary with blanks", outcome: sdk.OutcomeUnknown, kind: errors.InvalidInput, requests: 1},
		{name: "a malformed token", token: "canary\twith\x00characters", outcome: sdk.OutcomeUnknown, kind: errors.InvalidInput},
		{name: "a token with a line end", token: canaryTask + "\n", outcome: sdk.OutcomeUnknown, kind: errors.InvalidInput},
	} {
		for _, success := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, success %v", row.name, success), func(t *testing.T) {
				eachService(t, "fnf", func(t *testing.T, s service) {
					base := emulator.Transport(s.emulate(emulatorConfig(2)))
					if row.before {
						other := openWatched(t, s, base, emulatorKeys)
						_, err := sdk.Report(t.Context(), other.client, sdk.SuccessReport{Token: canaryTask, Output: "{}"})
						must(t, err)
					}
					token := row.token
					if token == "" {
						token = canaryTask
					}
					w := openWatched(t, s, spoilingReports(base, row.faults...), emulatorKeys)
					start := time.Now()
					var got sdk.ReportResult
					var err error
					if success {
						got, err = sdk.Report(t.Context(), w.client, sdk.SuccessReport{Token: token, Output: `{"ok":true}`})
					} else {
						got, err = sdk.Report(t.Context(), w.client, sdk.FailureReport{Token: token, Error: "BackupFailed", Cause: "no space for " + canaryTask})
					}
					w.within(time.Since(start), 0, threeBackoffs)
					if got.Outcome != row.outcome || errors.KindOf(err) != row.kind || w.base.requests() != row.requests || got.Attempts != row.requests {
						t.Errorf("%s and %v after %d requests and %d attempts; want %s, %q, %d", got.Outcome, err, w.base.requests(), got.Attempts, row.outcome, row.kind, row.requests)
					}
					if err != nil {
						w.failed(err, row.kind)
					}
					if (got.Outcome == sdk.Reported) != (got.EventID > 0) {
						t.Errorf("event %d of a report that is %s", got.EventID, got.Outcome)
					}
					record, _ := json.Marshal(got)
					w.quiet("the result", string(record), fmt.Sprintf("%+v", got))
				})
			})
		}
	}
}

// The service's limits are met before anything is sent: a cause is cut on the
// border of a rune, an error's name never.
func TestLongReports(t *testing.T) {
	long := strings.Repeat("备份😀", 1<<20/10)
	for _, row := range []struct {
		name   string
		report sdk.FailureReport
		cause  string // as it is sent; empty if nothing is
	}{
		{"a cause of 1 MB", sdk.FailureReport{Token: canaryTask, Error: "E", Cause: long}, string([]rune(long)[:4096])},
		{"a cause of 4096 runes", sdk.FailureReport{Token: canaryTask, Error: "E", Cause: strings.Repeat("份", 4096)}, strings.Repeat("份", 4096)},
		{"a cause that is not UTF-8", sdk.FailureReport{Token: canaryTask, Error: "E", Cause: strings.Repeat("\xff", 5000)}, strings.Repeat("\xff", 4096)},
		{"the longest error", sdk.FailureReport{Token: canaryTask, Error: strings.Repeat("份", 128), Cause: "c"}, "c"},
		{"an error that is too long", sdk.FailureReport{Token: canaryTask, Error: strings.Repeat("份", 129)}, ""},
		{"no error", sdk.FailureReport{Token: canaryTask, Cause: "c"}, ""},
		{"no token", sdk.FailureReport{Error: "E", Cause: "c"}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "fnf", func(t *testing.T, s service) {
				var form url.Values
				inner := emulator.Transport(s.emulate(emulatorConfig(2)))
				w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
					body, _ := io.ReadAll(r.Body)
					form, _ = url.ParseQuery(string(body))
					r.Body = io.NopCloser(strings.NewReader(string(body)))
					return inner.RoundTrip(r)
				}), emulatorKeys)
				got, err := sdk.Report(t.Context(), w.client, row.report)
				if row.cause == "" {
					w.failed(err, errors.InvalidInput)
					if w.base.requests() != 0 || got.Outcome != sdk.OutcomeUnknown {
						t.Errorf("%d requests and %s, want none and unknown", w.base.requests(), got.Outcome)
					}
					return
				}
				if err != nil || got.Outcome != sdk.Reported {
					t.Fatalf("%s and %v, want it reported", got.Outcome, err)
				}
				if form.Get("Cause") != row.cause || form.Get("Error") != row.report.Error {
					t.Errorf("sent %d characters of cause and %d of error, want %d and %d",
						utf8.RuneCountInString(form.Get("Cause")), utf8.RuneCountInString(form.Get("Error")), utf8.RuneCountInString(row.cause), utf8.RuneCountInString(row.report.Error))
				}
			})
		})
	}
}

// Services without waiting steps take no report, and say so without a request.
func TestUnsupportedReports(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		w := openWatched(t, s, script(s.fine()))
		if _, takes := w.client.(sdk.Reporter); takes {
			t.Skip("the service takes reports")
		}
		got, err := sdk.Report(t.Context(), w.client, sdk.FailureReport{Token: canaryTask, Error: "E"})
		w.failed(err, errors.Unsupported)
		if got.Outcome != sdk.OutcomeUnknown || w.base.requests() != 0 || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s and %v after %d requests", got.Outcome, err, w.base.requests())
		}
	})
}
