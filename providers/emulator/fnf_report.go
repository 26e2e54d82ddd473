package emulator

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
)

// What a report or an execution may bring along, in characters or bytes.
const (
	errorLimit   = 128
	causeLimit   = 4096
	payloadLimit = 64 << 10
	keptLimit    = 8 << 20
	madeLimit    = 10_000
)

func (data *fnfData) reportTaskFailed(c *alibabaCall) (any, *alibabaError) {
	name, cause := c.params.Get("Error"), c.params.Get("Cause")
	switch {
	case !fits(name, errorLimit):
		return nil, argument("Error")
	case !fits(cause, causeLimit):
		return nil, argument("Cause")
	}
	return data.report(c, failed, func(e *fnfExecution) { e.error, e.cause = name, cause })
}

func (data *fnfData) reportTaskSucceeded(c *alibabaCall) (any, *alibabaError) {
	output := c.params.Get("Output")
	if refused := checkPayload("Output", output); refused != nil {
		return nil, refused
	}
	return data.report(c, succeeded, func(e *fnfExecution) { e.output = output })
}

// checkPayload refuses what is too large or no JSON.
func checkPayload(name, text string) *alibabaError {
	if len(text) > payloadLimit {
		e := entityTooLarge("65536")
		return &e
	}
	if !json.Valid([]byte(text)) {
		return argument(name)
	}
	return nil
}

// report ends the step that a token stands for. Only a step that waits takes one.
func (data *fnfData) report(c *alibabaCall, status string, result func(*fnfExecution)) (any, *alibabaError) {
	data.mu.Lock()
	defer data.mu.Unlock()
	token := c.params.Get("TaskToken")
	e, known := data.tokens[token]
	switch {
	case !known:
		return nil, &invalidArgument
	case !e.open():
		return nil, taskAlreadyCompleted.fill(token)
	case e.phase != waiting:
		switch e.phase {
		case soon:
			e.phase = sooner
		case sooner:
			e.phase = waiting
		}
		return nil, &taskInvalidState
	}
	result(e)
	data.kept += len(e.output) + len(e.error) + len(e.cause)
	data.end(e, status)
	return struct {
		EventId   int64
		RequestId string
	}{e.resultEvent(), c.requestID}, nil
}

// end ends an execution, and the step of another one that waits for it, and so on.
// The caller holds mu.
func (data *fnfData) end(e *fnfExecution, status string) {
	for {
		e.status, e.stopped = status, data.now().UTC()
		if e.ended != nil {
			close(e.ended)
			e.ended = nil
		}
		next := data.tokens[e.callback]
		if next == nil || !next.open() {
			return
		}
		next.error, next.cause, next.output = e.error, e.cause, e.output
		e = next
	}
}

// startExecution begins an execution. A name that is running answers what runs.
func (data *fnfData) startExecution(c *alibabaCall) (any, *alibabaError) {
	name, input, callback := c.params.Get("ExecutionName"), c.params.Get("Input"), c.params.Get("CallbackFnFTaskToken")
	if name != "" && !isName(name) {
		return nil, argument("ExecutionName")
	}
	if !alias(c.params.Get("Qualifier")) {
		return nil, argument("Qualifier")
	}
	if input == "" {
		input = "{}"
	}
	if refused := checkPayload("Input", input); refused != nil {
		return nil, refused
	}
	data.mu.Lock()
	defer data.mu.Unlock()
	if callback != "" && data.tokens[callback] == nil {
		return nil, argument("CallbackFnFTaskToken")
	}
	f, _, refused := data.find(c.params.Get("FlowName"), "")
	if refused != nil {
		return nil, refused
	}
	if at, exists := f.index[name]; exists {
		e := f.executions[at]
		if !e.open() {
			return nil, executionAlreadyExists.fill(name)
		}
		return e.answer(c), nil
	}
	if data.made >= madeLimit || data.kept+len(input) > keptLimit {
		return nil, &resourceThrottled
	}
	e := data.begin(f, name, input, callback)
	answer := e.answer(c) // what it was when it began
	if e.token == "" {
		e.output = "{}"
		data.end(e, succeeded)
	}
	return answer, nil
}

// begin adds an execution to a flow, with a token if it is the flow that waits. The
// caller holds mu.
func (data *fnfData) begin(f *fnfFlow, name, input, callback string) *fnfExecution {
	if name == "" {
		name = "run-" + newUUID()
	}
	e := &fnfExecution{
		flow: f, name: name, status: running, started: data.now().UTC(), input: input, attempts: 1, callback: callback,
	}
	if f.name == FnFWaitingFlow {
		e.token = newTaskToken()
		data.tokens[e.token] = e
	}
	f.index[name] = len(f.executions)
	f.executions = append(f.executions, e)
	data.made++
	data.kept += len(input)
	return e
}

// newTaskToken is a token as the service makes them: opaque, and with characters
// that need encoding wherever it travels.
func newTaskToken() string {
	var raw [33]byte
	_, _ = rand.Read(raw[:]) // never fails
	return "fnf+" + base64.StdEncoding.EncodeToString(raw[:]) + "/="
}

func (e *fnfExecution) answer(c *alibabaCall) fnfExecutionRow {
	row := e.row()
	row.RequestId = c.requestID
	return row
}
