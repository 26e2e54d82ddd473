package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

// byHost is a network of handlers.
type byHost map[string]http.Handler

func (n byHost) RoundTrip(r *http.Request) (*http.Response, error) {
	return emulator.Transport(n[r.URL.Hostname()]).RoundTrip(r)
}

// Plain http is told of once in a run, whatever is read over it, and a password
// goes to IAM over it only with --allow-http.
func TestPlainHTTPIsToldOfOnceAndCarriesNoPassword(t *testing.T) {
	alone(t)
	t.Setenv("OS_USERNAME", emulatorKey)
	t.Setenv("OS_PASSWORD", emulatorSecret)
	t.Setenv("OS_USER_DOMAIN_NAME", "home")
	c := emulator.Config{}
	network := byHost{
		"iam.test": emulator.IAM(c), "sdrs.test": emulator.SDRS(c), "csbs.test": emulator.CSBS(c), "127.0.0.1": emulator.SDRS(c),
	}
	const (
		token = "sdrs://eu-de?auth=token&endpoint=https://sdrs.test&iam_endpoint=http://iam.test"
		sdrs  = "sdrs://eu-de?project_id=emulator-project&endpoint=http://sdrs.test"
		csbs  = "csbs://eu-de?project_id=emulator-project&endpoint=http://csbs.test"
		local = "sdrs://eu-de?project_id=emulator-project&endpoint=http://127.0.0.1:9"
		safe  = "sdrs://eu-de?project_id=emulator-project&endpoint=https://sdrs.test"
	)
	for _, test := range []struct {
		args   []string
		code   int
		warned string // the host, empty for no warning
	}{
		{[]string{"--source", sdrs, "--source", csbs}, exitFound, "sdrs.test"},
		{[]string{"--source", safe}, exitFound, ""},
		{[]string{"--source", local}, exitFound, ""},
		{[]string{"--source", token}, exitUsage, ""},
		{[]string{"--source", token, "--allow-http"}, exitFound, "iam.test"},
	} {
		for _, output := range []string{"jsonl", "table"} {
			args := append([]string{"failures", "--output", output}, test.args...)
			r := job{args: args, network: network}.run(context.Background())
			if r.code != test.code {
				t.Errorf("%v: exit code %d, want %d: %s", args, r.code, test.code, r.err)
			}
			told := strings.Count(r.err, "go over plain http")
			if want := min(len(test.warned), 1); told != want || want == 1 && !strings.HasPrefix(r.err, "taskfault: warning: requests to ") {
				t.Errorf("%v: told of plain http %d times, want %d: %s", args, told, want, r.err)
			}
			if test.code == exitUsage && (!strings.Contains(r.err, "--allow-http") || strings.Contains(r.out, "{")) {
				t.Errorf("%v: %s, want the usage error that says how to allow it, and nothing read: %s", args, r.err, r.out)
			}
		}
	}
}
