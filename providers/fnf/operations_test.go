package fnf_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk/wire"
)

// at is a moment of the canned bodies.
func at(text string) wire.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return wire.Time{Time: t.UTC()}
}

var environment = fnf.Environment{Variables: wire.List[fnf.Variable]{Rows: []fnf.Variable{{Name: "STAGE", Value: "x"}}}}

// operations are all of them, each with all parameters, what is sent (form:
// marks what travels in the body), and all members of its answer.
var operations = alibabatest.Operations[*fnf.Client]{Open: client, All: []alibabatest.Operation[*fnf.Client]{
	{
		Name: "ListFlows",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ListFlows(ctx, fnf.ListFlowsInput{NextToken: "n", Limit: 999, RequestId: "r"})
		},
		Sent: "Limit=999&NextToken=n&RequestId=r",
		Body: "list_flows/members.json",
		Want: &fnf.ListFlowsOutput{RequestId: "R-1", NextToken: "flow2", Flows: wire.List[fnf.Flow]{Rows: []fnf.Flow{{
			Id: "e589e092-e2c0-4dee-b306-3574ddf5****", Name: "my_flow_name", Type: "FDL", Definition: "version: v1.0\n", Description: "my test flow",
			RoleArn: "acs:ram::1:role/fnf", CreatedTime: at("2019-01-01T01:01:01.001Z"), LastModifiedTime: at("2019-01-01T01:01:01.002Z"),
			ExternalStorageLocation: "/loc", ExecutionMode: "Standard", Environment: environment,
		}}}},
	},
	{
		Name: "ListExecutions",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ListExecutions(ctx, fnf.ListExecutionsInput{
				FlowName: "flow", NextToken: "n", Limit: 99, Status: "Failed", StartedTimeBegin: "2020-12-02T02:39:20.402Z",
				StartedTimeEnd: "2020-12-02T02:39:21Z", ExecutionNamePrefix: "run", Qualifier: "1", MapRunName: "m", MetadataOnly: true, RequestId: "r",
			})
		},
		Sent: "ExecutionNamePrefix=run&FlowName=flow&Limit=99&MapRunName=m&MetadataOnly=true&NextToken=n&Qualifier=1&RequestId=r&StartedTimeBegin=2020-12-02T02%3A39%3A20.402Z&StartedTimeEnd=2020-12-02T02%3A39%3A21Z&Status=Failed",
		Body: "list_executions/members.json",
		Want: &fnf.ListExecutionsOutput{RequestId: "R-1", NextToken: "exec2", Executions: wire.List[fnf.Execution]{Rows: []fnf.Execution{{
			FlowName: "flow", FlowDefinition: "version: v1.0\n", Name: "exec1", Status: "Succeeded", Input: `{"a":1}`, Output: `{"b":2}`,
			StartedTime: at("2019-01-01T01:01:01.001Z"), StoppedTime: at("2019-01-01T01:01:02.002Z"), Environment: environment,
		}}}},
	},
	{
		Name: "DescribeExecution",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "flow", ExecutionName: "exec1", WaitTimeSeconds: 20, RequestId: "r"})
		},
		Sent: "ExecutionName=exec1&FlowName=flow&RequestId=r&WaitTimeSeconds=20",
		Body: "describe_execution/members.json",
		Want: &fnf.DescribeExecutionOutput{RequestId: "R-1", Execution: fnf.Execution{
			FlowName: "flow", FlowDefinition: "version: v1.0\n", Name: "exec1", Status: "Failed", Input: `{}`, Output: `{}`,
			StartedTime: at("2019-01-01T01:01:01.001Z"), StoppedTime: at("2019-01-01T01:01:02.002Z"), Environment: environment,
		}},
	},
	{
		Name: "GetExecutionHistory",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.GetExecutionHistory(ctx, fnf.GetExecutionHistoryInput{FlowName: "flow", ExecutionName: "exec1", NextToken: "3", Limit: 999, RequestId: "r"})
		},
		Sent: "ExecutionName=exec1&FlowName=flow&Limit=999&NextToken=3&RequestId=r",
		Body: "get_execution_history/members.json",
		Want: &fnf.GetExecutionHistoryOutput{RequestId: "R-1", NextToken: "4", Events: wire.List[fnf.Event]{Rows: []fnf.Event{{
			EventId: 3, ScheduleEventId: 2, StepName: "restore", Type: "TaskFailed", Time: at("2019-01-01T01:01:01.001Z"), EventDetail: `{"error":"E","cause":"c"}`,
		}}}},
	},
	{
		Name: "ReportTaskFailed",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ReportTaskFailed(ctx, fnf.ReportTaskFailedInput{TaskToken: "t+/=", Error: "E", Cause: "c & d", RequestId: "testRequestId"})
		},
		Sent: "RequestId=testRequestId&TaskToken=t%2B%2F%3D&form%3ACause=c+%26+d&form%3AError=E",
		Body: "report_task_failed/document.json",
		Want: &fnf.ReportTaskFailedOutput{EventId: 1, RequestId: "testRequestId"},
	},
	{
		Name: "ReportTaskSucceeded",
		Call: func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ReportTaskSucceeded(ctx, fnf.ReportTaskSucceededInput{TaskToken: "t+/=", Output: `{"a":1}`, RequestId: "r"})
		},
		Sent: "RequestId=r&TaskToken=t%2B%2F%3D&form%3AOutput=%7B%22a%22%3A1%7D",
		Body: "report_task_succeeded/members.json",
		Want: &fnf.ReportTaskSucceededOutput{EventId: 7, RequestId: "R-1"},
	},
}}

// client is for a service that answers by hand.
func client(t testing.TB, s *alibabatest.Service) *fnf.Client { return open(t, s) }

func TestOperationsSendAndReadEveryMember(t *testing.T) { operations.Exact(t) }

func TestEveryOperationNamesItsRight(t *testing.T) { operations.NameRights(t, "fnf", "AccessDenied") }

func TestMalformedAnswersKeepTheirRequestID(t *testing.T) { operations.KeepRequestID(t) }

func TestNoOperationTakesAnErrorForSuccess(t *testing.T) {
	operations.RefuseErrors(t, `{"Code":"InvalidArgument","Message":"m","RequestId":"r"}`)
	for _, op := range operations.All { // what a list leaves out is not an empty list
		if strings.HasPrefix(op.Name, "Report") {
			continue
		}
		if got, err := op.Call(t.Context(), open(t, alibabatest.Fixed(200, `{"RequestId":"r"}`))); !errors.Is(err, errors.Malformed) {
			t.Errorf("%s reads an answer without its list or status as %+v, %v, want malformed", op.Name, got, err)
		}
	}
}

func TestOddForms(t *testing.T) {
	out, err := open(t, alibabatest.Fixed(200, alibabatest.Testdata(t, "list_executions/odd.json"))).ListExecutions(context.Background(), fnf.ListExecutionsInput{FlowName: "flow"})
	if err != nil {
		t.Fatal(err)
	}
	want := []fnf.Execution{
		{FlowName: "flow", Name: "1548", Status: "Failed", Input: `{"a":1}`, StartedTime: at("2019-01-01T01:01:01Z")},
		{Name: "exec3", Status: "Melted"},
	}
	if !reflect.DeepEqual(out.Executions.Rows, want) || len(out.Executions.Dropped) != 1 {
		t.Errorf("read %+v, dropped %v, want %+v and one dropped", out.Executions.Rows, out.Executions.Dropped, want)
	}
}

func TestInputIsCheckedBeforeAnythingIsSent(t *testing.T) {
	ctx := context.Background()
	list := func(in fnf.ListExecutionsInput) func(*fnf.Client) error {
		return func(c *fnf.Client) error { _, err := c.ListExecutions(ctx, in); return err }
	}
	report := func(in fnf.ReportTaskFailedInput) func(*fnf.Client) error {
		return func(c *fnf.Client) error { _, err := c.ReportTaskFailed(ctx, in); return err }
	}
	for _, tt := range []struct {
		name string
		call func(*fnf.Client) error
	}{
		{"Limit", func(c *fnf.Client) error { _, err := c.ListFlows(ctx, fnf.ListFlowsInput{Limit: 1000}); return err }},
		{"FlowName", list(fnf.ListExecutionsInput{})},
		{"Limit", list(fnf.ListExecutionsInput{FlowName: "f", Limit: 100})},
		{"Status", list(fnf.ListExecutionsInput{FlowName: "f", Status: "failed"})},
		{"StartedTimeBegin", list(fnf.ListExecutionsInput{FlowName: "f", StartedTimeBegin: "today"})},
		{"StartedTimeEnd", list(fnf.ListExecutionsInput{FlowName: "f", StartedTimeEnd: "1548075391"})},
		{"ExecutionName", func(c *fnf.Client) error {
			_, err := c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "f"})
			return err
		}},
		{"WaitTimeSeconds", func(c *fnf.Client) error {
			_, err := c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "f", ExecutionName: "e", WaitTimeSeconds: 61})
			return err
		}},
		{"Limit", func(c *fnf.Client) error {
			_, err := c.GetExecutionHistory(ctx, fnf.GetExecutionHistoryInput{FlowName: "f", ExecutionName: "e", Limit: -1})
			return err
		}},
		{"TaskToken", report(fnf.ReportTaskFailedInput{Error: "E"})},
		{"Error", report(fnf.ReportTaskFailedInput{TaskToken: "canary-token"})},
		{"Error", report(fnf.ReportTaskFailedInput{TaskToken: "canary-token", Error: strings.Repeat("錯", 129)})},
		{"Cause", report(fnf.ReportTaskFailedInput{TaskToken: "canary-token", Error: "E", Cause: strings.Repeat("c", 4097)})},
		{"Output", func(c *fnf.Client) error {
			_, err := c.ReportTaskSucceeded(ctx, fnf.ReportTaskSucceededInput{TaskToken: "canary-token", Output: "done"})
			return err
		}},
	} {
		operations.RefuseInput(t, tt.name, tt.call)
	}
}
