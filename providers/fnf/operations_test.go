package fnf_test

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/fnf"
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
var operations = []struct {
	name string
	call func(context.Context, *fnf.Client) (any, error)
	sent string
	body string
	want any
}{
	{
		"ListFlows",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ListFlows(ctx, fnf.ListFlowsInput{NextToken: "n", Limit: 999, RequestId: "r"})
		},
		"Limit=999&NextToken=n&RequestId=r",
		"list_flows/members.json",
		&fnf.ListFlowsOutput{RequestId: "R-1", NextToken: "flow2", Flows: wire.List[fnf.Flow]{Rows: []fnf.Flow{{
			Id: "e589e092-e2c0-4dee-b306-3574ddf5****", Name: "my_flow_name", Type: "FDL", Definition: "version: v1.0\n", Description: "my test flow",
			RoleArn: "acs:ram::1:role/fnf", CreatedTime: at("2019-01-01T01:01:01.001Z"), LastModifiedTime: at("2019-01-01T01:01:01.002Z"),
			ExternalStorageLocation: "/loc", ExecutionMode: "Standard", Environment: environment,
		}}}},
	},
	{
		"ListExecutions",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ListExecutions(ctx, fnf.ListExecutionsInput{
				FlowName: "flow", NextToken: "n", Limit: 99, Status: "Failed", StartedTimeBegin: "2020-12-02T02:39:20.402Z",
				StartedTimeEnd: "2020-12-02T02:39:21Z", ExecutionNamePrefix: "run", Qualifier: "1", MapRunName: "m", MetadataOnly: true, RequestId: "r",
			})
		},
		"ExecutionNamePrefix=run&FlowName=flow&Limit=99&MapRunName=m&MetadataOnly=true&NextToken=n&Qualifier=1&RequestId=r&StartedTimeBegin=2020-12-02T02%3A39%3A20.402Z&StartedTimeEnd=2020-12-02T02%3A39%3A21Z&Status=Failed",
		"list_executions/members.json",
		&fnf.ListExecutionsOutput{RequestId: "R-1", NextToken: "exec2", Executions: wire.List[fnf.Execution]{Rows: []fnf.Execution{{
			FlowName: "flow", FlowDefinition: "version: v1.0\n", Name: "exec1", Status: "Succeeded", Input: `{"a":1}`, Output: `{"b":2}`,
			StartedTime: at("2019-01-01T01:01:01.001Z"), StoppedTime: at("2019-01-01T01:01:02.002Z"), Environment: environment,
		}}}},
	},
	{
		"DescribeExecution",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "flow", ExecutionName: "exec1", WaitTimeSeconds: 20, RequestId: "r"})
		},
		"ExecutionName=exec1&FlowName=flow&RequestId=r&WaitTimeSeconds=20",
		"describe_execution/members.json",
		&fnf.DescribeExecutionOutput{RequestId: "R-1", Execution: fnf.Execution{
			FlowName: "flow", FlowDefinition: "version: v1.0\n", Name: "exec1", Status: "Failed", Input: `{}`, Output: `{}`,
			StartedTime: at("2019-01-01T01:01:01.001Z"), StoppedTime: at("2019-01-01T01:01:02.002Z"), Environment: environment,
		}},
	},
	{
		"GetExecutionHistory",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.GetExecutionHistory(ctx, fnf.GetExecutionHistoryInput{FlowName: "flow", ExecutionName: "exec1", NextToken: "3", Limit: 999, RequestId: "r"})
		},
		"ExecutionName=exec1&FlowName=flow&Limit=999&NextToken=3&RequestId=r",
		"get_execution_history/members.json",
		&fnf.GetExecutionHistoryOutput{RequestId: "R-1", NextToken: "4", Events: wire.List[fnf.Event]{Rows: []fnf.Event{{
			EventId: 3, ScheduleEventId: 2, StepName: "restore", Type: "TaskFailed", Time: at("2019-01-01T01:01:01.001Z"), EventDetail: `{"error":"E","cause":"c"}`,
		}}}},
	},
	{
		"ReportTaskFailed",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ReportTaskFailed(ctx, fnf.ReportTaskFailedInput{TaskToken: "t+/=", Error: "E", Cause: "c & d", RequestId: "testRequestId"})
		},
		"RequestId=testRequestId&TaskToken=t%2B%2F%3D&form%3ACause=c+%26+d&form%3AError=E",
		"report_task_failed/document.json",
		&fnf.ReportTaskFailedOutput{EventId: 1, RequestId: "testRequestId"},
	},
	{
		"ReportTaskSucceeded",
		func(ctx context.Context, c *fnf.Client) (any, error) {
			return c.ReportTaskSucceeded(ctx, fnf.ReportTaskSucceededInput{TaskToken: "t+/=", Output: `{"a":1}`, RequestId: "r"})
		},
		"RequestId=r&TaskToken=t%2B%2F%3D&form%3AOutput=%7B%22a%22%3A1%7D",
		"report_task_succeeded/members.json",
		&fnf.ReportTaskSucceededOutput{EventId: 7, RequestId: "R-1"},
	},
}

func TestOperationsSendAndReadEveryMember(t *testing.T) {
	for _, tt := range operations {
		t.Run(tt.name, func(t *testing.T) {
			body := canned(t, tt.body)
			var action, sent string
			s := &service{answer: func(a string, p url.Values) (int, string) { action, sent = a, own(p); return 200, body }}
			got, err := tt.call(context.Background(), s.client(t))
			if err != nil {
				t.Fatal(err)
			}
			if action != tt.name || sent != tt.sent {
				t.Errorf("sent %s with\n%s, want\n%s", action, sent, tt.sent)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("read\n%+v, want\n%+v", got, tt.want)
			}
		})
	}
}

func TestEveryOperationNamesItsRight(t *testing.T) {
	for _, tt := range operations {
		_, err := tt.call(context.Background(), fixed(403, `{"Code":"AccessDenied","Message":"no","RequestId":"R-9"}`).client(t))
		e, ok := errors.AsType[*errors.Error](err)
		if !ok || e.Kind != errors.PermissionDenied || e.Right != "fnf:"+tt.name || e.RequestID != "R-9" {
			t.Errorf("%s: %v, want permission_denied that names fnf:%s", tt.name, err, tt.name)
		}
	}
}

func TestNoOperationTakesAnErrorForSuccess(t *testing.T) {
	for _, tt := range operations {
		for _, body := range []string{
			``, `null`, `[]`, `{}`, `{"a":1}`, `<html></html>`, canned(t, tt.body)[:20], canned(t, tt.body) + " x",
			`{"Code":"InvalidArgument","Message":"m","RequestId":"r"}`, `{"error":{"code":"Odd","message":"m"}}`,
		} {
			if got, err := tt.call(context.Background(), fixed(200, body).client(t)); err == nil {
				t.Errorf("%s reads %q as %+v", tt.name, body, got)
			}
		}
		if got, err := tt.call(context.Background(), fixed(500, canned(t, tt.body)).client(t)); err == nil {
			t.Errorf("%s reads a success with status 500 as %+v", tt.name, got)
		}
	}
	for _, tt := range operations { // what a list leaves out is not an empty list
		if !strings.HasPrefix(tt.name, "List") && tt.name != "GetExecutionHistory" {
			continue
		}
		if got, err := tt.call(context.Background(), fixed(200, `{"RequestId":"r"}`).client(t)); !errors.Is(err, errors.Malformed) {
			t.Errorf("%s reads an answer without its list as %+v, %v, want malformed", tt.name, got, err)
		}
	}
	if out, err := fixed(200, `{"RequestId":"r"}`).client(t).DescribeExecution(context.Background(), fnf.DescribeExecutionInput{FlowName: "f", ExecutionName: "e"}); !errors.Is(err, errors.Malformed) {
		t.Errorf("an execution without a status is read as %+v, %v", out, err)
	}
}

func TestOddForms(t *testing.T) {
	out, err := fixed(200, canned(t, "list_executions/odd.json")).client(t).ListExecutions(context.Background(), fnf.ListExecutionsInput{FlowName: "flow"})
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
		s := fixed(200, `{}`)
		err := tt.call(s.client(t))
		if e, ok := errors.AsType[*errors.Error](err); !ok || e.Kind != errors.InvalidInput || !strings.Contains(e.Message, tt.name) || e.Operation == "" {
			t.Errorf("%s: %v, want invalid_input that names it", tt.name, err)
		}
		if len(s.asked) > 0 || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: sent %v, error %v", tt.name, s.asked, err)
		}
	}
}
