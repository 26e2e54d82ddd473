package sdrs_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/sdrs"
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

func FuzzListFailureJobs(f *testing.F) {
	seeds(f, testdata(f, "list_failure_jobs", "document"), testdata(f, "list_failure_jobs", "odd"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		out, err := client.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{})
		honest(t, status, out != nil, err)
	})
}

func FuzzListProtectionGroups(f *testing.F) {
	seeds(f, testdata(f, "list_protection_groups", "full"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		out, err := client.ListProtectionGroups(t.Context(), sdrs.ListProtectionGroupsInput{})
		honest(t, status, out != nil, err)
	})
}

func FuzzShowJob(f *testing.F) {
	seeds(f, testdata(f, "show_job", "document"), testdata(f, "show_job", "entities"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		task, err := client.Get(t.Context(), "j")
		honest(t, status, task.ID != "", err)
	})
}

func FuzzDeleteFailureJob(f *testing.F) {
	seeds(f)
	f.Add(204, "")
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		out, err := client.DeleteFailureJob(t.Context(), sdrs.DeleteFailureJobInput{FailureJobID: "j"})
		honest(t, status, out != nil, err)
	})
}
