package huawei

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// refusal is what an answer says about the call that it refuses. Kind and retry
// advice are left to the tables of codes.
func refusal(resp transport.Response) error {
	e := &errors.Error{Status: resp.Status}
	said, ok := wire.ReadEnvelope(resp.Body)
	if !ok {
		e.Message = "the answer has no error in a form that the service is known to use"
	}
	e.Code, e.Message, e.Right = said.Code, first(said.Message, e.Message), denied(said.Message)
	if resp.OK() && said.Code == "" && said.Status >= 400 {
		// Keystone's and OpenStack's form, sent with the wrong status.
		e.Kind = errors.KindOfStatus(said.Status)
	}
	e.RequestID = requestID(resp, said)
	return e
}

// requestID is what the body calls its request, where no header tells it: the
// gateway's counts before the service's own.
func requestID(resp transport.Response, said wire.Envelope) string {
	if hasRequestID(resp) {
		return ""
	}
	return said.RequestID
}

// hasRequestID reports whether a header says what the request is called.
func hasRequestID(resp transport.Response) bool {
	return resp.Header.Get("X-Request-Id") != "" || resp.Header.Get("X-Iam-Trace-Id") != ""
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
