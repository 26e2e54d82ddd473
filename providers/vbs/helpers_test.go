package vbs_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

const base = "https://vbs.eu-de.otc.t-systems.com"

const (
	v1 = base + "/v1/emulator-project"
	v2 = base + "/v2/emulator-project"
)

// config is good for the emulator and for canned answers.
func config(rt http.RoundTripper) vbs.Config {
	return vbs.Config{
		Region: "eu-de", ProjectID: "emulator-project", RoundTripper: rt,
		Credentials: credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"}),
		Transport:   transport.Options{MaxAttempts: 1, Rate: 1e6},
	}
}

func open(t testing.TB, c vbs.Config) *vbs.Client {
	t.Helper()
	client, err := vbs.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config) *vbs.Client {
	t.Helper()
	return open(t, config(emulator.Transport(emulator.VBS(c))))
}

// canned is a client for which url answers with status and body.
func canned(t testing.TB, method, url string, status int, body string) *vbs.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(method, url, httpmock.NewStringResponder(status, body))
	return open(t, config(mock))
}

// testdata is a canned body.
func testdata(t testing.TB, operation, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", operation, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// scan is what a client's pages brought together.
type scan struct {
	tasks   []sdk.Task
	dropped []*errors.Error
	cursors []sdk.Cursor
	stats   sdk.Stats
	err     error
}

// read ranges over the pages of client, no more than most of them; 0 is no bound.
func read(t testing.TB, client sdk.Client, q sdk.Query, most int) (s scan) {
	t.Helper()
	for page, err := range client.Pages(t.Context(), q) {
		s.tasks = append(s.tasks, page.Tasks...)
		s.dropped = append(s.dropped, page.Dropped...)
		s.cursors = append(s.cursors, page.Cursor)
		s.stats.Add(page.Stats)
		s.err = err
		if len(s.cursors) == most {
			break
		}
	}
	return s
}
