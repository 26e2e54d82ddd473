//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// A profile that is a pipe is read once for all sources, not at all beside keys of
// the environment, and never for longer than --timeout.
func TestAProfileThatIsAPipe(t *testing.T) {
	alone(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", pipe)
	sources := []string{
		"--source", sourceOf(t, "sdrs", emulator.Config{}), "--source", sourceOf(t, "csbs", emulator.Config{}), "--source", sourceOf(t, "vbs", emulator.Config{}),
	}
	run := func(timeout string) (r result, took time.Duration) {
		begun := time.Now()
		r = drive(append([]string{"failures", "--output", "jsonl", "--timeout", timeout}, sources...)...)
		return r, time.Since(begun)
	}
	if r, took := run("30s"); r.code != exitFound || took > 20*time.Second {
		t.Errorf("beside the environment's keys: exit code %d after %v: %s", r.code, took, r.err)
	}
	t.Setenv("HUAWEICLOUD_SDK_AK", "")
	t.Setenv("HUAWEICLOUD_SDK_SK", "")
	if r, took := run("1s"); r.code != exitError || took > 10*time.Second || !strings.Contains(r.out, `"timeout"`) || !strings.Contains(r.err, "given up while waiting for credentials") {
		t.Errorf("nobody writes: exit code %d after %v: %s", r.code, took, r.out)
	}
	go func() {
		_ = os.WriteFile(pipe, fmt.Appendf(nil, "[basic]\nak = %s\nsk = %s\n", emulatorKey, emulatorSecret), 0o600)
	}()
	for range 2 {
		if r, _ := run("30s"); r.code != exitFound || strings.Count(r.out, `"complete":true`) != 3 {
			t.Errorf("three sources of one pipe: exit code %d: %s", r.code, r.err)
		}
	}
	for _, path := range []string{"/dev/zero", t.TempDir()} {
		t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path)
		if r, _ := run("30s"); r.code != exitError || !strings.Contains(r.err, "give a file or a pipe") {
			t.Errorf("%s: exit code %d: %s", path, r.code, r.err)
		}
	}
}

// The secrets of a profile are cut out of what is printed though the program does
// not read it itself.
func TestAPipesSecretIsNotPrinted(t *testing.T) {
	alone(t)
	t.Setenv("HUAWEICLOUD_SDK_AK", "")
	t.Setenv("HUAWEICLOUD_SDK_SK", "")
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", pipe)
	go func() { _ = os.WriteFile(pipe, []byte("[basic]\nak = me\nsk = "+canaryProfile+"\n"), 0o600) }()
	r := drive("failures", "--output", "jsonl", "--source", "sdrs://eu-de?project_id=p&endpoint="+serve(t, http.HandlerFunc(echo)))
	if strings.Contains(r.out+r.err, canaryProfile) || !strings.Contains(r.out, hidden) {
		t.Errorf("%s%s", r.out, r.err)
	}
}
