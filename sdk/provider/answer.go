package provider

import (
	"strings"

	"github.com/aws/smithy-go"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Read makes sense of an answer in JSON; it is for the Read of a [transport.Call].
// From a success it fills out, a pointer to a struct, as [wire.Unmarshal] does.
// wants are the members of which a good answer has at least one: without any it
// answers another question, and an empty list in it would be a lie. A list among
// them must be one. Without wants, any object is good that says nothing of an error.
//
// What the service refuses is an error as [Refusal] reads it, also with the status
// of a success; what cannot be understood is one as [Unreadable] makes it.
func Read(r transport.Response, out any, wants ...string) error {
	if !r.OK() {
		return Refusal(r)
	}
	if err := wire.Unmarshal(r.Body, out); err != nil {
		return otherAnswer(r, err)
	}
	if len(wants) == 0 {
		if said, ok := wire.ReadEnvelope(r.Body); ok && said.Failed {
			return Refusal(r)
		}
		return nil
	}
	if !wire.HasMember(r.Body, wants...) {
		return otherAnswer(r, errors.New("the answer has no "+strings.Join(wants, " and no ")))
	}
	if err := wire.CheckLists(out, wants...); err != nil {
		return otherAnswer(r, errors.New("the answer has "+err.Error()))
	}
	return nil
}

// otherAnswer is the error of a success that is not what was asked for: the
// service's own refusal, if it is one in whatever form.
func otherAnswer(r transport.Response, why error) error {
	if said, ok := wire.ReadEnvelope(r.Body); ok && (said.Code != "" || said.Failed) {
		return Refusal(r)
	}
	return Unreadable(r, why)
}

// Refusal is what an answer says of the call that the service refuses, in whatever
// form [wire.ReadEnvelope] knows. Kind and retry advice are left to the service's
// codes and to the status, but where an answer with the status of a success tells
// the status that it should have had.
func Refusal(r transport.Response) *errors.Error {
	said, ok := wire.ReadEnvelope(r.Body)
	if !ok {
		said.Message = "the answer has no error in a form that is known"
	}
	e := &errors.Error{Status: r.Status, Code: said.Code, Message: said.Message, RequestID: said.RequestID}
	if r.OK() && said.Code == "" && said.Status >= 400 {
		e.Kind = errors.KindOfStatus(said.Status)
	}
	return e
}

// Unreadable is the error of an answer that cannot be understood. The ID of its
// request is kept as far as it can be read, since by it the service's support finds
// the request. Where the status is that of an error, the kind is left to it. A
// success that was cut off may come whole the next time.
func Unreadable(r transport.Response, why error) *errors.Error {
	e := &errors.Error{Message: why.Error(), Err: &smithy.DeserializationError{Err: why}}
	if said, ok := wire.ReadEnvelope(r.Body); ok {
		e.RequestID = said.RequestID
	}
	if r.OK() {
		e.Kind, e.Retry = errors.Malformed, errors.RetryNo
		if wire.Truncated(why) {
			e.Retry = errors.RetryYes
		}
	}
	return e
}
