package csbs_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/csbs"
)

// answers gives one body to every request.
type answers struct {
	status int
	body   string
}

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: req, ContentLength: -1,
	}, nil
}

// seeds are bodies of all operations, and some of none.
func seeds(f *testing.F, more ...string) {
	f.Helper()
	for _, s := range append(more, "", "null", "[]", "{}", "<html>", `{"error":{"code":"X","message":"m"}}`, `{"error_code":"APIGW.0308"}`) {
		f.Add(200, s)
		f.Add(500, s)
	}
}

// honest fails the test if an operation took an answer of an error status for
// success, or gave nothing and no error.
func honest(t *testing.T, status int, out bool, err error) {
	t.Helper()
	if err == nil && (!out || status < 200 || status > 299) {
		t.Errorf("status %d: output %v without an error", status, out)
	}
	if err != nil && out {
		t.Errorf("status %d: an output beside the error %v", status, err)
	}
}

func FuzzListCheckpointItems(f *testing.F) {
	seeds(f, testdata(f, "list_checkpoint_items", "document"), testdata(f, "list_checkpoint_items", "odd"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		out, err := client.ListCheckpointItems(t.Context(), csbs.ListCheckpointItemsInput{})
		honest(t, status, out != nil, err)
	})
}

func FuzzShowCheckpointItem(f *testing.F) {
	seeds(f, `{"checkpoint_item":{"id":"i","status":"error","extend_info":{"fail_code":{"Code":1,"Description":"d"}}}}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		task, err := client.Get(t.Context(), "i")
		honest(t, status, task.ID != "", err)
	})
}

func FuzzCountCheckpointItems(f *testing.F) {
	seeds(f, `{"count":10}`, `{"count":"10"}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		out, err := client.CountCheckpointItems(t.Context(), csbs.CountCheckpointItemsInput{})
		honest(t, status, out != nil, err)
	})
}

func FuzzPolicies(f *testing.F) {
	seeds(f, testdata(f, "list_policies", "document"), `{"policy":{"id":"p"}}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		list, err := client.ListPolicies(t.Context(), csbs.ListPoliciesInput{})
		honest(t, status, list != nil, err)
		one, err := client.ShowPolicy(t.Context(), csbs.ShowPolicyInput{PolicyID: "p"})
		honest(t, status, one != nil, err)
	})
}
