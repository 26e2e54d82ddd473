package main

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

func TestGetReadsWhatAListHasGiven(t *testing.T) {
	alone(t)
	for _, service := range providers.Services() {
		source := sourceOf(t, service, emulator.Config{Failures: 14})
		list := drive("failures", "--source", source)
		for _, want := range of("task", list.records(t)) {
			r := drive("get", "--source", source, want["id"].(string))
			got := r.records(t)
			if r.code != exitGood || len(got) != 1 {
				t.Fatalf("%s: get %v: exit code %d, %s%s; want %d and one record", service, want["id"], r.code, r.out, r.err, exitGood)
			}
			for _, name := range []string{"record", "source", "service", "region", "id", "type", "state", "raw_state", "resource", "started_at", "failure", "warning", "fingerprint"} {
				if !reflect.DeepEqual(got[0][name], want[name]) {
					t.Errorf("%s: get %v: %s is %v, and was %v in the list", service, want["id"], name, got[0][name], want[name])
				}
			}
		}
	}
}

// What an ID is, and whose codes there are, is said for every service.
func TestHelpNamesEveryService(t *testing.T) {
	get, explain := drive("get", "--help").out, drive("explain", "--help").out
	for _, s := range providers.Default() {
		said := s.Service + ", " + s.TaskID
		if !strings.Contains(strings.Join(strings.Fields(get), " "), said) || !strings.Contains(explain, s.Service) {
			t.Errorf("%s: the helps of get and explain say\n%s\n%s\nwant %q", s.Service, get, explain, said)
		}
	}
}

// What is known of a task is printed where only more about it could not be looked
// up, and the error follows.
func TestGetOfATaskThatCannotBeLookedUp(t *testing.T) {
	alone(t)
	source, service := flaky(t, 4)
	id := of("task", drive("failures", "--source", source).records(t))[0]["id"].(string)
	service.limit.Store(service.seen.Load() + 1) // the job, and not the task center
	r := drive("get", "--source", source, "--max-attempts", "1", id)
	got := r.records(t)
	if r.code != exitError || len(got) != 2 || got[0]["record"] != "task" || got[0]["id"] != id || got[1]["record"] != "error" {
		t.Errorf("exit code %d, %s; want %d, the task, and an error behind it", r.code, r.out, exitError)
	}
}

// The service's own standard text is in the language that the user reads.
func TestStandardTextIsInTheUsersLanguage(t *testing.T) {
	alone(t)
	source := sourceOf(t, "dbs", emulator.Config{Failures: 1})
	for lang, want := range map[string]string{"en": "The backup gateway did not answer for 600 seconds (The request ", "zh": "The backup gateway did not answer for 600 seconds (服务暂时不可用。)"} {
		tasks := of("task", drive("failures", "--source", source, "--lang", lang).records(t))
		if len(tasks) != 1 {
			t.Fatalf("%d tasks, want one", len(tasks))
		}
		id := tasks[0]["id"].(string)
		for _, x := range append(tasks, of("task", drive("get", "--source", source, "--lang", lang, id).records(t))...) {
			if reason, _ := x["failure"].(map[string]any)["reason"].(string); !strings.HasPrefix(reason, want) {
				t.Errorf("--lang %s: reason %q, want %q", lang, reason, want)
			}
		}
	}
}

func TestGetWhatThereIsNot(t *testing.T) {
	alone(t)
	source := sourceOf(t, "csbs", emulator.Config{})
	r := drive("get", "--source", source, "none")
	if got := r.records(t); r.code != exitError || len(got) != 1 || got[0]["record"] != "error" || got[0].error()["kind"] != "not_found" || got[0].error()["status"] != 404.0 {
		t.Errorf("exit code %d, %s; want %d and an error of kind not_found", r.code, r.out, exitError)
	}
	if !strings.Contains(r.err, "\n  → ") {
		t.Errorf("stderr %q does not say what to do", r.err)
	}
}

func TestGetForAPerson(t *testing.T) {
	alone(t)
	source := sourceOf(t, "sdrs", emulator.Config{Failures: 2})
	r := job{args: []string{"get", "--source", source, "ff808082000000000000000000000004"}, outWidth: 90, env: map[string]string{"NO_COLOR": "1"}}.run(context.Background())
	for _, want := range []string{"id ", "succeeded (SUCCESS)", "phase", "fingerprint"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

func TestGetIsInterrupted(t *testing.T) {
	alone(t)
	ctx, interrupt := context.WithCancel(context.Background())
	interrupt()
	r := job{args: []string{"get", "--source", sourceOf(t, "sdrs", emulator.Config{}), "x"}}.run(ctx)
	if r.code != exitInterrupted {
		t.Errorf("exit code %d, want %d", r.code, exitInterrupted)
	}
}
