package sdk

import (
	"context"

	"github.com/taskfault/taskfault/errors"
)

// FailureReport tells a waiting workflow step that its task failed.
type FailureReport struct {
	Token string // the step's task token; a secret
	Error string // the error's name, which the workflow's rules match; required
	Cause string // free text; cut to what the service takes, on a rune border
}

// SuccessReport tells a waiting workflow step that its task went well.
type SuccessReport struct {
	Token  string // the step's task token; a secret
	Output string // the step's output, a JSON text
}

// Outcome says what became of a report.
type Outcome string

// The outcomes.
const (
	// Reported: the service took this report.
	Reported Outcome = "reported"
	// AlreadyReported: an earlier attempt of this same report had landed,
	// although its answer was lost.
	AlreadyReported Outcome = "already_reported"
	// CompletedByOther: somebody or something else had ended the step before.
	CompletedByOther Outcome = "completed_by_other"
	// OutcomeUnknown: the report may or may not have landed.
	OutcomeUnknown Outcome = "unknown"
)

// ReportResult is the end of a report.
type ReportResult struct {
	Outcome   Outcome
	EventID   int64 // the event in the workflow's history, 0 if the service did not say
	RequestID string
	Attempts  int // requests that it took
}

// Reporter is a Client of a service whose workflows wait for reports. A report
// is made once in effect, however often it had to be sent. With
// CompletedByOther the error is nil: the service has answered.
type Reporter interface {
	Client
	// ReportFailure tells the step that its task failed.
	ReportFailure(ctx context.Context, r FailureReport) (ReportResult, error)
	// ReportSuccess tells the step that its task ended well, and its result.
	ReportSuccess(ctx context.Context, r SuccessReport) (ReportResult, error)
}

// Report tells a waiting workflow step how its task ended: with a
// [FailureReport] or a [SuccessReport]. A client whose service has no waiting
// steps gives an error of kind [errors.Unsupported]; bad input gives
// [errors.InvalidInput], and nothing is sent.
func Report[R FailureReport | SuccessReport](ctx context.Context, client Client, report R) (ReportResult, error) {
	w, ok := client.(Reporter)
	if !ok {
		return ReportResult{Outcome: OutcomeUnknown}, unsupported(client, "Report", "only workflow services take reports: use the client of one")
	}
	switch r := any(report).(type) {
	case FailureReport:
		return w.ReportFailure(ctx, r)
	case SuccessReport:
		return w.ReportSuccess(ctx, r)
	}
	return ReportResult{Outcome: OutcomeUnknown}, errors.Unknown // no third type passes the constraint
}
