package fnf

import (
	"context"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
)

// ReportFailure reports a failure once in effect, as [sdk.Reporter] says. Cause
// is cut to 4096 characters. Error is never cut, since the flow's rules match
// it: an empty one and one of more than 128 characters is invalid_input.
//
// If the step was over already, the outcome is AlreadyReported where an attempt
// of this same call may have landed (its answer was lost, or was a 5xx), and
// CompletedByOther where none can have. With any error the outcome is
// OutcomeUnknown.
func (c *Client) ReportFailure(ctx context.Context, r sdk.FailureReport) (sdk.ReportResult, error) {
	ctx, sent := watch(ctx)
	out, meta, err := c.reportTaskFailed(ctx, ReportTaskFailedInput{
		TaskToken: r.Token, Error: r.Error, Cause: alibaba.Cut(r.Cause, maxCause),
	})
	if err != nil {
		return judge(err, sent)
	}
	return reported(out.EventId, out.RequestId, meta), nil
}

// ReportSuccess reports a success in the same way. Output must be JSON.
func (c *Client) ReportSuccess(ctx context.Context, r sdk.SuccessReport) (sdk.ReportResult, error) {
	ctx, sent := watch(ctx)
	out, meta, err := c.reportTaskSucceeded(ctx, ReportTaskSucceededInput{TaskToken: r.Token, Output: r.Output})
	if err != nil {
		return judge(err, sent)
	}
	return reported(out.EventId, out.RequestId, meta), nil
}

// reported is the result of a report that the service took.
func reported(event int64, requestID string, meta transport.Meta) sdk.ReportResult {
	if requestID == "" {
		requestID = meta.RequestID
	}
	return sdk.ReportResult{Outcome: sdk.Reported, EventID: event, RequestID: requestID, Attempts: len(meta.Attempts)}
}

// judge says what became of a report that was not answered with success. Only
// TaskAlreadyCompleted settles it.
func judge(err error, s *sent) (sdk.ReportResult, error) {
	result := sdk.ReportResult{Outcome: sdk.OutcomeUnknown}
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		return result, err
	}
	result.RequestID, result.Attempts = e.RequestID, len(e.Attempts)
	if !strings.EqualFold(e.Code, "TaskAlreadyCompleted") {
		return result, err
	}
	result.Outcome = sdk.CompletedByOther
	for i := range max(len(e.Attempts)-1, 0) {
		if mayHaveLanded(e.Attempts[i], s.never(i, len(e.Attempts))) {
			result.Outcome = sdk.AlreadyReported
		}
	}
	return result, nil
}

// mayHaveLanded reports whether the service may have acted on an attempt: its
// answer was lost or could not be read, or it failed on the service's side. A
// 4xx is a refusal, except that of a nonce: ours are new each time, so that a
// copy of this very attempt has arrived before it.
func mayHaveLanded(a errors.Attempt, neverSent bool) bool {
	switch {
	case a.Status == 0:
		return !neverSent
	case strings.EqualFold(a.Code, "SignatureNonceUsed"):
		return true
	}
	return a.Status < 400 || a.Status >= 500
}
