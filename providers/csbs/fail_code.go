package csbs

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// FailCode is why an operation on an item failed. It comes as an object, empty
// where nothing failed, and also as a number, a text or null alone.
//
// The number is of another code space than the service's own CSBS.nnnn, and no
// document lists it: a Code of digits means what the service's support says it
// means.
type FailCode struct {
	Code        string
	Description string
}

// UnmarshalJSONFrom reads the code in any of its forms.
func (f *FailCode) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	// A type of its own, or reading it would lead here again.
	var members struct{ Code, Description string }
	if dec.PeekKind() == '{' {
		if err := json.UnmarshalDecode(dec, &members); err != nil {
			return err
		}
	} else {
		v, err := dec.ReadValue()
		if err != nil {
			return err
		}
		text := scalar(v)
		// The object as a text, as the service has other members.
		if !strings.HasPrefix(strings.TrimSpace(text), "{") || wire.Unmarshal([]byte(text), &members) != nil {
			members.Code = text
		}
	}
	*f = members
	if f.Code = huawei.Reason(f.Code); strings.Trim(f.Code, "0") == "" {
		f.Code = "" // 0 is how a number says that nothing failed
	}
	f.Description = huawei.Reason(f.Description)
	return nil
}

// UnmarshalJSON reads the code for encoding/json.
func (f *FailCode) UnmarshalJSON(b []byte) error { return wire.UnmarshalValue(b, f) }

// scalar is a number or a text as text, and empty for anything else.
func scalar(v jsontext.Value) string {
	switch v.Kind() {
	case '0':
		return string(v)
	case '"':
		text, _ := jsontext.AppendUnquote(nil, v)
		return string(text)
	}
	return ""
}
