package emulator

import (
	"slices"
	"strings"
	"time"
)

type fnfFlowRow struct {
	Id, Name, Type, Definition, Description, RoleArn string
	CreatedTime, LastModifiedTime, ExecutionMode     string
	Environment                                      fnfEnvironment
	RequestId                                        string `json:",omitempty"`
}

type fnfEnvironment struct{ Variables []fnfVariable }

type fnfVariable struct{ Name, Value string }

var fnfVariables = fnfEnvironment{[]fnfVariable{{"STAGE", "emulator"}}}

func (f *fnfFlow) row() fnfFlowRow {
	return fnfFlowRow{
		Id: f.id, Name: f.name, Type: "FDL", Definition: f.definition(), Description: f.description,
		RoleArn: "acs:ram::" + alibabaAccount + ":role/fnf-execution", ExecutionMode: "Standard", Environment: fnfVariables,
		CreatedTime: fnfTime(f.created), LastModifiedTime: fnfTime(f.modified),
	}
}

// definition is the flow in its own language.
func (f *fnfFlow) definition() string {
	var b strings.Builder
	b.WriteString("version: v1.0\ntype: flow\nname: " + f.name + "\nsteps:\n")
	for i, step := range f.steps {
		switch {
		case f.name == sampleFlow:
			b.WriteString(" - type: pass\n   name: " + step + "\n")
		case f.name == FnFWaitingFlow && i == len(f.steps)-1:
			b.WriteString(" - type: task\n   name: " + step + "\n   resourceArn: acs:mns:::/topics/backups/messages\n   pattern: waitForCallback\n")
		default:
			b.WriteString(" - type: task\n   name: " + step + "\n   resourceArn: acs:fc:::services/backup/functions/" + step + "\n")
		}
	}
	return b.String()
}

// listFlows is a page of flows. The token is the name of the next one.
func (data *fnfData) listFlows(c *alibabaCall) (any, *alibabaError) {
	limit, ok := c.intParam("Limit", 60, 1, 999)
	if !ok {
		return nil, argument("Limit")
	}
	from, _ := slices.BinarySearchFunc(data.flows, c.params.Get("NextToken"), func(f *fnfFlow, name string) int { return strings.Compare(f.name, name) })
	rest := data.flows[from:]
	answer := struct {
		Flows     []fnfFlowRow
		NextToken string `json:",omitempty"`
		RequestId string
	}{Flows: []fnfFlowRow{}, RequestId: c.requestID}
	if int64(len(rest)) > limit {
		answer.NextToken, rest = rest[limit].name, rest[:limit]
	}
	for _, f := range rest {
		answer.Flows = append(answer.Flows, f.row())
	}
	return answer, nil
}

func (data *fnfData) describeFlow(c *alibabaCall) (any, *alibabaError) {
	f, _, refused := data.find(c.params.Get("Name"), "")
	if refused != nil {
		return nil, refused
	}
	row := f.row()
	row.RequestId = c.requestID
	return row, nil
}

type fnfExecutionRow struct {
	FlowName, FlowDefinition, Name, Status, Input, Output string
	StartedTime                                           string
	StoppedTime                                           string `json:",omitempty"`
	Environment                                           fnfEnvironment
	RequestId                                             string `json:",omitempty"`
}

// row is the execution as it is now. The caller holds mu.
func (e *fnfExecution) row() fnfExecutionRow {
	return fnfExecutionRow{
		FlowName: e.flow.name, FlowDefinition: e.flow.definition(), Name: e.name, Status: e.status,
		Input: e.input, Output: e.output, StartedTime: fnfTime(e.started), StoppedTime: fnfTime(e.stopped),
		Environment: fnfVariables,
	}
}

// executionFilter is what a list of executions is narrowed to.
type executionFilter struct {
	status, prefix string
	begin, end     time.Time
	nothing        bool
}

func (c *alibabaCall) executionFilter() (f executionFilter, refused *alibabaError) {
	f.status, f.prefix = c.params.Get("Status"), c.params.Get("ExecutionNamePrefix")
	if f.status != "" && !slices.Contains([]string{starting, running, stopped, succeeded, failed, timedOut}, f.status) {
		return f, argument("Status")
	}
	for _, end := range []struct {
		name string
		at   *time.Time
	}{{"StartedTimeBegin", &f.begin}, {"StartedTimeEnd", &f.end}} {
		if text := c.params.Get(end.name); text != "" {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return f, argument(end.name)
			}
			*end.at = at
		}
	}
	// No flow here has a map step, nor a version beside the latest.
	f.nothing = c.params.Get("MapRunName") != "" || !alias(c.params.Get("Qualifier"))
	return f, nil
}

func (f executionFilter) holds(e *fnfExecution) bool {
	return !f.nothing && (f.status == "" || f.status == e.status) && strings.HasPrefix(e.name, f.prefix) &&
		!e.started.Before(f.begin) && (f.end.IsZero() || !e.started.After(f.end))
}

// listExecutions is a page of a flow's executions, newest first. The token is the
// name of the next one, so that executions that begin in between move nothing.
func (data *fnfData) listExecutions(c *alibabaCall) (any, *alibabaError) {
	limit, ok := c.intParam("Limit", 60, 1, 99)
	if !ok {
		return nil, argument("Limit")
	}
	metadataOnly, ok := c.boolParam("MetadataOnly", false)
	if !ok {
		return nil, argument("MetadataOnly")
	}
	filter, refused := c.executionFilter()
	if refused != nil {
		return nil, refused
	}
	data.mu.Lock()
	defer data.mu.Unlock()
	f, _, refused := data.find(c.params.Get("FlowName"), "")
	if refused != nil {
		return nil, refused
	}
	from := len(f.executions) - 1
	if token := c.params.Get("NextToken"); token != "" {
		if from, ok = f.index[token]; !ok {
			return nil, argument("NextToken")
		}
	}
	answer := struct {
		Executions []fnfExecutionRow
		NextToken  string `json:",omitempty"`
		RequestId  string
	}{Executions: []fnfExecutionRow{}, RequestId: c.requestID}
	for _, e := range slices.Backward(f.executions[:from+1]) {
		if !filter.holds(e) {
			continue
		}
		if int64(len(answer.Executions)) == limit {
			answer.NextToken = e.name
			break
		}
		row := e.row()
		if metadataOnly {
			row.FlowDefinition, row.Input, row.Output = "", "", ""
		}
		answer.Executions = append(answer.Executions, row)
	}
	return answer, nil
}

// describeExecution may wait for the end of the execution, up to a minute.
func (data *fnfData) describeExecution(c *alibabaCall) (any, *alibabaError) {
	seconds, ok := c.intParam("WaitTimeSeconds", 0, 0, 60)
	if !ok {
		return nil, argument("WaitTimeSeconds")
	}
	data.mu.Lock()
	defer data.mu.Unlock()
	_, e, refused := data.find(c.params.Get("FlowName"), c.params.Get("ExecutionName"))
	if refused != nil {
		return nil, refused
	}
	if seconds > 0 && e.open() {
		data.await(c, e, time.Duration(seconds)*time.Second)
	}
	row := e.row()
	row.RequestId = c.requestID
	return row, nil
}

// await gives mu away until the execution ends, the time is over or the caller
// leaves.
func (data *fnfData) await(c *alibabaCall, e *fnfExecution, longest time.Duration) {
	if e.ended == nil {
		e.ended = make(chan struct{})
	}
	ended := e.ended
	data.mu.Unlock()
	defer data.mu.Lock()
	timer := time.NewTimer(longest)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	case <-c.request.Context().Done():
	}
}
