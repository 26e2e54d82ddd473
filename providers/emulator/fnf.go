package emulator

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// FnF is Alibaba's Serverless Workflow, now CloudFlow, version 2019-03-15:
// ListFlows, DescribeFlow, ListExecutions, DescribeExecution, GetExecutionHistory,
// StartExecution, ReportTaskFailed and ReportTaskSucceeded, by GET or POST, signed
// in either version. Answers and errors are JSON always.
//
// Failed tasks are executions in Failed and TimedOut; besides Config.Failures of
// them there are executions in every other state. A step of the flow
// [FnFWaitingFlow] waits for a callback. Its token is the taskToken in the detail of
// its TaskSubmitted event. Planted are, with T for Config.TaskToken:
//
//	T            waiting: a report ends its execution
//	T-soon       submitted and not waiting yet: two reports are refused, the third counts
//	T-submitted  submitted and never waiting: 409 TaskInvalidState
//	T-done       over: 400 TaskAlreadyCompleted
//
// StartExecution of that flow begins an execution that waits with a token of its
// own; one of any other flow has succeeded when it is looked at. At most 10,000
// executions and 8 MiB of their data are kept, then 429 ResourceThrottled.
//
// With Config.Throttle the published rates hold: StartExecution 100 at once and 100
// a second, DescribeExecution and GetExecutionHistory together 50 and 5, the others
// together 10 and 2.
func FnF(c Config) http.Handler {
	c = c.withDefaults()
	d := newFnFData(c)
	c.tell(d)
	start, details, others := newBucket(c, 100, 100), newBucket(c, 50, 5), newBucket(c, 10, 2)
	execution := []string{"FlowName", "ExecutionName"}
	s := &alibabaService{
		config: c, product: "fnf", version: "2019-03-15", codes: fnfCodes,
		operations: map[string]alibabaOperation{
			"ListFlows":           {run: d.listFlows, rate: others},
			"DescribeFlow":        {run: d.describeFlow, rate: others, required: []string{"Name"}},
			"ListExecutions":      {run: d.listExecutions, rate: others, required: []string{"FlowName"}},
			"DescribeExecution":   {run: d.describeExecution, rate: details, required: execution},
			"GetExecutionHistory": {run: d.getExecutionHistory, rate: details, required: execution},
			"StartExecution":      {run: d.startExecution, rate: start, required: []string{"FlowName"}},
			"ReportTaskFailed":    {run: d.reportTaskFailed, rate: others, required: []string{"TaskToken", "Error"}},
			"ReportTaskSucceeded": {run: d.reportTaskSucceeded, rate: others, required: []string{"TaskToken", "Output"}},
		},
	}
	return dated(c.Now, s)
}

// FnFWaitingFlow is the flow with the step that waits for a callback.
const FnFWaitingFlow = "nightly-backup"

// fnfCodes are the service's own words, from the table of ReportTaskFailed.
var fnfCodes = alibabaCodes{
	unknownAction:     alibabaError{http.StatusBadRequest, "ActionNotSupported", "The requested API operation '%s' is incorrect. Please check."},
	unknownVersion:    alibabaError{http.StatusBadRequest, "APIVersionNotSupported", "The requested API version '%s' is not supported yet. Please check."},
	missingParam:      missingRequiredParams,
	missingHeader:     missingRequiredHeader,
	noSignatureParam:  missingRequiredParams,
	noSignatureHeader: missingRequiredHeader,
	unknownKey:        alibabaError{http.StatusForbidden, "InvalidAccessKeyID", "The AccessKey ID %s is invalid."},
	badSignature:      signatureNotMatch,
	badScheme:         signatureNotMatch,
	badDate:           invalidArgument,
	skewed:            alibabaError{http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time %s and the current time %s is too large."},
	throttled:         resourceThrottled,
	malformed:         invalidArgument,
	tooLarge:          entityTooLarge("1048576"),
	mediaType:         alibabaError{http.StatusUnsupportedMediaType, "UnsupportedMediaType", `The content type must be "application/json".`},
	ownRequestID:      true,
}

var (
	missingRequiredParams = alibabaError{http.StatusBadRequest, "MissingRequiredParams", "The HTTP query '%s' must be specified."}
	missingRequiredHeader = alibabaError{http.StatusBadRequest, "MissingRequiredHeader", "The HTTP header '%s' must be specified."}

	signatureNotMatch = alibabaError{http.StatusForbidden, "SignatureNotMatch", "The request signature we calculated does not match the signature you provided. Check your access key and signing method."}
	invalidArgument   = alibabaError{http.StatusBadRequest, "InvalidArgument", "Parameter error."}
	resourceThrottled = alibabaError{http.StatusTooManyRequests, "ResourceThrottled", "The request is throttled. Please try again later."}

	taskAlreadyCompleted   = alibabaError{http.StatusBadRequest, "TaskAlreadyCompleted", "Task %s has already completed."}
	taskInvalidState       = alibabaError{http.StatusConflict, "TaskInvalidState", "Task is in an invalid state, please retry."}
	flowNotExists          = alibabaError{http.StatusNotFound, "FlowNotExists", "Flow %s does not exist."}
	executionNotExists     = alibabaError{http.StatusNotFound, "ExecutionNotExists", "Execution %s does not exist."}
	executionAlreadyExists = alibabaError{http.StatusConflict, "ExecutionAlreadyExists", "Execution %s already exists."}
)

func entityTooLarge(limit string) alibabaError {
	return alibabaError{http.StatusBadRequest, "EntityTooLarge", "The payload size exceeds maximum allowed size (" + limit + " bytes)."}
}

// argument refuses a parameter and says which.
func argument(name string) *alibabaError {
	e := invalidArgument
	e.message = "Parameter error. " + name + " is not valid."
	return &e
}

// isName reports whether s can name a flow or an execution.
func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != "" && len(s) <= 128
}

// fits reports whether s has no more than n characters.
func fits(s string, n int) bool { return utf8.RuneCountInString(s) <= n }

// alias reports whether a version or alias of a flow is the one there is.
func alias(qualifier string) bool { return qualifier == "" || strings.EqualFold(qualifier, "LATEST") }
