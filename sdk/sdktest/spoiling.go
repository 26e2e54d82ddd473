package sdktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
)

// spoiling are the cases about answers that are not what was asked for.
var spoiling = []testCase{
	{
		name: "malformed bodies",
		rule: "a success whose body is empty, null, of another shape, cut, doubled or no JSON is malformed: never an empty list",
		run: func(s *stage) {
			for _, body := range []string{
				"", " \n", "null", "[]", `""`, "0", "true", "{", `{"`, "}", "<html></html>", "OK", "\xff\xfe{}", "\ufeff", "{}{}", "{} x",
				strings.Repeat("[", 10000), strings.Repeat(`{"a":`, 10000), `{"` + strings.Repeat("x", 100000),
			} {
				f := s.scan(s.client(s.always(http.StatusOK, body)), sdk.Query{})
				s.broken(f, errors.Malformed)
				if s.Failed() {
					s.Fatalf("with the body %.40q of %d bytes", body, len(body))
				}
			}
		},
	},
	{
		name: "another service",
		rule: "an object that has none of the answer's members is malformed, and no empty list",
		run: func(s *stage) {
			for _, body := range []string{"{}", `{"hello":"world"}`, `{"status":"UP"}`} {
				s.broken(s.scan(s.client(s.always(http.StatusOK, body)), sdk.Query{}), errors.Malformed)
			}
		},
	},
	{
		name: "login page",
		rule: "a proxy's page with status 200 is malformed, and not asked for again",
		run:  func(s *stage) { s.once(LoginPage, errors.Malformed) },
	},
	{
		name: "redirect",
		rule: "a redirect is not followed, or the signature would go to another host",
		run: func(s *stage) {
			s.once(Redirect, errors.Malformed)
			if s.hosts["elsewhere.invalid"] {
				s.Error("a request was sent to the redirect's host")
			}
		},
	},
	{
		name: "bomb",
		rule: "half a megabyte of gzip that becomes 512 MB is malformed, in less than three times the bound on a body",
		run: func(s *stage) {
			bomb() // made before it is measured
			client := s.client((&Faults{Rate: 1, Kinds: []Fault{Bomb}}).RoundTripper(s.serve(planted)))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			f := s.scan(client, sdk.Query{})
			runtime.ReadMemStats(&after)
			s.broken(f, errors.Malformed)
			if grew := after.TotalAlloc - before.TotalAlloc; grew > 3*16<<20 {
				s.Errorf("%d MB were allocated for a bound of 16 MiB", grew>>20)
			}
		},
	},
	{
		name: "large bodies",
		rule: "a body beyond the bound is malformed",
		run: func(s *stage) {
			small := func(o *transport.Options) { o.MaxBody = 64 }
			s.broken(s.scan(s.client(s.serve(planted), small), sdk.Query{}), errors.Malformed)
		},
	},
	{
		name:  "unknown status",
		rule:  "a status that no table knows keeps the service's word and is Unknown, with the code and the reason that it came with, or Failed where the service says so in another way; it is never success",
		needs: func(h Harness) string { return lacks(h.Reword != nil, "Reword") },
		run: func(s *stage) {
			const word = "SDKTEST_REWORDED"
			client := s.client(rewriting{s.serve(planted), func(b []byte) []byte { return s.harness.Reword(b, word) }})
			unknown := 0
			for task, err := range sdk.Tasks(sdk.Query{}, client).All(s.Context()) {
				if err != nil {
					continue // details of such a task may not be had
				}
				if task.RawState == word {
					unknown++
					says := task.Failure != nil && (task.Failure.Code != "" || task.Failure.Reason != "")
					byCode := task.State == sdk.Failed && says && task.Failure.Code != ""
					if !byCode && (task.State != sdk.Unknown || task.Failure != nil && !says) {
						s.Errorf("task %s with the status %s is in state %s with failure %v", task.ID, word, task.State, task.Failure)
					}
				}
			}
			if unknown == 0 {
				s.Error("no task has the new word: it was lost, or Reword changes nothing")
			}
		},
	},
	{
		name: "a reason behind an unknown status",
		rule: "a task whose status no table knows keeps the reason and the code of its own row, is one of sdk.Failures for them, and is counted in the receipt",
		needs: func(h Harness) string {
			if h.Reword == nil {
				return "Reword"
			}
			return lacksPlanted(h, "has failed", func(t sdk.Task) bool { return t.Failure != nil })
		},
		run: checkReasonsOfUnknown,
	},
	{
		name:  "a text for a list",
		rule:  "a text, a number or a truth value where rows are due is one error and no empty list, and is asked for once more at most",
		needs: func(h Harness) string { return lacks(h.Unlist != nil, "Unlist") },
		run: func(s *stage) {
			lists := s.scan(s.client(s.serve(planted)), sdk.Query{}).receipt.Pages // at most
			for _, value := range []string{`"none"`, "7", "true"} {
				before := s.sent()
				f := s.scan(s.client(rewriting{s.serve(planted), func(b []byte) []byte { return s.harness.Unlist(b, value) }}), sdk.Query{})
				s.broken(f, errors.Malformed)
				if sent := s.sent() - before; sent > 2*f.lists() || f.lists() > lists {
					s.Errorf("after %s for each of %d lists %d requests were sent and %d errors told", value, lists, sent, len(f.errs))
				}
			}
		},
	},
	{
		name: "a text for one list",
		rule: "a text, a number or a truth value where the rows of one list inside a source are due is an error of that list alone, and is asked for once more at most",
		needs: func(h Harness) string {
			return lacks(h.Unlist != nil && h.List != nil, "Unlist and List")
		},
		run: func(s *stage) {
			lists, _ := s.lists()
			for _, value := range []string{`"none"`, "7", "true"} {
				base := &innerLists{stage: s, base: s.serve(planted), fails: lists[0], change: func(b []byte) []byte { return s.harness.Unlist(b, value) }}
				f := s.scanWithout(lists, base)
				s.broken(f, errors.Malformed)
				if base.refused > 2*len(f.errs) {
					s.Errorf("after %s for the list of %s it was asked for %d times, with %d errors", value, lists[0], base.refused, len(f.errs))
				}
			}
		},
	},
	{
		name:  "bad row",
		rule:  "a row that cannot be read is told of and leaves the scan incomplete; the good rows are found",
		needs: func(h Harness) string { return lacks(h.Spoil != nil, "Spoil") },
		run: func(s *stage) {
			done := false
			f := s.scan(s.client(rewriting{s.serve(planted), func(b []byte) []byte {
				if done {
					return b
				}
				spoilt := s.harness.Spoil(bytes.Clone(b))
				done = !bytes.Equal(spoilt, b)
				return spoilt
			}}), sdk.Query{})
			if f.receipt.Complete || f.receipt.Dropped == 0 || len(f.errs) == 0 {
				s.Fatalf("%d rows were dropped with %d errors, complete=%v", f.receipt.Dropped, len(f.errs), f.receipt.Complete)
			}
			if len(f.tasks) < planted-1 {
				s.Errorf("%d tasks were found, want %d at least", len(f.tasks), planted-1)
			}
			s.typed(f.errs[0], errors.Malformed)
		},
	},
}

// checkReasonsOfUnknown gives every task a status that no table knows, and looks for
// what their rows tell beside it.
func checkReasonsOfUnknown(s *stage) {
	base, planted := s.servePlanted()
	want := byID(planted.Listed)
	client := s.client(rewriting{base, func(b []byte) []byte { return s.harness.Reword(b, "SDKTEST_REWORDED") }})
	f, shown := s.scanAll(client, sdk.Query{Raw: true}), s.scan(client, sdk.Query{}).tasks
	unknown, told := 0, 0
	for id, task := range f.tasks {
		if task.State != sdk.Unknown {
			continue
		}
		unknown++
		code, reason := inRow(task.Raw, want[id].Failure)
		if code+reason == "" {
			continue
		}
		told++
		if why := task.Failure; why == nil || why.Code != code || !strings.HasPrefix(why.Reason, reason) {
			s.Errorf("the row of task %s tells the code %q and the reason %q; its failure is %+v", id, code, reason, why)
		}
		if _, there := shown[id]; !there {
			s.Errorf("task %s in an unknown state with the reason %q is not among the failures", id, reason)
		}
	}
	if f.receipt.Unknown != unknown {
		s.Errorf("%d tasks are in an unknown state, and the receipt counts %d", unknown, f.receipt.Unknown)
	}
	if told == 0 {
		s.skip = "no row of a task that becomes unknown tells a reason or a code"
	}
}

// inRow are the code and the reason of a failure as far as the task's own row has
// them: the reason may be that and a standard text behind it.
func inRow(row []byte, why *errors.Failure) (code, reason string) {
	if why == nil {
		return "", ""
	}
	values := json.NewDecoder(bytes.NewReader(row))
	values.UseNumber()
	for {
		value, err := values.Token()
		if err != nil {
			return code, reason
		}
		switch text := fmt.Sprint(value); {
		case text == "":
		case text == why.Code:
			code = text
		case text == why.Reason, strings.HasPrefix(why.Reason, text+" ("):
			reason = text
		}
	}
}

// once asserts that a fault that does not pass is met once.
func (s *stage) once(fault Fault, kind errors.Kind) {
	s.Helper()
	f := s.scan(s.client((&Faults{Rate: 1, Kinds: []Fault{fault}}).RoundTripper(s.serve(planted))), sdk.Query{})
	s.broken(f, kind)
	if s.sent() != f.lists() {
		s.Errorf("%d requests were sent, want one for each of %d lists", s.sent(), f.lists())
	}
}

// rewriting changes the bodies of what base answers.
type rewriting struct {
	base   http.RoundTripper
	change func([]byte) []byte
}

func (w rewriting) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	o, err := whole(resp)
	if err != nil {
		return nil, err
	}
	body := w.change(o.body)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return resp, nil
}
