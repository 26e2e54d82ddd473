package main

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// The records, one JSON object a line. Their members are the program's contract;
// absent facts are left out. They are also what tables are made of, so that
// there is one place where secrets are cut out of a service's words.

type taskRecord struct {
	Record      string          `json:"record"`
	Source      string          `json:"source"`
	Service     string          `json:"service"`
	Region      string          `json:"region,omitempty"`
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	State       sdk.State       `json:"state"`
	RawState    string          `json:"raw_state,omitempty"`
	Resource    *resourceRecord `json:"resource,omitempty"`
	StartedAt   string          `json:"started_at,omitempty"`
	UpdatedAt   string          `json:"updated_at,omitempty"`
	EndedAt     string          `json:"ended_at,omitempty"`
	Failure     *failureRecord  `json:"failure,omitempty"`
	Warning     *failureRecord  `json:"warning,omitempty"`
	Fingerprint string          `json:"fingerprint"`
	Raw         json.RawMessage `json:"raw,omitempty"`
}

type resourceRecord struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
}

type failureRecord struct {
	Code    string       `json:"code,omitempty"`
	Reason  string       `json:"reason,omitempty"`
	Phase   string       `json:"phase,omitempty"`
	Kind    errors.Kind  `json:"kind"`
	Retry   errors.Retry `json:"retry"`
	Meaning string       `json:"meaning,omitempty"`
	Remedy  string       `json:"remedy,omitempty"`
}

type errorRecord struct {
	Record string     `json:"record"`
	Source string     `json:"source"`
	Error  errorFacts `json:"error"`

	remedy string // for tables
	text   string // the error in one line
	list   string // the list inside the source that could not be read, empty for another error
}

type errorFacts struct {
	Kind      errors.Kind `json:"kind"`
	Code      string      `json:"code,omitempty"`
	Message   string      `json:"message,omitempty"`
	Status    int         `json:"status,omitempty"`
	RequestID string      `json:"request_id,omitempty"`
	Operation string      `json:"operation,omitempty"`
	Attempts  int         `json:"attempts,omitempty"`
}

type receiptRecord struct {
	Record     string        `json:"record"`
	Source     string        `json:"source"`
	Complete   bool          `json:"complete"`
	Limited    bool          `json:"limited,omitempty"`
	Tasks      int           `json:"tasks"`
	Rows       int           `json:"rows"`
	Pages      int           `json:"pages"`
	Requests   int           `json:"requests"`
	Retries    int           `json:"retries"`
	Duplicates int           `json:"duplicates"`
	Drift      int           `json:"drift"`
	Dropped    int           `json:"dropped"`
	Unread     int           `json:"unread"`
	Unknown    int           `json:"unknown"`
	Older      int           `json:"older"`
	Earliest   string        `json:"earliest,omitempty"`
	States     []sdk.State   `json:"states,omitempty"`
	Window     *windowRecord `json:"window,omitempty"`
	Cursor     sdk.Cursor    `json:"cursor,omitempty"`
}

type windowRecord struct {
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
}

type reportRecord struct {
	Record    string      `json:"record"`
	Source    string      `json:"source"`
	Outcome   sdk.Outcome `json:"outcome"`
	EventID   int64       `json:"event_id,omitempty"`
	RequestID string      `json:"request_id,omitempty"`
	Attempts  int         `json:"attempts,omitempty"`
}

// timestamp is a time as records have it, empty for none.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// task is the record of a task.
func (p *program) task(source string, t sdk.Task) taskRecord {
	cut := p.secrets.cut
	r := taskRecord{
		Record: "task", Source: cut(source), Service: t.Service, Region: cut(t.Region),
		ID: cut(t.ID), Type: cut(t.Type), State: t.State, RawState: cut(t.RawState),
		StartedAt: timestamp(t.StartedAt), UpdatedAt: timestamp(t.UpdatedAt), EndedAt: timestamp(t.EndedAt),
		Failure: p.failure(failureOf(t)), Warning: p.failure(t.Warning),
		Fingerprint: t.Fingerprint(), Raw: p.rawJSON(t.Raw),
	}
	if t.Resource != (sdk.Resource{}) {
		r.Resource = &resourceRecord{cut(t.Resource.ID), cut(t.Resource.Name), cut(t.Resource.Type)}
	}
	return r
}

// failureOf is what a record tells as the failure of a task. One that is failed,
// half done or missed has it even if the service says nothing more; of another,
// such as one in an unknown state, it takes a reason or a code.
func failureOf(t sdk.Task) *errors.Failure {
	f := t.Failure
	switch {
	case f == nil && t.State.Bad():
		return &errors.Failure{Service: t.Service}
	case f != nil && !t.State.Bad() && f.Code == "" && f.Reason == "":
		return nil
	}
	return f
}

// troubled reports whether the task is one that somebody should look at, as
// [sdk.Task.HasTrouble] does.
func (r *taskRecord) troubled() bool { return r.Failure != nil || r.Warning != nil }

// warned reports whether a warning is all the trouble that the task has.
func (r *taskRecord) warned() bool { return r.Failure == nil && r.Warning != nil }

// trouble is the failure of the task, else its warning, else an empty one.
func (r *taskRecord) trouble() *failureRecord {
	switch {
	case r.Failure != nil:
		return r.Failure
	case r.Warning != nil:
		return r.Warning
	}
	return new(failureRecord)
}

// reason is that of the trouble.
func (r *taskRecord) reason() string { return r.trouble().Reason }

// failure is the record of a failure, nil for none.
func (p *program) failure(f *errors.Failure) *failureRecord {
	if f == nil {
		return nil
	}
	cut := p.secrets.cut
	x := f.Explain(p.flags.lang)
	r := &failureRecord{
		Code: cut(f.Code), Reason: cut(f.Reason), Phase: cut(f.Phase), Kind: f.Kind, Retry: f.Retry,
		Meaning: x.Meaning, Remedy: x.Remedy,
	}
	if r.Kind == "" {
		r.Kind = errors.Unknown
	}
	if r.Retry == "" {
		r.Retry = errors.RetryUnknown
	}
	return r
}

// rawJSON is the service's own JSON without secrets, nil where it is none.
func (p *program) rawJSON(raw json.RawMessage) json.RawMessage {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || !p.flags.raw {
		return nil
	}
	cut := json.RawMessage(p.secrets.cutJSON(string(raw)))
	switch {
	case json.Valid(cut):
		return cut
	case json.Valid(raw):
		return json.RawMessage(`"` + hidden + `"`) // the cut went through the JSON: a secret is made of its signs
	}
	return nil
}

// error is the record of an error of a source.
func (p *program) error(source string, err error) errorRecord {
	cut := p.secrets.cut
	r := errorRecord{Record: "error", Source: cut(source)}
	e, ok := errors.AsType[*errors.Error](err)
	if !ok { // a client of ours gives no other; whatever it is, it is told
		e = &errors.Error{Kind: errors.KindOf(err), Message: err.Error()}
	}
	r.Error = errorFacts{
		Kind: errors.KindOf(e), Code: cut(e.Code), Message: cut(withPause(e)), Status: e.Status,
		RequestID: cut(e.RequestID), Operation: e.Operation, Attempts: len(e.Attempts),
	}
	r.remedy = p.remedy(e)
	r.text, r.list = cut(inLine(e)), cut(e.List)
	return r
}

// receipt is the record of what was read of a source.
func (p *program) receipt(r sdk.Receipt) receiptRecord {
	record := receiptRecord{
		Record: "receipt", Source: p.secrets.cut(r.Source.Name), Complete: r.Complete, Limited: r.Limited,
		Tasks: r.Tasks, Rows: r.Rows, Pages: r.Pages, Requests: r.Requests, Retries: r.Retries,
		Duplicates: r.Duplicates, Drift: r.Drift, Dropped: r.Dropped, Unread: r.Unread,
		Unknown: r.Unknown, Older: r.Older, Earliest: timestamp(r.Earliest), States: r.States, Cursor: r.Cursor,
	}
	if w := (windowRecord{timestamp(r.Since), timestamp(r.Until)}); w != (windowRecord{}) {
		record.Window = &w
	}
	return record
}

// report is the record of a report's end.
func (p *program) report(source string, r sdk.ReportResult) reportRecord {
	return reportRecord{
		Record: "report", Source: p.secrets.cut(source), Outcome: r.Outcome, EventID: r.EventID,
		RequestID: p.secrets.cut(r.RequestID), Attempts: r.Attempts,
	}
}
