package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers"
)

// emulate runs the command until the test ends, and returns the addresses.
func emulate(t *testing.T, args ...string) map[string]string {
	t.Helper()
	ctx, interrupt := context.WithCancel(context.Background())
	ready := make(chan struct{})
	ended := make(chan result, 1)
	w := &after{text: `"iam"`, do: func() { close(ready) }}
	go func() {
		ended <- job{args: append([]string{"emulator"}, args...), stdout: w}.run(ctx)
	}()
	select {
	case <-ready:
	case r := <-ended:
		interrupt()
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	t.Cleanup(func() {
		interrupt()
		began := time.Now()
		if r := <-ended; r.code != exitInterrupted || r.err != "" || time.Since(began) > time.Second {
			t.Errorf("exit code %d after %v, stderr %q; want %d within a second", r.code, time.Since(began), r.err, exitInterrupted)
		}
	})
	for w.String() == "" || strings.Count(w.String(), "\n") < len(emulated) {
		time.Sleep(time.Millisecond) // the write that says ready is about to end
	}
	addresses := make(map[string]string)
	for _, x := range (result{out: w.String()}).records(t) {
		addresses[fmt.Sprint(x["service"])] = fmt.Sprint(x["endpoint"])
	}
	return addresses
}

func TestEmulatorServesUntilInterrupted(t *testing.T) {
	alone(t)
	t.Setenv("HUAWEICLOUD_SDK_AK", "my-ak")
	t.Setenv("HUAWEICLOUD_SDK_SK", "my-sk-of-the-test")
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "my-ak")
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "my-sk-of-the-test")
	at := emulate(t, "--ak", "my-ak", "--sk", "my-sk-of-the-test", "--project", "my-project", "--failures", "3", "--seed", "7", "--token", waitingToken)
	if len(at) != len(emulated) {
		t.Fatalf("got %v, want %d services", at, len(emulated))
	}
	for _, service := range providers.Services() {
		source := service + "://eu-de?endpoint=" + at[service]
		if hasProject(service) {
			source += "&iam_endpoint=" + at["iam"] // which knows the project
		}
		r := drive("failures", "--source", source)
		if got := len(of("task", r.records(t))); got != 3 || r.code != exitFound {
			t.Errorf("%s: exit code %d and %d failures, want %d and 3\n%s", service, r.code, got, exitFound, r.err)
		}
	}
	if r := drive("report", "--source", "fnf://eu-de?endpoint="+at["fnf"], "--token", waitingToken, "--error", "E"); r.code != exitGood {
		t.Errorf("report: exit code %d, %s", r.code, r.err)
	}
	if resp, err := http.Get(at["iam"] + "/v3/projects"); err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("IAM answers %v, %v; want 401 without a signature", resp, err)
	} else {
		_ = resp.Body.Close()
	}
}

func TestEmulatorWithoutFailures(t *testing.T) {
	alone(t)
	at := emulate(t, "--failures", "0")
	r := drive("failures", "--source", "sdrs://eu-de?project_id="+emulatorProject+"&endpoint="+at["sdrs"])
	if r.code != exitGood {
		t.Errorf("exit code %d, want %d\n%s", r.code, exitGood, r.out)
	}
}
