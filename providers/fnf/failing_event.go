package fnf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/wire"
)

// failures are the types of events that tell of a failure, and endings those of
// them that end the execution: nothing that fails can come after one.
var (
	failures = []string{"TaskSubmitFailed", "TaskFailed", "TaskTimedOut", "StepFailed", endFailed, endTimedOut}
	endings  = []string{endFailed, endTimedOut}
)

const (
	endFailed   = "ExecutionFailed"
	endTimedOut = "ExecutionTimedOut"
)

// is reports whether an event's type is among words, in any case.
func (e *Event) is(words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(word, e.Type) })
}

// failing is what is known of the last event that tells of a failure.
type failing struct {
	code, cause string
	step        string // of the last such event inside a step
	ended       bool   // code and cause are those of the event that ends the execution
	id, stepID  int64
	unread      error // why an event could not be read
}

// note takes in an event. The last one that says why counts; its number tells
// which is last.
func (f *failing) note(e *Event) {
	if !e.is(failures) {
		return
	}
	if e.StepName != "" && e.EventId >= f.stepID {
		f.step, f.stepID = e.StepName, e.EventId
	}
	code, cause := parseDetail(e.EventDetail)
	if (code != "" || cause != "") && e.EventId >= f.id {
		f.code, f.cause, f.id, f.ended = code, cause, e.EventId, e.is(endings)
	}
}

// settle puts what is known into the task's failure. Where an event could not be
// read, only the one that ends the execution is known to be the last: the error
// of any other may be one that the flow caught and got over, and the step may be
// one that went well in the end. The task then stays as it is, for no code is
// better than that of another failure, and the answer says why.
func (f *failing) settle(c *Client, t *sdk.Task) error {
	if f.unread == nil {
		t.Failure = c.failure(t.RawState, f.code, f.cause, f.step)
		return nil
	}
	if !f.ended {
		return f.unread
	}
	t.Failure = c.failure(t.RawState, f.code, f.cause, "")
	return nil
}

// unread says why an event of a page cannot be read, or cannot be placed among
// the others: without a type it may be any, and without a number a failing one
// may be the first as well as the last. It is nil if all are clear.
func unread(events *wire.List[Event]) error {
	if len(events.Dropped) > 0 {
		return events.Dropped[0]
	}
	for i := range events.Rows {
		switch e := &events.Rows[i]; {
		case strings.TrimSpace(e.Type) == "":
			return fmt.Errorf("event %d has no type", i)
		case e.EventId == 0 && e.is(failures):
			return fmt.Errorf("event %d has no number", i)
		}
	}
	return nil
}
