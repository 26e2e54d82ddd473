package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

type fnfEvent struct {
	EventId, ScheduleEventId          int64
	StepName, Type, Time, EventDetail string
}

// history builds the events of an execution from what is known of it. Only what
// happened to its task is told twice: once for the task and once for the step.
func (e *fnfExecution) history() []fnfEvent {
	h := &fnfHistory{execution: e}
	if e.flow.name == sampleFlow {
		step := e.flow.steps[0]
		h.add("StepEntered", step, nil)
		h.add("TaskSucceeded", step, nil) // event 2, scheduled by event 1, in the document
		h.add("ExecutionSucceeded", "", nil)
		return h.events
	}
	step := e.flow.steps[0]
	h.add("ExecutionStarted", "", detail{"input": e.input})
	if e.token != "" { // the earlier steps are done
		h.add("StepEntered", step, nil)
		h.add("StepExited", step, nil)
		step = e.flow.steps[len(e.flow.steps)-1]
	}
	h.add("StepEntered", step, detail{"input": e.input})
	h.tasks(step)
	if !e.open() {
		h.closing = true
		h.end(step)
	}
	return h.events
}

// tasks is every attempt of the step's task up to its last one's end.
func (h *fnfHistory) tasks(step string) {
	e := h.execution
	for i := range e.attempts {
		h.schedule = h.add("TaskScheduled", step, nil)
		if e.status == starting {
			return
		}
		h.add("TaskStarted", step, nil)
		if e.token != "" {
			h.add("TaskSubmitted", step, detail{"taskToken": e.token})
		}
		if i < e.attempts-1 {
			h.add("TaskFailed", step, detail{"error": e.error, "cause": e.cause})
		}
	}
}

// end is what closes the task, its step and the execution.
func (h *fnfHistory) end(step string) {
	e := h.execution
	why, output := detail{"error": e.error, "cause": e.cause}, detail{"output": e.output}
	switch e.status {
	case succeeded:
		h.add("TaskSucceeded", step, output)
		h.add("StepSucceeded", step, nil)
		h.add("StepExited", step, output)
		h.add("ExecutionSucceeded", "", output)
	case failed:
		h.add("TaskFailed", step, why)
		h.add("StepFailed", step, why)
		h.add("ExecutionFailed", "", why)
	case timedOut:
		h.add("TaskTimedOut", step, why)
		h.add("StepFailed", step, why)
		h.add("ExecutionTimedOut", "", why)
	case stopped:
		h.add("ExecutionStopped", "", why)
	}
}

// detail is an event's detail, which travels as JSON inside of JSON.
type detail map[string]string

// fnfHistory collects events.
type fnfHistory struct {
	execution *fnfExecution
	events    []fnfEvent
	schedule  int64 // the event that scheduled the task
	closing   bool
}

// add appends an event and returns its ID.
func (h *fnfHistory) add(kind, step string, d detail) int64 {
	id := int64(len(h.events) + 1)
	text := []byte("{}")
	if d != nil {
		text, _ = json.Marshal(d) // a map of strings always encodes
	}
	from := h.schedule
	if from == 0 {
		from = id - 1
	}
	h.events = append(h.events, fnfEvent{id, from, step, kind, fnfTime(h.at(id)), string(text)})
	return id
}

// at is an event's time: a few milliseconds after the one before it, and at the end
// of the execution what closes it.
func (h *fnfHistory) at(id int64) time.Time {
	e := h.execution
	t := e.started.Add(time.Duration(id-1) * 7 * time.Millisecond)
	if !e.open() && (h.closing || t.After(e.stopped)) {
		return e.stopped
	}
	return t
}

// resultEvent is the ID of the event that ended the task of an execution.
func (e *fnfExecution) resultEvent() int64 {
	for _, event := range slices.Backward(e.history()) {
		switch event.Type {
		case "TaskSucceeded", "TaskFailed", "TaskTimedOut":
			return event.EventId
		}
	}
	return 0
}

// fnfTime is the form in which the service prints times, and nothing for none.
func fnfTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// getExecutionHistory is a page of events. The token is the next event's ID.
func (data *fnfData) getExecutionHistory(c *alibabaCall) (any, *alibabaError) {
	limit, ok := c.intParam("Limit", 60, 1, 999)
	if !ok {
		return nil, argument("Limit")
	}
	next, ok := c.intParam("NextToken", 1, 1, 1<<40)
	if !ok {
		return nil, argument("NextToken")
	}
	data.mu.Lock()
	_, e, refused := data.find(c.params.Get("FlowName"), c.params.Get("ExecutionName"))
	var events []fnfEvent
	if refused == nil {
		events = e.history()
	}
	data.mu.Unlock()
	if refused != nil {
		return nil, refused
	}
	from := min(next-1, int64(len(events)))
	to := min(from+limit, int64(len(events)))
	answer := struct {
		Events    []fnfEvent
		NextToken string `json:",omitempty"`
		RequestId string
	}{Events: events[from:to], RequestId: c.requestID}
	if to < int64(len(events)) {
		answer.NextToken = strconv.FormatInt(to+1, 10)
	}
	return answer, nil
}
