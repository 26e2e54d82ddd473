package dbs_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

func TestEveryPlantedFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 5, 12, 150} {
		for seed := range uint64(3) {
			for _, auth := range []alibaba.Auth{alibaba.AuthV1, alibaba.AuthV3} {
				t.Run(fmt.Sprintf("failures=%d,seed=%d,%s", n, seed, auth), func(t *testing.T) {
					c := emulated(t, emulator.Config{Seed: seed, Failures: n}, func(c *settings) { c.Auth = auth })
					for _, task := range alibabatest.Planted(t, c, 30, max(n, 0)) {
						if task.Failure == nil || task.Failure.Reason == "" && task.Failure.Code == "" {
							t.Errorf("%s %s: no failure told: %+v", task.Type, task.ID, task.Failure)
						}
					}
				})
			}
		}
	}
}

func TestResumeGoesOnExactlyWhereItEnded(t *testing.T) {
	rt := emulator.Transport(emulator.DBS(emulator.Config{Seed: 4, Failures: 60}))
	alibabatest.Resumes(t, func() sdk.Client { return open(t, rt) }, sdk.Query{PageSize: 30}, 20, 7)
}

func TestResumeAmongPlans(t *testing.T) {
	var plans []string
	for i := range 70 {
		plans = append(plans, plan(fmt.Sprintf("plan%02d", i), "running"))
	}
	a := account{plans: plans, full: map[string][]string{"plan00": {full("1", "finish")}, "plan69": {full("2", "finish")}}}
	c := open(t, a.service())
	q := sdk.Query{PageSize: 30}
	all, pages := alibabatest.Scan(t, c, q)
	q.Resume = []sdk.Cursor{pages[1].Cursor}
	rest, _ := alibabatest.Scan(t, c, q)
	if got, want := alibabatest.IDs(rest), alibabatest.IDs(all[60:]); got != want || len(rest) != 12 {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGetGivesWhatPagesGave(t *testing.T) {
	c := emulated(t, emulator.Config{Seed: 2, Failures: 24})
	all, _ := alibabatest.Scan(t, c, sdk.Query{Raw: true})
	types := map[string]int{}
	for _, want := range all {
		got, err := c.Get(context.Background(), want.ID)
		if err != nil {
			t.Fatalf("Get(%q): %v", want.ID, err)
		}
		if !reflect.DeepEqual(got, want) || len(got.Raw) == 0 || got.Fingerprint() != want.Fingerprint() {
			t.Errorf("Get(%q) is\n%+v %+v, want\n%+v %+v", want.ID, got, got.Failure, want, want.Failure)
		}
		types[want.Type]++
	}
	if got := slices.Sorted(maps.Keys(types)); len(got) != 4 {
		t.Errorf("types %v, want four", got)
	}
}

func TestGetOfWhatIsNotThere(t *testing.T) {
	c := emulated(t, emulator.Config{})
	tasks, _ := alibabatest.Scan(t, c, sdk.Query{})
	known := tasks[0].ID
	for id, kind := range map[string]errors.Kind{
		"nosuchplan": errors.NotFound, "nosuchplan/set": errors.NotFound, known + "/nosuchset": errors.NotFound,
		"": errors.InvalidInput, ".": errors.InvalidInput, "..": errors.InvalidInput, "/": errors.InvalidInput,
		known + "/": errors.InvalidInput, "/set": errors.InvalidInput, known + "/..": errors.InvalidInput,
		"a,b": errors.InvalidInput, known + "/a,b": errors.InvalidInput,
	} {
		if task, err := c.Get(context.Background(), id); errors.KindOf(err) != kind {
			t.Errorf("Get(%q) is %+v, %v, want %s", id, task, err, kind)
		}
	}
}

func TestRawIsTheServicesOwn(t *testing.T) {
	c := emulated(t, emulator.Config{})
	with, _ := alibabatest.Scan(t, c, sdk.Query{Raw: true, States: onlyFailed})
	without, _ := alibabatest.Scan(t, c, sdk.Query{States: onlyFailed})
	for i, task := range with {
		if !strings.Contains(string(task.Raw), task.RawState) || len(without[i].Raw) > 0 {
			t.Errorf("%s: Raw is %s with and %s without", task.ID, task.Raw, without[i].Raw)
		}
	}
}

func TestExplainTask(t *testing.T) {
	c := emulated(t, emulator.Config{Seed: 1})
	tasks, _ := alibabatest.Scan(t, c, sdk.Query{})
	told, quiet := 0, 0
	for _, task := range tasks {
		en, err := sdk.ExplainTask(context.Background(), c, task.ID, "en")
		if err != nil {
			t.Fatalf("ExplainTask(%q): %v", task.ID, err)
		}
		zh, err := c.ExplainTask(context.Background(), task.ID, "zh-CN")
		if err != nil || (en == nil) != (zh == nil) {
			t.Fatalf("ExplainTask(%q) in Chinese: %v, %v", task.ID, zh, err)
		}
		if en == nil {
			quiet++
			continue
		}
		told++
		if en.Code != zh.Code || en.Reason == zh.Reason || !strings.ContainsFunc(zh.Reason, func(r rune) bool { return r > 0x3000 }) {
			t.Errorf("%s: %v and %v, want one code in two languages", task.ID, en, zh)
		}
	}
	if told < 10 || quiet < 10 {
		t.Errorf("%d explained and %d not: too few to prove anything", told, quiet)
	}
	for id, kind := range map[string]errors.Kind{"": errors.InvalidInput, "p/": errors.InvalidInput, "/s": errors.InvalidInput, "nosuchtask": errors.InvalidInput} {
		if f, err := c.ExplainTask(context.Background(), id, "en"); f != nil || errors.KindOf(err) != kind {
			t.Errorf("ExplainTask(%q) is %v, %v, want %s", id, f, err, kind)
		}
	}
}

func TestTheDocumentsExample(t *testing.T) {
	c := emulated(t, emulator.Config{Failures: -1})
	task, err := c.Get(context.Background(), "r1iv62ud****")
	if err != nil || task.Type != "restoreTask" || task.State != sdk.Pending || task.Failure != nil {
		t.Errorf("got %+v, %v, want a pending restore", task, err)
	}
	f, err := c.ExplainTask(context.Background(), "r1iv62ud****", "en")
	if err != nil || f == nil || f.Code != "failed" || f.Reason != "Describe preCheck progress failed." {
		t.Errorf("explained as %v, %v", f, err)
	}
}

func TestAWrongSecret(t *testing.T) {
	c := emulated(t, emulator.Config{}, func(c *settings) {
		c.Credentials = credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "canary-secret"})
	})
	_, _, err := alibabatest.Read(t, c)
	if !errors.Is(err, errors.Unauthenticated) || strings.Contains(err.Error(), "canary") {
		t.Errorf("error %v, want unauthenticated without the secret", err)
	}
}
