package fnf_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

const taskToken = "canary-token+/="

// The service's answers to a report.
var (
	taken     = httpmock.NewStringResponder(200, `{"EventId":7,"RequestId":"R-1"}`)
	completed = httpmock.NewStringResponder(400, `{"Code":"TaskAlreadyCompleted","Message":"Task `+taskToken+` has already completed.","RequestId":"R-2"}`)
	notYet    = httpmock.NewStringResponder(409, `{"Code":"TaskInvalidState","Message":"Task is in an invalid state, please retry.","RequestId":"R-3"}`)
	throttled = httpmock.NewStringResponder(429, `{"Code":"ResourceThrottled","Message":"The request is throttled.","RequestId":"R-4"}`)
	broken    = httpmock.NewStringResponder(500, `{"Code":"InternalServerError","Message":"An internal error has occurred.","RequestId":"R-5"}`)
	badGate   = httpmock.NewStringResponder(502, `<html>bad gateway</html>`)
	refused   = httpmock.NewStringResponder(400, `{"Code":"InvalidArgument","Message":"Parameter error.","RequestId":"R-6"}`)
	nonceUsed = httpmock.NewStringResponder(400, `{"Code":"SignatureNonceUsed","Message":"Specified signature nonce was used already.","RequestId":"R-7"}`)
	cutShort  = httpmock.NewStringResponder(200, `{"EventId":7,"Requ`)
	loginPage = httpmock.NewStringResponder(200, `<html>log in</html>`)
	lost      = httpmock.NewErrorResponder(io.ErrUnexpectedEOF)
)

// inTurn are answers of which the last one is given again and again.
type inTurn []httpmock.Responder

// reports is a service that gives answers in turn to either report.
func reports(answers ...httpmock.Responder) *alibabatest.Service {
	next := answers[0]
	for _, a := range answers[1:] {
		next = next.Then(a)
	}
	s := alibabatest.NewService()
	s.Register("ReportTaskFailed", next)
	s.Register("ReportTaskSucceeded", next)
	return s
}

// TestReportsAreMadeOnceInEffect holds design rule 5 in every order of answers.
func TestReportsAreMadeOnceInEffect(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers inTurn
		outcome sdk.Outcome
		kind    errors.Kind
	}{
		{"taken", inTurn{taken}, sdk.Reported, ""},
		{"over before", inTurn{completed}, sdk.CompletedByOther, ""},
		{"lost, then over", inTurn{lost, completed}, sdk.AlreadyReported, ""},
		{"lost, then taken", inTurn{lost, taken}, sdk.Reported, ""},
		{"500, then over", inTurn{broken, completed}, sdk.AlreadyReported, ""},
		{"502, then over", inTurn{badGate, completed}, sdk.AlreadyReported, ""},
		{"cut off, then over", inTurn{cutShort, completed}, sdk.AlreadyReported, ""},
		{"429, then over", inTurn{throttled, completed}, sdk.CompletedByOther, ""},
		{"409, then over", inTurn{notYet, completed}, sdk.CompletedByOther, ""},
		{"a copy was first, then over", inTurn{nonceUsed, completed}, sdk.AlreadyReported, ""},
		{"429, lost, then over", inTurn{throttled, lost, completed}, sdk.AlreadyReported, ""},
		{"lost, 429, then over", inTurn{lost, throttled, completed}, sdk.AlreadyReported, ""},
		{"not yet, then taken", inTurn{notYet, notYet, taken}, sdk.Reported, ""},
		{"never", inTurn{notYet, notYet, notYet, notYet}, sdk.OutcomeUnknown, errors.InvalidState},
		{"refused", inTurn{refused}, sdk.OutcomeUnknown, errors.InvalidInput},
		{"lost for good", inTurn{lost, lost, lost, lost}, sdk.OutcomeUnknown, errors.Unavailable},
		{"a login page", inTurn{loginPage}, sdk.OutcomeUnknown, errors.Malformed},
	} {
		for _, kind := range []string{"failure", "success"} {
			t.Run(tt.name+", "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := reports(tt.answers...)
					var log bytes.Buffer
					c := open(t, s, func(c *settings) {
						c.Transport.MaxAttempts = 4
						c.Transport.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					})
					var got sdk.ReportResult
					var err error
					if kind == "failure" {
						got, err = sdk.Report(context.Background(), c, sdk.FailureReport{Token: taskToken, Error: "BackupFailed", Cause: "no space"})
					} else {
						got, err = sdk.Report(context.Background(), c, sdk.SuccessReport{Token: taskToken, Output: `{}`})
					}
					if got.Outcome != tt.outcome || errors.KindOf(err) != tt.kind {
						t.Errorf("outcome %s and %v, want %s and %q", got.Outcome, err, tt.outcome, tt.kind)
					}
					if n := s.GetTotalCallCount(); got.Attempts != len(tt.answers) || n != len(tt.answers) {
						t.Errorf("%d attempts of %d requests, want %d", got.Attempts, n, len(tt.answers))
					}
					if tt.outcome == sdk.Reported && (got.EventID != 7 || got.RequestID != "R-1") || tt.outcome == sdk.CompletedByOther && got.RequestID != "R-2" {
						t.Errorf("result %+v", got)
					}
					if err != nil && strings.Contains(err.Error(), "canary") || strings.Contains(log.String(), "canary") {
						t.Errorf("the token is shown: %v\n%s", err, log.String())
					}
				})
			})
		}
	}
}

func TestTheTokenIsNotShown(t *testing.T) {
	ctx := context.Background()
	c := open(t, reports(completed))
	_, failure := c.ReportTaskFailed(ctx, fnf.ReportTaskFailedInput{TaskToken: taskToken, Error: "E"})
	_, success := c.ReportTaskSucceeded(ctx, fnf.ReportTaskSucceededInput{TaskToken: taskToken, Output: "{}"})
	for _, err := range []error{failure, success} {
		e, ok := errors.AsType[*errors.Error](err)
		if !ok || e.Kind != errors.Conflict || e.Code != "TaskAlreadyCompleted" || strings.Contains(e.Detail()+e.Message, "canary") {
			t.Errorf("%v, want a conflict without the token", err)
		}
	}
}

func TestAConnectionThatNeverWasIsNoReport(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers inTurn
		want    sdk.Outcome
	}{
		{"refused by the network", inTurn{new(http.Transport).RoundTrip, viaPipe(completed)}, sdk.CompletedByOther},
		{"lost", inTurn{httpmock.NewErrorResponder(net.ErrClosed), completed}, sdk.AlreadyReported},
	} {
		s := reports(tt.answers...)
		c := open(t, s, func(c *settings) {
			c.Endpoint = "http://127.0.0.1:1" // nobody listens there
			c.Transport.MaxAttempts, c.Transport.MinDelay = 2, time.Millisecond
		})
		got, err := c.ReportFailure(context.Background(), sdk.FailureReport{Token: taskToken, Error: "E"})
		if n := s.GetTotalCallCount(); err != nil || got.Outcome != tt.want || n != 2 {
			t.Errorf("%s: %+v and %v after %d requests, want %s", tt.name, got, err, n, tt.want)
		}
	}
}

// viaPipe answers over a connection of net/http's own, which works.
func viaPipe(answer httpmock.Responder) httpmock.Responder {
	h := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		resp, err := answer(req)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	})
	return (&http.Transport{DialContext: emulator.Dialer(h), DisableKeepAlives: true}).RoundTrip
}

func TestReportsOverTheEmulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := emulated(t, emulator.Config{TaskToken: taskToken}, func(c *settings) { c.Transport.MaxAttempts = 4 })
		ctx := context.Background()
		for _, tt := range []struct {
			token   string
			outcome sdk.Outcome
			kind    errors.Kind
		}{
			{taskToken, sdk.Reported, ""},
			{taskToken, sdk.CompletedByOther, ""},
			{taskToken + "-soon", sdk.Reported, ""},
			{taskToken + "-submitted", sdk.OutcomeUnknown, errors.InvalidState},
			{taskToken + "-done", sdk.CompletedByOther, ""},
			{"no-such-token", sdk.OutcomeUnknown, errors.InvalidInput},
		} {
			got, err := sdk.Report(ctx, c, sdk.FailureReport{Token: tt.token, Error: "BackupFailed", Cause: strings.Repeat("備份", 500_000)})
			if got.Outcome != tt.outcome || errors.KindOf(err) != tt.kind || (got.Outcome == sdk.Reported) != (got.EventID > 0) {
				t.Errorf("%s: %+v and %v, want %s and %q", tt.token, got, err, tt.outcome, tt.kind)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the token is shown: %v", err)
			}
		}
		tasks, _ := alibabatest.Scan(t, c, sdk.Query{States: onlyFailed})
		reported := 0
		for _, task := range tasks {
			if task.Failure.Code == "BackupFailed" && strings.HasPrefix(task.Failure.Reason, "備份備份") {
				reported++
				if n := utf8.RuneCountInString(task.Failure.Reason); n != 4096 || !utf8.ValidString(task.Failure.Reason) {
					t.Errorf("the cause has %d characters, want 4096 whole ones", n)
				}
			}
		}
		if reported != 2 {
			t.Errorf("%d reported failures are listed, want 2", reported)
		}
	})
}

// What a token may hold is the service's own business.
func TestATokenWithABlankIsSent(t *testing.T) {
	const token = "emulator task+token%20"
	for _, auth := range []alibaba.Auth{alibaba.AuthV1, alibaba.AuthV3} {
		c := emulated(t, emulator.Config{TaskToken: token}, func(c *settings) { c.Auth = auth })
		for _, want := range []sdk.Outcome{sdk.Reported, sdk.CompletedByOther} {
			got, err := sdk.Report(t.Context(), c, sdk.FailureReport{Token: token, Error: "BackupFailed"})
			if err != nil || got.Outcome != want {
				t.Errorf("auth %s: %+v and %v, want %s", auth, got, err, want)
			}
		}
		c = emulated(t, emulator.Config{TaskToken: token}, func(c *settings) { c.Auth = auth })
		if got, err := sdk.Report(t.Context(), c, sdk.SuccessReport{Token: token, Output: "{}"}); err != nil || got.Outcome != sdk.Reported {
			t.Errorf("auth %s: %+v and %v, want %s", auth, got, err, sdk.Reported)
		}
	}
}

func TestBadReportsAreNotSent(t *testing.T) {
	s := reports(taken)
	c := open(t, s)
	for _, r := range []sdk.FailureReport{
		{Error: "E"}, {Token: taskToken}, {Token: taskToken, Error: strings.Repeat("錯", 129)},
		{Token: taskToken + "\n", Error: "E"}, {Token: " " + taskToken, Error: "E"}, {Token: "task\ntoken", Error: "E"},
	} {
		if got, err := sdk.Report(context.Background(), c, r); !errors.Is(err, errors.InvalidInput) || got.Outcome != sdk.OutcomeUnknown || got.Attempts != 0 {
			t.Errorf("%+v: %+v and %v, want invalid_input", r, got, err)
		}
	}
	for _, r := range []sdk.SuccessReport{{Output: "{}"}, {Token: taskToken}, {Token: taskToken, Output: "{"}} {
		if got, err := sdk.Report(context.Background(), c, r); !errors.Is(err, errors.InvalidInput) || got.Outcome != sdk.OutcomeUnknown {
			t.Errorf("%+v: %+v and %v, want invalid_input", r, got, err)
		}
	}
	if s.GetTotalCallCount() > 0 {
		t.Errorf("sent %v", s.Asked)
	}
}
