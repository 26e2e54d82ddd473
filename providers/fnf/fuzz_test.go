package fnf_test

import (
	"context"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// fuzz feeds an operation bodies with a status. It may never panic, nor take for
// success what says that it is none.
func fuzz(f *testing.F, operation string) {
	for _, op := range operations {
		if op.name != operation {
			continue
		}
		f.Add(200, canned(f, op.body))
		f.Add(200, `{"Code":"InvalidArgument","Message":"Parameter error.","RequestId":"r"}`)
		f.Add(409, `{"Code":"TaskInvalidState","Message":"m","RequestId":"r"}`)
		f.Fuzz(func(t *testing.T, status int, body string) {
			if status < 200 || status > 599 {
				status = 200
			}
			out, err := op.call(context.Background(), fixed(status, body).client(t))
			e, typed := errors.AsType[*errors.Error](err)
			switch {
			case err != nil && (!typed || e.Kind == "" || e.Operation != operation):
				t.Errorf("%d %q: the error %#v is not complete", status, body, err)
			case err != nil:
				return
			case status > 299:
				t.Errorf("%d %q: read as %+v", status, body, out)
			case !strings.Contains(body, "{") || strings.HasPrefix(strings.TrimSpace(body), "<"):
				t.Errorf("%q: read as %+v", body, out)
			}
		})
	}
}

func FuzzListFlows(f *testing.F)           { fuzz(f, "ListFlows") }
func FuzzListExecutions(f *testing.F)      { fuzz(f, "ListExecutions") }
func FuzzDescribeExecution(f *testing.F)   { fuzz(f, "DescribeExecution") }
func FuzzGetExecutionHistory(f *testing.F) { fuzz(f, "GetExecutionHistory") }
func FuzzReportTaskFailed(f *testing.F)    { fuzz(f, "ReportTaskFailed") }
func FuzzReportTaskSucceeded(f *testing.F) { fuzz(f, "ReportTaskSucceeded") }

// FuzzEventDetail reads a failure out of whatever stands in an event.
func FuzzEventDetail(f *testing.F) {
	f.Add(`{"error":"E","cause":"c"}`)
	f.Add(`{"Error":{"Code":"E","Message":"c"}}`)
	f.Add("plain")
	f.Fuzz(func(t *testing.T, detail string) {
		task, err := failedWith(event(1, "TaskFailed", "s", detail)).client(t).Get(context.Background(), "flow/exec")
		if err != nil || task.State != sdk.Failed || task.Failure == nil {
			t.Errorf("%q: %+v, %v", detail, task, err)
		}
	})
}
