package emulator

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// fnfData is what the service holds.
type fnfData struct {
	now   func() time.Time
	flows []*fnfFlow // by name, never changed

	mu     sync.Mutex // guards what follows and the executions
	tokens map[string]*fnfExecution
	made   int // executions that were started while serving
	kept   int // bytes of what came with them
}

type fnfFlow struct {
	id, name, description string
	steps                 []string
	created, modified     time.Time
	executions            []*fnfExecution // oldest first; only ever appended to
	index                 map[string]int
}

// fnfExecution is one run of a flow. Its history is not kept but follows from it.
type fnfExecution struct {
	flow             *fnfFlow
	name, status     string
	started, stopped time.Time
	input, output    string
	error, cause     string
	attempts         int // of its task; every one but the last failed
	token            string
	phase            tokenPhase
	callback         string        // the token of another execution that its end is reported to
	ended            chan struct{} // made for who waits, closed at the end
}

// Statuses of executions.
const (
	starting  = "Starting"
	running   = "Running"
	stopped   = "Stopped"
	succeeded = "Succeeded"
	failed    = "Failed"
	timedOut  = "TimedOut"
)

// tokenPhase is how far a step with a token is.
type tokenPhase int

const (
	waiting   tokenPhase = iota
	soon                 // refuses this report and the next one
	sooner               // refuses this report
	submitted            // refuses every report
)

// open reports whether the execution goes on.
func (e *fnfExecution) open() bool { return e.status == starting || e.status == running }

// The execution that the documents of ListExecutions and GetExecutionHistory show.
const (
	sampleFlow      = "my_flow_name"
	sampleExecution = "my_exec_name"
)

func newFnFData(c Config) *fnfData {
	d := newDice(c, "fnf")
	data := &fnfData{now: c.Now, tokens: map[string]*fnfExecution{}}
	nightly := data.flow(d, FnFWaitingFlow, "Backs up at night and waits for the result.", "snapshot", "await-result")
	drill := data.flow(d, "restore-drill", "Restores a backup and compares it.", "restore", "compare")
	verify := data.flow(d, "verify-archive", "Reads old archives.", "read-archive")
	data.flow(d, "unused-flow", "Was never started.", "nothing")
	data.sample(data.flow(d, sampleFlow, "my test flow", "passStep"))

	flows := []*fnfFlow{nightly, drill, verify}
	for i := range c.Failures {
		data.fail(d, flows[i%len(flows)], i)
	}
	for _, f := range flows {
		for _, status := range []string{starting, running, stopped, succeeded, running, succeeded, stopped} {
			data.execution(d, f, status)
		}
	}
	for range min(c.Failures/2, 1000) {
		data.execution(d, pick(d, flows...), succeeded)
	}
	data.plantTokens(d, c.TaskToken, nightly)
	data.finish()
	return data
}

func (data *fnfData) flow(d *dice, name, description string, steps ...string) *fnfFlow {
	created := d.ago(100*24*time.Hour, 500*24*time.Hour)
	f := &fnfFlow{
		id: d.uuid(), name: name, description: description, steps: steps, index: map[string]int{},
		created: created, modified: created.Add(d.span(time.Minute, 30*24*time.Hour)),
	}
	data.flows = append(data.flows, f)
	return f
}

// execution makes one of the past month, as long as a backup takes.
func (data *fnfData) execution(d *dice, f *fnfFlow, status string) *fnfExecution {
	e := &fnfExecution{flow: f, name: "run-" + d.id(14), status: status, attempts: 1, input: `{"source":"seed"}`}
	e.started = d.ago(3*time.Hour, 30*24*time.Hour)
	if !e.open() {
		e.stopped = e.started.Add(d.span(2*time.Second, 3*time.Hour))
	}
	switch status {
	case succeeded:
		e.output = `{"state":"finish"}`
	case stopped:
		e.error, e.cause = "StoppedByUser", "The operator stopped the execution."
	}
	f.executions = append(f.executions, e)
	return e
}

// fnfFaults are errors of tasks and what they say, in the order in which they come.
// First those that the function's service documents, then a name of that service
// without a cause, and names that the author of a flow gave.
var fnfFaults = [][2]string{
	{"FC.ResourceThrottled", "The function was throttled."},
	{"FC.FunctionNotFound", "The function restore does not exist."},
	{"FC.InternalServerError", "An internal error has occurred. Please retry."},
	{"FC.AccessDenied", "The role of the flow must not call the function."},
	{"FC.ResourceExhausted", "No instance of the function was free."},
	{"FC.CAExited", "The process of the function ended with exit status 1."},
	{"FC.ResourceThrottled", "The function was throttled."},
	{"FC.FunctionNotFound", "The function compare does not exist."},
	{"FC.AccessDenied", "The role of the flow must not call the function."},
	{"FC.ResourceExhausted", "No instance of the function was free."},
	{"FC.Unknown", "The function ended with an error that it did not name."},
	{"BackupFailed", "The backup gateway is offline."},
	{"RestoreMismatch", "The restored rows differ from the source: 3 of 1200."},
}

// fail plants a failed execution: the second and every seventh ran out of time, and
// now and then one tried so often that its history takes many pages.
func (data *fnfData) fail(d *dice, f *fnfFlow, i int) {
	if i%7 == 1 {
		e := data.execution(d, f, timedOut)
		e.error, e.cause = "FnF.TaskTimeout", "The task did not end within its timeout."
		return
	}
	e := data.execution(d, f, failed)
	fault := fnfFaults[(i-(i+5)/7)%len(fnfFaults)] // of those that did not run out of time, the how-manieth
	e.error, e.cause = fault[0], fault[1]
	switch {
	case i%50 == 3:
		e.attempts = 60
	case i%3 == 2:
		e.attempts = 3
	}
}

// plantTokens puts the steps that the documentation of [FnF] lists.
func (data *fnfData) plantTokens(d *dice, token string, f *fnfFlow) {
	for _, t := range []struct {
		suffix, status string
		phase          tokenPhase
	}{
		{"", running, waiting}, {"-soon", running, soon}, {"-submitted", running, submitted}, {"-done", succeeded, waiting},
	} {
		e := data.execution(d, f, t.status)
		e.token, e.phase = token+t.suffix, t.phase
		data.tokens[e.token] = e
	}
}

// sample is the execution of the documents: one pass step, in 2019.
func (data *fnfData) sample(f *fnfFlow) {
	at := time.Date(2019, 1, 1, 1, 1, 1, 1e6, time.UTC)
	f.id, f.created, f.modified = "e589e092-e2c0-4dee-b306-3574ddf5****", at, at
	f.executions = append(f.executions, &fnfExecution{
		flow: f, name: sampleExecution, status: succeeded, started: at, stopped: at, input: "{}", output: "{}",
	})
}

func (data *fnfData) finish() {
	slices.SortFunc(data.flows, func(a, b *fnfFlow) int { return cmp.Compare(a.name, b.name) })
	for _, f := range data.flows {
		slices.SortStableFunc(f.executions, func(a, b *fnfExecution) int { return a.started.Compare(b.started) })
		for i, e := range f.executions {
			f.index[e.name] = i
		}
	}
}

// find is the flow and, if a name is given, its execution. The caller holds mu.
func (data *fnfData) find(flow, execution string) (*fnfFlow, *fnfExecution, *alibabaError) {
	i, ok := slices.BinarySearchFunc(data.flows, flow, func(f *fnfFlow, name string) int { return strings.Compare(f.name, name) })
	if !ok {
		return nil, nil, flowNotExists.fill(flow)
	}
	f := data.flows[i]
	if execution == "" {
		return f, nil, nil
	}
	at, ok := f.index[execution]
	if !ok {
		return f, nil, executionNotExists.fill(execution)
	}
	return f, f.executions[at], nil
}
