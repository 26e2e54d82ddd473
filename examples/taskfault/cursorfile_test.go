package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

// counted counts the requests of a handler, and refuses those after the limit
// while there is one.
type counted struct {
	http.Handler
	seen  atomic.Int64
	limit atomic.Int64 // 0 for none
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := c.seen.Add(1)
	if limit := c.limit.Load(); limit > 0 && n > limit {
		http.Error(w, "down for repairs", http.StatusServiceUnavailable)
		return
	}
	c.Handler.ServeHTTP(w, r)
}

// flaky is a source of an SDRS that can be made to fail.
func flaky(t *testing.T, failures int) (string, *counted) {
	t.Helper()
	return flakySource(t, "sdrs", emulator.SDRS(emulator.Config{Failures: failures}))
}

func flakySource(t *testing.T, service string, h http.Handler) (string, *counted) {
	t.Helper()
	c := &counted{Handler: h}
	return service + "://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, c), c
}

func cursorsIn(t *testing.T, path string) cursorText {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var text cursorText
	if err := json.Unmarshal(body, &text); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return text
}

func TestCursorFileGoesOnAfterAFailure(t *testing.T) {
	alone(t)
	// A service with one list, so that its failure is that of the source.
	source, service := flakySource(t, "csbs", emulator.CSBS(emulator.Config{Failures: 40}))
	file := filepath.Join(t.TempDir(), "cursors.json")
	found := make(map[any]bool)
	args := []string{"failures", "--source", source, "--page-size", "3", "--max-attempts", "1", "--since", "9000d", "--cursor-file", file}
	windows := make(map[string]bool)
	for run := 1; ; run++ {
		if run > 30 {
			t.Fatal("the runs come to no end")
		}
		service.seen.Store(0)
		service.limit.Store(7)
		r := drive(args...)
		all := r.records(t)
		for _, x := range of("task", all) {
			found[x["id"]] = true
		}
		receipt := of("receipt", all)[0]
		window, _ := receipt["window"].(map[string]any)
		windows[fmt.Sprint(window["since"])] = true
		text := cursorsIn(t, file)
		if len(text.Entries) != 1 || text.Entries[0].Done != (receipt["complete"] == true) || string(text.Entries[0].Cursor) != receipt["cursor"] {
			t.Fatalf("run %d: the file has %+v, and the receipt is %v", run, text, receipt)
		}
		if receipt["complete"] == true {
			break
		}
		if r.code != exitError {
			t.Fatalf("run %d: exit code %d, want %d\n%s", run, r.code, exitError, r.err)
		}
	}
	want := shown("csbs", 40)
	if len(found) != want {
		t.Errorf("%d failures over all runs, want %d", len(found), want)
	}
	if len(windows) != 1 {
		t.Errorf("the window moved: %v", windows)
	}
	// After the end it begins anew.
	service.limit.Store(0)
	r := drive(args...)
	if got := len(of("task", r.records(t))); got != want {
		t.Errorf("%d failures after the end, want %d again", got, want)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v (%v), want 0600", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); len(left) != 0 {
		t.Errorf("files are left behind: %v", left)
	}
}

func TestCursorFileIsRefused(t *testing.T) {
	alone(t)
	source, service := flaky(t, 5)
	folder := t.TempDir()
	good := filepath.Join(folder, "good")
	if r := drive("failures", "--source", source, "--cursor-file", good); r.code != exitFound {
		t.Fatalf("exit code %d\n%s", r.code, r.err)
	}
	other := strings.Replace(source, emulatorProject, "other", 1)
	body, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	_, entry, _ := strings.Cut(string(body), "[")
	entry, _, _ = strings.Cut(entry, "]")
	version, _, _ := strings.Cut(string(cursorsIn(t, good).Entries[0].Cursor), ".")
	for _, c := range []struct{ name, body, command, source string }{
		{"another source", string(body), "failures", other},
		{"another service", string(body), "failures", "csbs://eu-de?project_id=" + emulatorProject},
		{"another query", string(body), "tasks", source},
		{"another version", strings.Replace(string(body), `"taskfault_cursors": 1`, `"taskfault_cursors": 2`, 1), "failures", source},
		{"another version of cursor", strings.Replace(string(body), version+".", "tf0.", 1), "failures", source},
		{"two of a source", strings.Replace(string(body), `"cursors": [`, `"cursors": [`+entry+`,`, 1), "failures", source},
		{"damaged", string(body[:len(body)/2]), "failures", source},
		{"a damaged cursor", strings.Replace(string(body), version+".", version+".!", 1), "failures", source},
		{"something else", "[1,2]", "failures", source},
		{"another file", `{"a":1}`, "failures", source},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "cursors")
			if err := os.WriteFile(file, []byte(c.body), 0o600); err != nil {
				t.Fatal(err)
			}
			before := service.seen.Load()
			r := drive(c.command, "--source", c.source, "--cursor-file", file)
			if r.code != exitUsage || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "--cursor-file") {
				t.Errorf("exit code %d, stdout %q, stderr %q; want %d and one line", r.code, r.out, r.err, exitUsage)
			}
			if after, err := os.ReadFile(file); err != nil || string(after) != c.body {
				t.Errorf("the file was changed to %q (%v)", after, err)
			}
			if service.seen.Load() != before {
				t.Error("the service was asked")
			}
		})
	}
}

func TestCursorFileThatCannotBe(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 5)
	for name, file := range map[string]string{
		"a folder":       t.TempDir(),
		"in no folder":   filepath.Join(t.TempDir(), "none", "cursors"),
		"in a file":      filepath.Join(os.Args[0], "cursors"),
		"not a file":     os.DevNull,
		"two of a name ": filepath.Join(t.TempDir(), "cursors"),
	} {
		args := []string{"failures", "--source", source, "--cursor-file", file}
		if strings.HasPrefix(name, "two") {
			args = append(args, "--source", source+"&profile=other")
		}
		if r := drive(args...); r.code != exitUsage || r.out != "" || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q; want %d and one line", name, r.code, r.out, r.err, exitUsage)
		}
	}
}

// To open a pipe waits for somebody at its other end.
func TestCursorFileThatIsAPipe(t *testing.T) {
	alone(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skipf("no pipe can be made here: %v", err)
	}
	if r := drive("failures", "--cursor-file", pipe); r.code != exitUsage || !strings.Contains(r.err, "not a regular file") {
		t.Errorf("exit code %d and %q, want %d", r.code, r.err, exitUsage)
	}
}

func TestCursorFileMayBeEmptyOrALink(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 5)
	folder := t.TempDir()
	file, link := filepath.Join(folder, "cursors"), filepath.Join(folder, "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		if runtime.GOOS == "windows" {
			t.Skipf("to make a link takes a right of its own here: %v", err)
		}
		t.Fatal(err)
	}
	if r := drive("failures", "--source", source, "--cursor-file", link); r.code != exitFound {
		t.Fatalf("exit code %d, stderr %q", r.code, r.err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
	if got := cursorsIn(t, file); len(got.Entries) != 1 || !got.Entries[0].Done {
		t.Errorf("the file has %+v, want one entry that is done", got)
	}
}

func TestEachSourceGoesOnForItself(t *testing.T) {
	alone(t)
	source, service := flaky(t, 30)
	good := sourceOf(t, "csbs", emulator.Config{Failures: 4})
	file := filepath.Join(t.TempDir(), "cursors")
	args := []string{"failures", "--source", source, "--source", good, "--page-size", "3", "--max-attempts", "1", "--cursor-file", file}
	service.limit.Store(5)
	first := drive(args...)
	service.limit.Store(0)
	second := drive(args...)
	ids := make(map[any]bool)
	for _, r := range []result{first, second} {
		for _, x := range of("task", r.records(t)) {
			if x["service"] == "sdrs" {
				ids[x["id"]] = true
			}
		}
	}
	if len(ids) != 30 || first.code != exitError || second.code != exitFound {
		t.Errorf("%d failures, exit codes %d and %d; want 30, %d and %d", len(ids), first.code, second.code, exitError, exitFound)
	}
	if got := bySource("receipt", second.records(t))["csbs://eu-de?project_id="+emulatorProject]["tasks"]; got != 4.0 {
		t.Errorf("the source that had been done has %v tasks in the second run, want 4 again", got)
	}
}
