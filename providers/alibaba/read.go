package alibaba

import (
	"reflect"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// answer is a T that may be an error instead. No answer of either service has
// members of these names when it is what was asked for.
type answer[T any] struct {
	Out     T `json:",embed"`
	Code    string
	Message string
}

// read makes sense of one answer: a new T, or an error.
func read[T any](c *Client, r transport.Response, prepare func(*T), wants []string) (*T, error) {
	if !r.OK() {
		return nil, c.refused(r)
	}
	var a answer[T]
	if prepare != nil {
		prepare(&a.Out)
	}
	blank := a.Out
	if err := wire.Unmarshal(r.Body, &a); err != nil {
		return nil, c.garbled(r, err)
	}
	if a.Code != "" || a.Message != "" {
		return nil, c.refused(r)
	}
	if c.success != nil {
		if said := c.success(&a.Out); !*said {
			if e, ok := wire.ReadEnvelope(r.Body); ok && e.Failed {
				return nil, c.refusal(e, r)
			}
			*said = true // it did not say no: it said nothing
		}
	}
	if err := wire.CheckLists(&a.Out, wants...); err != nil {
		return nil, c.garbled(r, errors.New("the answer has "+err.Error()))
	}
	if err := c.shape(r, &a.Out, &blank, wants); err != nil {
		return nil, err
	}
	return &a.Out, nil
}

// shape refuses an object that is another one than was asked for: an error in a
// form that is not the service's, one without a single member of the answer, or
// without those that are wanted. Where none are, an answer that holds its
// request's ID and nothing else is an empty one.
func (c *Client) shape(r transport.Response, out, blank any, wants []string) error {
	v, before := reflect.ValueOf(out).Elem(), reflect.ValueOf(blank).Elem()
	whole := filled(v, before)
	if whole && !lacks(v, before, wants) {
		return nil
	}
	if e, ok := wire.ReadEnvelope(r.Body); ok && e.Failed {
		return c.refusal(e, r)
	}
	switch {
	case len(wants) > 0 && !wire.HasMember(r.Body, wants...):
		return provider.Unreadable(r, errors.New("the answer has no "+strings.Join(wants, " and no ")))
	case !whole && v.FieldByName("RequestId").String() == "" && !wire.HasMember(r.Body, membersOf(v.Type())...):
		return provider.Unreadable(r, errors.New("the answer is JSON and has no member that the operation documents"))
	}
	return nil
}

// lacks reports whether none of the wanted members was filled, so that only the
// body can tell whether one is there.
func lacks(v, blank reflect.Value, wants []string) bool {
	for _, name := range wants {
		f := v.FieldByName(name)
		if !f.IsZero() && !reflect.DeepEqual(f.Interface(), blank.FieldByName(name).Interface()) {
			return false
		}
	}
	return len(wants) > 0
}

// filled reports whether anything of v was filled since it was blank, beside what
// every answer has.
func filled(v, blank reflect.Value) bool {
	for i := range v.NumField() {
		f := v.Field(i)
		if f.IsZero() {
			continue // the common case, and the one that costs nothing
		}
		switch member := v.Type().Field(i); {
		case member.Anonymous:
			if filled(f, blank.Field(i)) {
				return true
			}
		case member.Name == "RequestId", member.Name == "Success":
		case !reflect.DeepEqual(f.Interface(), blank.Field(i).Interface()):
			return true
		}
	}
	return false
}

// garbled is the error of a success status whose body cannot be decoded.
func (c *Client) garbled(r transport.Response, err error) error {
	if e, ok := wire.ReadEnvelope(r.Body); ok && e.Failed {
		return c.refusal(e, r) // the gateway's XML, sent before it knew that we read JSON
	}
	return provider.Unreadable(r, err)
}

// refused is the error of an answer that is one, or has the status of one. What
// is no envelope of an error, a success among them, leaves the kind to the
// status.
func (c *Client) refused(r transport.Response) error {
	if e, ok := wire.ReadEnvelope(r.Body); ok && (e.Code != "" || e.Message != "") {
		return c.refusal(e, r)
	}
	if err := wire.Unmarshal(r.Body, new(struct{ RequestId string })); err != nil {
		return provider.Unreadable(r, err)
	}
	return provider.Unreadable(r, errors.New("the answer has the status of an error and says nothing of one"))
}

// refusal is what an envelope says. Inside an answer of status 200 the status
// that the body tells stands for the one that was received.
func (c *Client) refusal(e wire.Envelope, r transport.Response) error {
	out := &errors.Error{Code: e.Code, Message: e.Message, RequestID: e.RequestID, Right: e.AccessDenied["AuthAction"]}
	if notEnabled(e.Message) {
		out.Situation, out.Right = errors.ServiceNotEnabled, ""
	}
	if !r.OK() {
		return out
	}
	out.Kind = errors.Unknown
	if entry, ok := c.codes.Lookup(e.Code, e.Status); ok {
		out.Kind, out.Retry = entry.Kind, entry.Retry
	} else if e.Status >= 400 {
		out.Kind = errors.KindOfStatus(e.Status)
	}
	return out
}

// notEnabled reports whether a service says that the account has not turned it on.
// The code is then that of a missing right, which nobody can grant:
//
//	AccessDenied: FnF service is not enabled for current user.
func notEnabled(message string) bool {
	return strings.Contains(strings.ToLower(message), "service is not enabled")
}

// membersOf are the names of the members that a t documents.
func membersOf(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			names = append(names, f.Name)
		}
	}
	return names
}
