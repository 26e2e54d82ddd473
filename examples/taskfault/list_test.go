package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

func TestFailuresOfTheEmbeddedEmulator(t *testing.T) {
	r := drive("failures")
	all := r.records(t)
	if r.code != exitFound {
		t.Errorf("exit code %d, want %d", r.code, exitFound)
	}
	if strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "emulator") {
		t.Errorf("stderr %q, want one line that names the emulator", r.err)
	}
	receipts := bySource("receipt", all)
	for _, service := range providers.Services() {
		receipt := receipts[service+"://emulator"]
		if want := float64(shown(service, 12)); receipt["complete"] != true || receipt["tasks"] != want {
			t.Errorf("the receipt of %s is %v, want it complete with %v tasks", service, receipt, want)
		}
	}
	want := shownOfAll(12)
	if len(of("receipt", all)) != len(readable) || len(of("task", all)) != want || len(all) != want+len(readable) {
		t.Fatalf("%d receipts and %d tasks among %d records, want %d and %d", len(of("receipt", all)), len(of("task", all)), len(all), len(readable), want)
	}
	for i, x := range all[want:] {
		if x["record"] != "receipt" {
			t.Errorf("record %d is %v, want the receipts at the end", want+i, x)
		}
	}
	bad := 0
	for _, x := range of("task", all) {
		if s := x["state"]; s == "failed" || s == "partial" || s == "missed" {
			bad++
		}
	}
	if bad != 12*len(readable) {
		t.Errorf("%d tasks are failed, partial or missed, want 12 of each service", bad)
	}
}

// Keys in the environment must never reach the emulator, or the signature would
// be refused.
func TestTheEmbeddedEmulatorIsNotShownTheUsersKeys(t *testing.T) {
	alone(t)
	t.Setenv("HUAWEICLOUD_SDK_SK", "another-secret")
	t.Setenv("HUAWEICLOUD_SDK_PROJECT_ID", "another-project")
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "another-secret")
	if r := drive("failures"); r.code != exitFound {
		t.Errorf("exit code %d, want %d\n%s", r.code, exitFound, r.err)
	}
}

func TestEveryMemberOfTheDocumentsExample(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 2})
	r := drive("failures", "--source", source, "--raw")
	tasks := of("task", r.records(t))
	if len(tasks) != 2 {
		t.Fatalf("%d tasks, want the two of the example\n%s%s", len(tasks), r.out, r.err)
	}
	slices.SortFunc(tasks, func(a, b record) int { return strings.Compare(b["id"].(string), a["id"].(string)) })
	for i, want := range []struct{ id, resource, name, at string }{
		{"ff808082686f229a0168707beaab014e", "17984002-ad8a-438b-8ba6-b850224634c5", "Protected-Instance-ab14", "2019-01-21T12:56:35.754Z"},
		{"ff808082686f229a0168707b9be9013e", "897f57b2-6e94-4179-b414-9532726c59f2", "Protected-Instance-5e2e", "2019-01-21T12:56:15.591Z"},
	} {
		got := tasks[i]
		raw, _ := got["raw"].(map[string]any)
		if raw["job_id"] != want.id || raw["error_code"] != "EVS.2024" {
			t.Errorf("%s: raw is %v, want the service's own members", want.id, got["raw"])
		}
		failure, _ := got["failure"].(map[string]any)
		if failure["meaning"] == "" || failure["remedy"] == "" {
			t.Errorf("%s: the failure explains nothing: %v", want.id, failure)
		}
		if len(fmt.Sprint(got["fingerprint"])) != 32 {
			t.Errorf("%s: the fingerprint is %v", want.id, got["fingerprint"])
		}
		delete(failure, "meaning")
		delete(failure, "remedy")
		delete(got, "raw")
		delete(got, "fingerprint")
		whole := record{
			"record": "task", "source": "sdrs://eu-de?project_id=" + emulatorProject, "service": "sdrs", "region": "eu-de",
			"id": want.id, "type": "createProtectedInstance", "state": "failed", "raw_state": "FAIL",
			"resource":   map[string]any{"id": want.resource, "name": want.name, "type": "protectedInstance"},
			"started_at": want.at,
			"failure": map[string]any{
				"code": "EVS.2024", "reason": "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
				"phase": "createFail", "kind": "internal", "retry": "after_wait",
			},
		}
		if !reflect.DeepEqual(got, whole) {
			t.Errorf("got  %v\nwant %v", got, whole)
		}
	}
}

func TestTheMembersOfAReceipt(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 7})
	r := drive("failures", "--source", source, "--since", "2018-01-01T00:00:00Z", "--until", "0s", "--page-size", "2")
	receipt := of("receipt", r.records(t))[0]
	want := []string{"record", "source", "complete", "tasks", "rows", "pages", "requests", "retries", "duplicates", "drift", "dropped", "unread", "unknown", "older", "states", "window", "cursor"}
	if got := keysOf(receipt); len(got) != len(want) {
		t.Errorf("got the members %v, want %v", slices.Sorted(maps.Keys(got)), want)
	}
	for _, name := range want {
		if receipt[name] == nil {
			t.Errorf("the receipt %v lacks %s", receipt, name)
		}
	}
	window, _ := receipt["window"].(map[string]any)
	if until, err := time.Parse(time.RFC3339, fmt.Sprint(window["until"])); window["since"] != "2018-01-01T00:00:00Z" || err != nil || time.Since(until) > time.Minute {
		t.Errorf("the window is %v, want it absolute", window)
	}
	if receipt["tasks"] != 7.0 || receipt["rows"] != 7.0 || receipt["complete"] != true {
		t.Errorf("got %v, want 7 tasks of 7 rows", receipt)
	}
}

func TestSourcesComeFromTheEnvironment(t *testing.T) {
	alone(t)
	a, b := sourceOf(t, "csbs", emulator.Config{Failures: 2}), sourceOf(t, "vbs", emulator.Config{Failures: 3})
	r := job{args: []string{"failures"}, env: map[string]string{sourcesVariable: a + " \n\t" + b}}.run(context.Background())
	receipts := bySource("receipt", r.records(t))
	if len(receipts) != 2 || receipts["csbs://eu-de?project_id="+emulatorProject]["tasks"] != 2.0 || receipts["vbs://eu-de?project_id="+emulatorProject]["tasks"] != 3.0 {
		t.Errorf("got %v, want csbs with 2 and vbs with 3 tasks", receipts)
	}
	r = job{args: []string{"failures"}, env: map[string]string{sourcesVariable: "nas://x"}}.run(context.Background())
	if r.code != exitUsage || !strings.Contains(r.err, sourcesVariable) {
		t.Errorf("exit code %d, stderr %q; want %d with the variable named", r.code, r.err, exitUsage)
	}
}

// A variable that is set and empty is a secret that is missing: made-up failures
// must not take its place.
func TestAnEmptyVariableIsNoEmulator(t *testing.T) {
	alone(t)
	for _, args := range [][]string{{"failures"}, {"tasks"}, {"get", "x"}, {"explain", "--task", "x"}, {"report", "--token", "tttt", "--error", "E"}} {
		for _, value := range []string{"", " \n\t"} {
			r := job{args: args, env: map[string]string{sourcesVariable: value}}.run(context.Background())
			if r.code != exitUsage || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, sourcesVariable+" is set and empty") {
				t.Errorf("%q with %q: exit code %d, %s%s; want %d and one line that names the variable", args, value, r.code, r.out, r.err, exitUsage)
			}
		}
	}
	source := sourceOf(t, "csbs", emulator.Config{Failures: 2})
	r := job{args: []string{"failures", "--source", source}, env: map[string]string{sourcesVariable: ""}}.run(context.Background())
	if r.code != exitFound || r.err != "" {
		t.Errorf("with --source the variable counts for nothing: exit code %d, stderr %q", r.code, r.err)
	}
}

// A source that is given twice, however it is written, is one source.
func TestASourceGivenTwiceIsOne(t *testing.T) {
	alone(t)
	first := sourceOf(t, "sdrs", emulator.Config{Failures: 3})
	head, query, _ := strings.Cut(first, "?")
	keys := strings.Split(query, "&")
	slices.Reverse(keys)
	turned := head + "/?" + strings.Join(keys, "&")
	other := sourceOf(t, "csbs", emulator.Config{Failures: 1})
	check := func(what string, r result, receipts int) {
		t.Helper()
		if got := len(of("receipt", r.records(t))); r.code != exitFound || got != receipts {
			t.Errorf("%s: exit code %d and %d receipts, want %d and %d\n%s", what, r.code, got, exitFound, receipts, r.err)
		}
		if strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "sdrs://eu-de?project_id="+emulatorProject+" is given more than once") {
			t.Errorf("%s: stderr %q, want one line that names the source", what, r.err)
		}
	}
	check("by flag", drive("failures", "--source", first, "--source", other, "--source", turned, "--source", first), 2)
	check("with a file of cursors", drive("failures", "--source", first, "--source", turned, "--cursor-file", t.TempDir()+"/c"), 1)
	check("by the environment", job{args: []string{"failures"}, env: map[string]string{sourcesVariable: first + " " + turned}}.run(context.Background()), 1)
	id := of("task", drive("failures", "--source", first).records(t))[0]["id"].(string)
	if r := drive("get", "--source", first, "--source", turned, id); r.code != exitGood || len(r.records(t)) != 1 {
		t.Errorf("get: exit code %d, %s%s; want %d and the task", r.code, r.out, r.err, exitGood)
	}
}

func TestNothingFailedIsSaidWithZero(t *testing.T) {
	alone(t)
	source := sourceOf(t, "csbs", emulator.Config{Failures: -1})
	if r := drive("failures", "--source", source); r.code != exitGood || len(r.records(t)) != 1 {
		t.Errorf("exit code %d, %s; want %d and the receipt alone", r.code, r.out, exitGood)
	}
	r := drive("failures", "--source", source, "--output", "table")
	if r.code != exitGood || !strings.Contains(r.out, "There is no failed task.\nEverything was read: 1 source") {
		t.Errorf("exit code %d, stdout %q; want %d and a plain sentence", r.code, r.out, exitGood)
	}
}

func TestOneSourceDoesNotSilenceAnother(t *testing.T) {
	alone(t)
	good := sourceOf(t, "sdrs", emulator.Config{Failures: 3})
	foreign := strings.Replace(sourceOf(t, "csbs", emulator.Config{}), emulatorProject, "foreign", 1)
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "a-wrong-secret")
	for _, c := range []struct{ name, source, shown, kind string }{
		{"a wrong secret", sourceOf(t, "dbs", emulator.Config{}), "dbs://cn-hangzhou", "unauthenticated"},
		{"an unreachable host", "csbs://eu-nl?project_id=p&endpoint=http://127.0.0.1:1", "csbs://eu-nl?project_id=p", "unavailable"},
		{"a foreign project", foreign, "csbs://eu-de?project_id=foreign", "permission_denied"},
		{"an unknown region", "csbs://nowhere-9?project_id=p&endpoint=https://no.such.host.invalid", "csbs://nowhere-9?project_id=p", "unavailable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, form := range []string{"jsonl", "table"} {
				r := drive("failures", "--source", c.source, "--source", good, "--max-attempts", "1", "--output", form)
				if r.code != exitError {
					t.Errorf("%s: exit code %d, want %d", form, r.code, exitError)
				}
				if strings.Count(r.err, "taskfault: ") != 1 || !strings.Contains(r.err, c.shown+": ") || !strings.Contains(r.err, "\n  → ") {
					t.Errorf("%s: stderr %q, want one error that names %s and what to do", form, r.err, c.shown)
				}
				if form == "table" {
					if !strings.Contains(r.out, "NOT everything could be read: 1 of 2 sources is incomplete") || !strings.Contains(r.out, "Protected-Instance-ab14") {
						t.Errorf("the table is\n%s", r.out)
					}
					continue
				}
				all := r.records(t)
				errs, receipts := of("error", all), bySource("receipt", all)
				if len(errs) != 1 || errs[0]["source"] != c.shown || errs[0].error()["kind"] != c.kind {
					t.Errorf("the errors are %v, want one of %s of kind %s", errs, c.shown, c.kind)
				}
				if receipts[c.shown]["complete"] != false || receipts["sdrs://eu-de?project_id="+emulatorProject]["complete"] != true {
					t.Errorf("the receipts are %v", receipts)
				}
				if got := len(of("task", all)); got != 3 {
					t.Errorf("%d tasks of the other source, want 3", got)
				}
			}
		})
	}
}

func TestMissingCredentialsAreAnErrorOfTheirSource(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 1})
	r := drive("failures", "--source", "csbs://eu-de?auth=token", "--source", source)
	all := r.records(t)
	if errs := of("error", all); r.code != exitError || len(errs) != 1 || errs[0]["source"] != "csbs://eu-de" || len(of("task", all)) != 1 || len(of("receipt", all)) != 2 {
		t.Errorf("exit code %d\n%s; want %d, one error of csbs://eu-de, one task and two receipts", r.code, r.out, exitError)
	}
}

func TestLimitCountsOverAllSources(t *testing.T) {
	alone(t)
	args := []string{"failures", "--limit", "4"}
	for _, service := range []string{"sdrs", "csbs", "vbs"} {
		args = append(args, "--source", sourceOf(t, service, emulator.Config{Failures: 9}))
	}
	r := drive(args...)
	all := r.records(t)
	if got := len(of("task", all)); r.code != exitFound || got != 4 {
		t.Errorf("exit code %d and %d tasks, want %d and 4", r.code, got, exitFound)
	}
	limited := 0
	for _, x := range of("receipt", all) {
		if x["complete"] == false && x["limited"] == true {
			limited++
		} else if x["complete"] != true {
			t.Errorf("the receipt %v is neither limited nor complete", x)
		}
	}
	if limited == 0 {
		t.Errorf("no receipt says that the limit cut it:\n%s", r.out)
	}
}

// In a table a limit is the newest of all tasks, after everything was read.
func TestALimitInATableIsTheNewest(t *testing.T) {
	alone(t)
	args := []string{"failures"}
	for _, service := range []string{"sdrs", "csbs", "vbs"} {
		args = append(args, "--source", sourceOf(t, service, emulator.Config{Failures: 9}))
	}
	var tasks []record
	for _, x := range of("task", drive(args...).records(t)) {
		if x["started_at"] != nil {
			tasks = append(tasks, x)
		}
	}
	latest := func(r record) string {
		updated, _ := r["updated_at"].(string)
		ended, _ := r["ended_at"].(string)
		return max(r["started_at"].(string), updated, ended)
	}
	slices.SortFunc(tasks, func(a, b record) int { return strings.Compare(latest(b), latest(a)) })
	for _, all := range []bool{false, true} {
		limited := append(slices.Clone(args), "--output", "table", "--limit", "4", "--no-group")
		if all {
			limited = append(limited, "--all")
		}
		r := drive(limited...)
		for i, x := range tasks {
			if shown := strings.Contains(r.out, x["id"].(string)); shown != (i < 4) {
				t.Errorf("the task %d by its age is shown: %t", i, shown)
			}
		}
		if r.code != exitFound || !strings.Contains(r.out, "The newest 4 of 28 tasks are shown; --limit is 4.") || !strings.Contains(r.out, "Everything was read: 3 sources") {
			t.Errorf("exit code %d, the table is\n%s\nwant %d, four of 28 tasks, and everything read", r.code, r.out, exitFound)
		}
	}
}

// What a table with a limit leaves out would not come in the next run, so it
// cannot keep cursors.
func TestALimitInATableKeepsNoCursors(t *testing.T) {
	alone(t)
	source, service := flaky(t, 5)
	file := t.TempDir() + "/cursors"
	args := []string{"failures", "--source", source, "--limit", "2", "--cursor-file", file}
	for _, j := range []job{{args: append(args, "--output", "table")}, {args: args, outWidth: 80}} {
		r := j.run(context.Background())
		if r.code != exitUsage || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "--limit") {
			t.Errorf("%q: exit code %d, %s%s; want %d and one line", j.args, r.code, r.out, r.err, exitUsage)
		}
		if _, err := os.Stat(file); err == nil || service.seen.Load() != 0 {
			t.Errorf("%q: the service was asked, or the file written", j.args)
		}
	}
}

// A person must not read that nothing has failed where nothing was read.
func TestNothingReadIsNotNothingFailed(t *testing.T) {
	alone(t)
	dead := "vbs://eu-de?project_id=p&endpoint=http://127.0.0.1:1"
	run := func(args ...string) result {
		return drive(append(args, "--max-attempts", "1", "--output", "table")...)
	}
	r := run("failures", "--source", dead)
	if r.code != exitError || !strings.HasPrefix(r.out, "NOTHING could be read: the only source is incomplete") || strings.Contains(r.out, "No ") {
		t.Errorf("exit code %d, the table is\n%s\nwant %d, and that nothing could be read", r.code, r.out, exitError)
	}
	r = run("tasks", "--source", dead, "--source", strings.Replace(dead, "vbs", "csbs", 1))
	if !strings.HasPrefix(r.out, "NOTHING could be read: all 2 sources are incomplete") {
		t.Errorf("the table is\n%s\nwant that nothing could be read", r.out)
	}
	// A source that is empty was read.
	r = run("failures", "--source", dead, "--source", sourceOf(t, "csbs", emulator.Config{Failures: -1}))
	if !strings.HasPrefix(r.out, "No failed task was found in what was read.\nNOT everything could be read: 1 of 2 sources is incomplete") {
		t.Errorf("the table is\n%s\nwant what was found in what was read", r.out)
	}
}

func TestStatesThatASourceCannotList(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{})
	r := drive("tasks", "--source", source, "--state", "running", "--state", "pending", "--state", "running")
	all := r.records(t)
	errs, receipts := of("error", all), of("receipt", all)
	if r.code != exitError || len(errs) != 1 || errs[0].error()["kind"] != "unsupported" || len(receipts) != 1 || receipts[0]["requests"] != 0.0 {
		t.Errorf("exit code %d\n%s; want %d, one error of kind unsupported, and nothing sent", r.code, r.out, exitError)
	}
	if got := fmt.Sprint(receipts[0]["states"]); got != "[failed]" {
		t.Errorf("states is %s, want [failed]", got)
	}
}

func TestTasksInTheStatesAskedFor(t *testing.T) {
	alone(t)
	source := sourceOf(t, "vbs", emulator.Config{Failures: 2})
	r := drive("tasks", "--source", source)
	states := make(map[any]int)
	for _, x := range of("task", r.records(t)) {
		states[x["state"]]++
	}
	if r.code != exitFound || states["failed"] != 2 || states["succeeded"] == 0 || states["running"] == 0 {
		t.Errorf("exit code %d, states %v; want %d, 2 failed and others", r.code, states, exitFound)
	}
	r = drive("tasks", "--source", source, "--state", "succeeded")
	got := of("task", r.records(t))
	if r.code != exitGood || len(got) != states["succeeded"] {
		t.Errorf("exit code %d and %d tasks, want %d and %d", r.code, len(got), exitGood, states["succeeded"])
	}
	for _, x := range got {
		if x["failure"] != nil || x["type"] == nil || x["fingerprint"] == nil {
			t.Errorf("%v: want a type, a fingerprint, and no failure", x)
		}
	}
}

func TestTimeoutEndsTheRunAndSaysSo(t *testing.T) {
	alone(t)
	endpoint := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	r := drive("failures", "--source", "sdrs://eu-de?project_id=p&endpoint="+endpoint, "--timeout", "100ms")
	all := r.records(t)
	if errs := of("error", all); r.code != exitError || len(errs) != 1 || errs[0].error()["kind"] != "timeout" || len(of("receipt", all)) != 1 {
		t.Errorf("exit code %d\n%s; want %d, one error of kind timeout and a receipt", r.code, r.out, exitError)
	}
}

// after calls do when something of the output matches.
type after struct {
	locked
	text string
	do   func()
}

func (a *after) Write(p []byte) (int, error) {
	if strings.Contains(string(p), a.text) {
		a.do()
	}
	return a.locked.Write(p)
}

// stalling serves a service, and lets requests wait once so many were answered.
func stalling(h http.Handler, answers int) http.Handler {
	free := make(chan struct{}, answers)
	for range answers {
		free <- struct{}{}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-free:
			h.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

func TestInterruptionPrintsTheReceipts(t *testing.T) {
	alone(t)
	c := emulator.Config{Failures: 40}
	good := sourceOf(t, "csbs", emulator.Config{Failures: 1})
	slow := "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, stalling(emulator.SDRS(c), 3))
	for _, form := range []string{"jsonl", "table"} {
		ctx, interrupt := context.WithCancel(context.Background())
		out := &after{text: `"service":"sdrs"`, do: interrupt}
		if form == "table" {
			time.AfterFunc(300*time.Millisecond, interrupt)
		}
		began := time.Now()
		r := job{args: []string{"failures", "--source", slow, "--source", good, "--page-size", "2", "--output", form}, stdout: out}.run(ctx)
		r.out = out.String()
		if took := time.Since(began); r.code != exitInterrupted || took > time.Second {
			t.Errorf("%s: exit code %d after %v, want %d within a second", form, r.code, took, exitInterrupted)
		}
		if strings.Contains(r.err, "canceled") {
			t.Errorf("%s: stderr %q tells the user what he did himself", form, r.err)
		}
		if form == "table" {
			if !strings.Contains(r.out, "NOT everything could be read") || !strings.Contains(r.out, "interrupted after") {
				t.Errorf("the table is\n%s", r.out)
			}
			continue
		}
		receipts := bySource("receipt", r.records(t))
		if got := receipts["sdrs://eu-de?project_id="+emulatorProject]; len(receipts) != 2 || got["complete"] != false {
			t.Errorf("the receipts are %v, want two, and that of sdrs incomplete", receipts)
		}
	}
}

// brokenPipe fails as a pipe does whose reader has left.
type brokenPipe struct{ err error }

func (b brokenPipe) Write([]byte) (int, error) { return 0, b.err }

func TestAClosedPipeEndsTheRunQuietly(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 500})
	file := t.TempDir() + "/cursors"
	for _, err := range []error{syscall.EPIPE, io.ErrClosedPipe} {
		for _, form := range []string{"jsonl", "table"} {
			r := job{args: []string{"failures", "--source", source, "--page-size", "5", "--output", form, "--cursor-file", file}, stdout: brokenPipe{err}}.run(context.Background())
			if r.code != exitClosedPipe || r.err != "" {
				t.Errorf("%v, %s: exit code %d, stderr %q; want %d and nothing", err, form, r.code, r.err, exitClosedPipe)
			}
			if text, err := readCursors(t.Context(), file); err != nil || len(text.Entries) != 0 {
				t.Errorf("the cursor file has %v (%v), although nobody has seen a page", text, err)
			}
		}
	}
	r := job{args: []string{"failures", "--source", source}, stdout: brokenPipe{syscall.ENOSPC}}.run(context.Background())
	if r.code != exitError || !strings.Contains(r.err, "could not be written") {
		t.Errorf("a full disk: exit code %d, stderr %q; want %d and why", r.code, r.err, exitError)
	}
}

func TestVerboseLogsAttempts(t *testing.T) {
	alone(t)
	r := drive("failures", "--source", sourceOf(t, "sdrs", emulator.Config{Failures: 1}), "--verbose")
	if !strings.Contains(r.err, "operation=ListFailureJobs") || !strings.Contains(r.err, "level=DEBUG") || strings.Contains(r.err, emulatorSecret) {
		t.Errorf("stderr is %q, want a log line for each attempt", r.err)
	}
}
