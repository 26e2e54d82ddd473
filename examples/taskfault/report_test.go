package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

const waitingToken = "token-of-a-waiting-step"

func TestReport(t *testing.T) {
	alone(t)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(waitingToken+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		args  []string
		stdin string
	}{
		{"a failure", []string{"--token", waitingToken, "--error", strings.Repeat("ü", 128), "--cause", strings.Repeat("字", 5000)}, ""},
		{"from a file", []string{"--token-file", file, "--error", "E"}, ""},
		{"from stdin", []string{"--token-file", "-", "--error", "E"}, waitingToken + "\n"},
		{"a success", []string{"--token", waitingToken, "--succeeded", "--result", `{"a":[1,2]}`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := sourceOf(t, "fnf", emulator.Config{TaskToken: waitingToken})
			report := job{args: append([]string{"report", "--source", source}, c.args...), stdin: c.stdin}
			r := report.run(context.Background())
			got := r.records(t)
			if r.code != exitGood || r.err != "" || len(got) != 1 {
				t.Fatalf("exit code %d, %s%s; want %d and one record", r.code, r.out, r.err, exitGood)
			}
			if x := got[0]; x["record"] != "report" || x["source"] != "fnf://cn-hangzhou" || x["outcome"] != "reported" || x["event_id"] == nil || x["request_id"] == nil || x["attempts"] != 1.0 {
				t.Errorf("got %v, want a report that was made", x)
			}
			r = report.run(context.Background())
			if got := r.records(t); r.code != exitFound || len(got) != 1 || got[0]["outcome"] != "completed_by_other" {
				t.Errorf("again: exit code %d, %s; want %d and completed_by_other", r.code, r.out, exitFound)
			}
		})
	}
}

func TestReportThatIsRefused(t *testing.T) {
	alone(t)
	const canary = "canary-of-a-task-token"
	for name, source := range map[string]string{
		"an unknown token": sourceOf(t, "fnf", emulator.Config{TaskToken: waitingToken}),
		"an echo": "fnf://cn-hangzhou?endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"RequestId":"` + canary + `","HostId":"h","Code":"InvalidArgument","Message":"no step waits for ` + canary + `"}`))
		})),
	} {
		for _, form := range []string{"jsonl", "table"} {
			r := drive("report", "--source", source, "--token", canary, "--error", "E", "--output", form)
			if r.code != exitError || strings.Contains(r.out+r.err, canary) || !strings.Contains(r.err, " failed: ") {
				t.Errorf("%s, %s: exit code %d\n%s%s; want %d, an error and no token", name, form, r.code, r.out, r.err, exitError)
			}
			if form == "jsonl" {
				if got := r.records(t); len(got) != 1 || got[0]["record"] != "error" {
					t.Errorf("%s: got %v, want one error", name, got)
				}
			}
		}
	}
}

// A service that takes no reports is a usage error, wherever its source comes from.
// The token is not read then.
func TestReportToAServiceThatTakesNone(t *testing.T) {
	alone(t)
	for _, service := range []string{"dbs", "sdrs", "csbs", "vbs"} {
		source := sourceOf(t, service, emulator.Config{})
		for want, j := range map[string]job{
			"--source: ":           {args: []string{"report", "--source", source, "--token-file", "-", "--error", "E"}},
			sourcesVariable + ": ": {args: []string{"report", "--token-file", "-", "--succeeded", "--result", "1"}, env: map[string]string{sourcesVariable: source}},
		} {
			r := j.run(context.Background())
			if r.code != exitUsage || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.HasPrefix(r.err, "taskfault: "+want+service+" takes no reports") {
				t.Errorf("%s: exit code %d, %s%s; want %d and one line with %q", service, r.code, r.out, r.err, exitUsage, want)
			}
		}
	}
}

func TestReportOfWhichNothingIsKnown(t *testing.T) {
	alone(t)
	for name, answer := range map[string]http.HandlerFunc{
		"the service broke down": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"no answer":              func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"an answer without a sense": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"RequestId":"r","Eve`))
		},
	} {
		r := drive("report", "--source", "fnf://cn-hangzhou?endpoint="+serve(t, answer), "--token", waitingToken, "--error", "E", "--max-attempts", "1")
		got := r.records(t)
		if r.code != exitError || len(of("error", got)) != 1 || len(of("report", got)) != 1 || of("report", got)[0]["outcome"] != "unknown" {
			t.Errorf("%s: exit code %d, %s; want %d, an error, and a report whose outcome is unknown", name, r.code, r.out, exitError)
		}
	}
}

func TestReportForAPerson(t *testing.T) {
	alone(t)
	source := sourceOf(t, "fnf", emulator.Config{TaskToken: waitingToken})
	for _, want := range []string{"The workflow has the report.", "The step was over before"} {
		r := job{args: []string{"report", "--source", source, "--token", waitingToken, "--error", "E"}, outWidth: 80}.run(context.Background())
		if !strings.HasPrefix(r.out, want) {
			t.Errorf("got %q, want %q", r.out, want)
		}
	}
}
