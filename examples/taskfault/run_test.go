package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

// job is one run of the program in this process.
type job struct {
	args         []string
	stdin        string
	stdout       io.Writer       // nil: kept in result.out
	told         chan<- struct{} // gets a value when something is written to stderr, if it has room
	env          map[string]string
	stdoutClosed bool
	outWidth     int
	errWidth     int
	network      http.RoundTripper
}

// result is what came of it.
type result struct {
	code     int
	out, err string
}

func (j job) run(ctx context.Context) result {
	var out locked
	err := heard{told: j.told}
	stdout := j.stdout
	if stdout == nil {
		stdout = &out
	}
	args := slices.Clone(j.args)
	if slices.Contains(args, "--source") && slices.Contains([]string{"failures", "tasks", "get"}, args[0]) && !slices.Contains(args, "--rps") {
		args = append(args, "--rps", "100000") // an emulator needs no mercy
	}
	code := run(ctx, world{
		args: args, stdin: strings.NewReader(j.stdin), stdout: stdout, stderr: &err, stdoutClosed: j.stdoutClosed,
		env:      func(name string) (string, bool) { v, ok := j.env[name]; return v, ok },
		outWidth: j.outWidth, errWidth: j.errWidth, network: j.network,
	})
	return result{code, out.String(), err.String()}
}

// drive runs the program with the given words.
func drive(args ...string) result { return job{args: args}.run(context.Background()) }

// locked is a buffer that may be written by several goroutines.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// heard is a stderr that tells when it is written.
type heard struct {
	locked
	told chan<- struct{}
}

func (h *heard) Write(p []byte) (int, error) {
	select {
	case h.told <- struct{}{}:
	default:
	}
	return h.locked.Write(p)
}

// record is a line of output, as a program that reads it sees it.
type record map[string]any

// records reads the output, and fails where a line is not JSON.
func (r result) records(t *testing.T) []record {
	t.Helper()
	var all []record
	for line := range strings.Lines(r.out) {
		var x record
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatalf("a line of the output is not JSON: %v\n%s", err, line)
		}
		all = append(all, x)
	}
	return all
}

// of keeps the records of one kind.
func of(kind string, all []record) []record {
	var some []record
	for _, r := range all {
		if r["record"] == kind {
			some = append(some, r)
		}
	}
	return some
}

// bySource indexes records of a kind by their source.
func bySource(kind string, all []record) map[string]record {
	found := make(map[string]record)
	for _, r := range of(kind, all) {
		found[fmt.Sprint(r["source"])] = r
	}
	return found
}

// error is the member of that name.
func (r record) error() map[string]any {
	e, _ := r["error"].(map[string]any)
	return e
}

// alone takes the user's keys and profiles away for a test, and gives it those
// of an emulator.
func alone(t *testing.T) {
	t.Helper()
	for _, name := range secretVariables {
		t.Setenv(name, "")
	}
	for _, name := range []string{
		"ALIBABA_CLOUD_PROFILE", "ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
		"HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID", "OS_USERNAME", "OS_AUTH_URL",
		"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("HUAWEICLOUD_SDK_AK", emulatorKey)
	t.Setenv("HUAWEICLOUD_SDK_SK", emulatorSecret)
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulatorKey)
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulatorSecret)
}

// serve gives a handler a port of its own for a test.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// sourceOf is the URL of an emulated service.
func sourceOf(t *testing.T, service string, c emulator.Config) string {
	t.Helper()
	return emulatorURL(service, serve(t, newEmulated(service, c)))
}

// newEmulated is the emulator's handler of a service.
func newEmulated(service string, c emulator.Config) http.Handler {
	i := slices.IndexFunc(readable, func(s emulator.Service) bool { return s.Name == service })
	return readable[i].New(c)
}

// emulatorURL is the URL of an emulated service at an endpoint.
func emulatorURL(service, endpoint string) string {
	if hasProject(service) {
		return service + "://eu-de?project_id=" + emulatorProject + "&endpoint=" + endpoint
	}
	return service + "://cn-hangzhou?endpoint=" + endpoint
}

// hasProject reports whether the sources of a service are in a project.
func hasProject(service string) bool {
	spec, _ := providers.Default().Find(service)
	_, has := spec.Key("project_id")
	return has
}

// keysOf are the names of a record's members.
func keysOf(r map[string]any) map[string]bool {
	names := make(map[string]bool)
	for name := range maps.Keys(r) {
		names[name] = true
	}
	return names
}
