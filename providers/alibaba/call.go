package alibaba

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Call is one operation with its parameters.
type Call struct {
	Action string // the operation; the right it needs is named after it
	Class  string // class of limits, empty for the common one

	Query url.Values
	Form  url.Values

	// Wants are the members of which the answer has at least one, by the names
	// of their fields: without any it answers another question, and an empty
	// list in it would be a lie. A list among them must be one. None means that
	// there is nothing to look for.
	Wants []string

	Repeatable bool          // see [transport.Call]
	AwaitState bool          // see [transport.Call]
	LongPoll   time.Duration // see [transport.Call]
	Secrets    []string      // see [transport.Call]

	Raw *json.RawMessage // filled with the answer's own JSON, nil if nobody wants it
}

// Params makes parameters of names and values in turn. An empty value is left
// out: a set and empty parameter would be sent and signed as such.
func Params(pairs ...string) url.Values {
	v := make(url.Values, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// Number is n as a parameter's value; 0 is none, which leaves the choice to the
// service.
func Number[N int | int64](n N) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}

// Do makes a call and reads its answer into a new T. prepare, if it is not nil,
// sets what must be set before decoding. The error is always an
// *[errors.Error].
func Do[T any](ctx context.Context, c *Client, call Call, prepare func(*T)) (*T, transport.Meta, error) {
	var out *T
	request := c.request(call)
	request.Read = func(r transport.Response) error {
		var err error
		out, err = read(c, r, prepare, call.Wants)
		if err == nil && call.Raw != nil {
			*call.Raw = wire.Raw(r.Body, "")
		}
		return err
	}
	meta, err := c.calls.Do(ctx, request)
	if err != nil {
		return nil, meta, err
	}
	return out, meta, nil
}

// request puts a call into the form that the signature's version asks for.
func (c *Client) request(call Call) *transport.Call {
	query := call.Query
	header := http.Header{"Accept": {"application/json"}}
	if c.headers {
		header["X-Acs-Action"] = []string{call.Action}
		header["X-Acs-Version"] = []string{c.version}
	} else {
		query = make(url.Values, len(call.Query)+3)
		maps.Copy(query, call.Query)
		query["Action"] = []string{call.Action}
		query["Version"] = []string{c.version}
		query["Format"] = []string{"JSON"} // else it would be XML
	}
	u := *c.endpoint
	u.RawQuery = query.Encode()
	out := &transport.Call{
		Operation: call.Action, Right: c.source.Service + ":" + call.Action, Class: call.Class,
		Method: http.MethodPost, URL: &u, Header: header,
		Repeatable: call.Repeatable, AwaitState: call.AwaitState, LongPoll: call.LongPoll, Secrets: call.Secrets,
	}
	if len(call.Form) > 0 {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		out.Body = []byte(call.Form.Encode())
	}
	return out
}
