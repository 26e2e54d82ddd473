package fnf_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

func fuzz(f *testing.F, operation string) {
	operations.Fuzz(f, operation,
		alibabatest.Answer{Status: 200, Body: `{"Code":"InvalidArgument","Message":"Parameter error.","RequestId":"r"}`},
		alibabatest.Answer{Status: 409, Body: `{"Code":"TaskInvalidState","Message":"m","RequestId":"r"}`})
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
		task, err := open(t, failedWith(event(1, "TaskFailed", "s", detail))).Get(t.Context(), "flow/exec")
		if err != nil || task.State != sdk.Failed || task.Failure == nil {
			t.Errorf("%q: %+v, %v", detail, task, err)
		}
	})
}
