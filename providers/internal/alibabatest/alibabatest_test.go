package alibabatest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
)

// A frame that never complains would make every target pass.
func TestWhatIsWrongWithAnAnswer(t *testing.T) {
	type output struct{ RequestId string }
	var none *output
	whole := &errors.Error{Operation: "ListFlows", Kind: errors.Malformed}
	for _, c := range []struct {
		name   string
		status int
		body   string
		out    any
		err    error
		good   bool
	}{
		{"an output", 200, `{"RequestId":"r"}`, &output{"r"}, nil, true},
		{"an output behind a mark", 200, "\ufeff{}", &output{}, nil, true},
		{"an error", 200, `{}`, none, whole, true},
		{"an error of an error's status", 500, ``, nil, whole, true},
		{"nothing", 200, `{}`, nil, nil, false},
		{"a pointer to nothing", 200, `{}`, none, nil, false},
		{"both", 200, `{}`, &output{"r"}, whole, false},
		{"an output of an error's status", 500, `{"RequestId":"r"}`, &output{"r"}, nil, false},
		{"an output of a redirect", 302, `{"RequestId":"r"}`, &output{"r"}, nil, false},
		{"an output of a list", 200, `[]`, &output{}, nil, false},
		{"an output of XML", 200, ` <a>{}</a>`, &output{}, nil, false},
		{"an error of another type", 200, `{}`, nil, fmt.Errorf("no"), false},
		{"an error without a kind", 200, `{}`, nil, &errors.Error{Operation: "ListFlows"}, false},
		{"an error of another operation", 200, `{}`, nil, &errors.Error{Operation: "ListExecutions", Kind: errors.Malformed}, false},
	} {
		wrong := alibabatest.Answer{Status: c.status, Body: c.body}.Judge("ListFlows", c.out, c.err)
		if (wrong == "") != c.good {
			t.Errorf("%s with status %d: got %q, want a complaint: %t", c.name, c.status, wrong, !c.good)
		}
	}
}

// A service sees the same of both forms of request, and leaves nothing out that is
// the operation's own.
func TestServiceReadsBothForms(t *testing.T) {
	const protocol = "&Version=1&Format=JSON&AccessKeyId=i&Signature=s&SignatureMethod=m&SignatureVersion=1.0&SignatureNonce=n&Timestamp=t"
	for _, tt := range []struct{ name, header, query, form, want string }{
		{"first", "", "Action=A&FlowName=f" + protocol, "", "A FlowName=f"},
		{"first, with a form", "", "Action=A&FlowName=f" + protocol, "FlowName=g", "A FlowName=f&form%3AFlowName=g"},
		{"second", "A", "FlowName=f", "", "A FlowName=f"},
		{"second, with the protocol's name", "A", "Format=f", "", "A Format=f"},
	} {
		var got string
		s := alibabatest.NewService()
		s.Answer("A", func(p url.Values) (int, string) {
			got = "A " + p.Encode()
			clear(p)
			return 418, "body"
		})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://h/?"+tt.query, strings.NewReader(tt.form))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("x-acs-action", tt.header)
		resp, err := s.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 418 || string(body) != "body" {
			t.Errorf("%s: answered %d %q, %v", tt.name, resp.StatusCode, body, err)
		}
		if kept := s.Asked[0].Action + " " + s.Asked[0].Params.Encode(); got != tt.want || kept != tt.want {
			t.Errorf("%s: got %s and kept %s, want %s", tt.name, got, kept, tt.want)
		}
		if n := s.Count("A"); n != 1 {
			t.Errorf("%s: counted %d requests for A, want one", tt.name, n)
		}
	}
}

func TestAResponderReadsTheWholeRequest(t *testing.T) {
	s := alibabatest.NewService()
	s.Register("A", func(req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		return httpmock.NewBytesResponse(200, body), err
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://h/?Action=A", strings.NewReader("Output=o"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); string(body) != "Output=o" || s.Asked[0].Params.Get("form:Output") != "o" {
		t.Errorf("the responder read %q, %v and %v is kept, want the form in both", body, err, s.Asked)
	}
}

// An operation of which a test does not speak is not answered: the test would not
// see that it was asked for.
func TestAnOperationWithoutAResponderFails(t *testing.T) {
	s := alibabatest.NewService()
	s.Register("A", httpmock.NewErrorResponder(io.ErrUnexpectedEOF))
	for action, asked := range map[string]int{"A": 1, "B": 0} {
		s.Asked = nil
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://h/?Action="+action, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.RoundTrip(req)
		if err == nil || resp != nil || (err == io.ErrUnexpectedEOF) != (action == "A") {
			t.Errorf("%s: got %v and %v, want the responder's error of A alone", action, resp, err)
		}
		if len(s.Asked) != asked || s.Count(action) != asked {
			t.Errorf("%s: %d requests kept and %d counted, want %d", action, len(s.Asked), s.Count(action), asked)
		}
	}
}
