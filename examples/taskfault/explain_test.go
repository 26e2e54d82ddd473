package main

import (
	"context"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

func TestExplainAnswersEveryCodeInBothLanguages(t *testing.T) {
	for _, service := range codeServices() {
		for _, lang := range []string{"en", "zh"} {
			args := []string{"explain", "--service", service, "--lang", lang}
			rows := providers.Codes().Of(service).Entries()
			for _, e := range rows {
				args = append(args, e.Code)
			}
			r := drive(args...)
			got := r.records(t)
			if r.code != exitGood || r.err != "" || len(got) < len(rows) {
				t.Errorf("%s in %s: exit code %d, stderr %q, %d records; want %d, nothing and %d or more", service, lang, r.code, r.err, len(got), exitGood, len(rows))
			}
			for _, x := range got {
				if x["record"] != "explanation" || x["lang"] != lang || x["meaning"] == "" || x["remedy"] == "" || x["doc"] == nil || x["kind"] == nil || x["retry"] == nil {
					t.Fatalf("%s in %s: %v lacks something", service, lang, x)
				}
			}
		}
	}
}

func TestExplainGivesEveryMeaning(t *testing.T) {
	for _, args := range [][]string{{"CSBS.9009"}, {"csbs.9009", "--service", "csbs"}} {
		r := drive(append([]string{"explain"}, args...)...)
		got := r.records(t)
		if r.code != exitGood || len(got) != 2 {
			t.Fatalf("explain %q: exit code %d, %d records; want %d and 2\n%s", args, r.code, len(got), exitGood, r.out)
		}
		for i, want := range []struct {
			status float64
			kind   string
		}{{403, "permission_denied"}, {400, "invalid_input"}} {
			if x := got[i]; x["status"] != want.status || x["kind"] != want.kind || x["code"] != "CSBS.9009" || x["service"] != "csbs" {
				t.Errorf("explain %q: record %d is %v, want status %v and kind %v", args, i, x, want.status, want.kind)
			}
		}
	}
}

func TestExplainSaysThatACodeIsUnknown(t *testing.T) {
	r := drive("explain", "CSBS.6005", "Frob.1", "--service", "csbs")
	got := r.records(t)
	if r.code != exitFound || len(got) != 2 {
		t.Fatalf("exit code %d, %d records; want %d and 2\n%s", r.code, len(got), exitFound, r.out)
	}
	if x := got[1]; x["code"] != "Frob.1" || x["kind"] != "unknown" || x["retry"] != "unknown" || x["doc"] != nil || x["service"] != "csbs" {
		t.Errorf("got %v, want Frob.1 of csbs to be unknown, without a document", x)
	}
}

func TestExplainTakesTheGatewaysAsServices(t *testing.T) {
	for _, c := range []struct{ service, code, want string }{
		{"huawei", "APIG.0301", "unauthenticated"},
		{"alibaba", "SignatureDoesNotMatch", "unauthenticated"},
		{"dbs", "Throttling.User", "throttled"},
	} {
		r := drive("explain", "--service", c.service, c.code)
		if got := r.records(t); r.code != exitGood || len(got) == 0 || got[0]["kind"] != c.want {
			t.Errorf("explain --service %s %s: exit code %d, %s; want kind %s", c.service, c.code, r.code, r.out, c.want)
		}
	}
}

func TestExplainKnowsTheServicesBehind(t *testing.T) {
	for _, args := range [][]string{{"EVS.2024"}, {"evs.2024", "--service", "evs"}, {"EVS.2024", "--service", "sdrs"}} {
		r := drive(append([]string{"explain"}, args...)...)
		got := r.records(t)
		if r.code != exitGood || len(got) != 1 || got[0]["service"] != "evs" || got[0]["kind"] != "internal" || got[0]["retry"] != "after_wait" || got[0]["doc"] == nil {
			t.Errorf("explain %q: exit code %d, %s; want the row of EVS", args, r.code, r.out)
		}
	}
	r := drive("explain", "--service", "fnf", "FC.ResourceThrottled", "FC.Unheard")
	if got := r.records(t); r.code != exitFound || len(got) != 2 || got[0]["service"] != "fc" || got[0]["kind"] != "throttled" || got[1]["kind"] != "unknown" {
		t.Errorf("explain for fnf: exit code %d, %s; want a throttled function and an unknown code", r.code, r.out)
	}
}

func TestExplainForAPerson(t *testing.T) {
	r := job{args: []string{"explain", "CSBS.9009", "Frob.1"}, outWidth: 60}.run(context.Background())
	for _, want := range []string{"CSBS.9009", "403", "400", "permission_denied", "Frob.1", "unknown"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

func TestExplainAsksTheService(t *testing.T) {
	alone(t)
	source := sourceOf(t, "dbs", emulator.Config{Failures: 5})
	list := drive("failures", "--source", source)
	var id string
	for _, x := range of("task", list.records(t)) {
		if x["type"] == "restoreTask" || strings.Contains(x["id"].(string), "/") {
			id = x["id"].(string)
		}
	}
	if id == "" {
		t.Fatalf("no failed set or restore among\n%s", list.out)
	}
	r := drive("explain", "--source", source, "--task", id, "--lang", "zh")
	got := r.records(t)
	if r.code != exitGood || len(got) != 1 {
		t.Fatalf("exit code %d, %s%s; want %d and one record", r.code, r.out, r.err, exitGood)
	}
	x := got[0]
	if x["record"] != "explanation" || x["service"] != "dbs" || x["service_code"] == nil || x["service_message"] == nil || x["lang"] != "zh" || x["kind"] == nil {
		t.Errorf("got %v, want what the service says with the catalog's word", x)
	}
	for _, x := range of("task", drive("tasks", "--source", source, "--state", "unknown").records(t)) {
		if x["type"] != "fullBackup" {
			continue
		}
		r := drive("explain", "--source", source, "--task", x["id"].(string))
		if got := r.records(t); r.code != exitFound || len(got) != 1 || got[0]["service_code"] != nil || got[0]["kind"] != "unknown" {
			t.Errorf("a task without an error: exit code %d, %s%s; want %d and a record that names none", r.code, r.out, r.err, exitFound)
		}
	}
	other := sourceOf(t, "sdrs", emulator.Config{})
	r = drive("explain", "--source", other, "--task", "x")
	if got := of("error", r.records(t)); r.code != exitError || len(got) != 1 || got[0].error()["kind"] != "unsupported" {
		t.Errorf("a service that cannot be asked: exit code %d, %s; want %d and kind unsupported", r.code, r.out, exitError)
	}
}
