package csbs_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

func TestEveryFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 12, 101} {
		for _, seed := range []uint64{1, 7} {
			client := emulated(t, emulator.Config{Seed: seed, Failures: n})
			for _, size := range []int{0, 1, 7, 100, 5000} {
				s := huaweitest.Read(t, client, sdk.Query{PageSize: size}, 0)
				states, seen, warned := map[sdk.State]int{}, map[string]bool{}, 0
				for _, task := range s.Tasks {
					states[task.State]++
					if task.Warning != nil {
						warned++
					}
					if seen[task.ID] || (task.State == sdk.Failed) != (task.Failure != nil) || task.StartedAt.IsZero() || task.Resource.Name == "" || task.Raw != nil {
						t.Fatalf("got %+v, once or twice", task)
					}
					seen[task.ID] = true
				}
				if s.Err != nil || states[sdk.Failed] != max(n, 0) || warned != max(n, 0)/6 || len(s.Tasks) != max(n, 0)+warned+20 || s.Stats.Rows != len(s.Tasks) {
					t.Errorf("%d failures, seed %d, pages of %d: got %v, %+v, %v", n, seed, size, states, s.Stats, s.Err)
				}
				if states[sdk.Unknown] > 0 || states[sdk.Pending] == 0 || states[sdk.Running] == 0 || states[sdk.Succeeded] == 0 {
					t.Errorf("got states %v, want all that the service lists", states)
				}
			}
		}
	}
}

func TestOddItems(t *testing.T) {
	client := canned(t, "GET", base+"/checkpoint_items", 200, huaweitest.Testdata(t, "list_checkpoint_items", "odd"))
	s := huaweitest.Read(t, client, sdk.Query{PageSize: 1000}, 1)
	if len(s.Tasks) != 5 || s.Err != nil {
		t.Fatalf("got %d tasks, %v, want 5", len(s.Tasks), s.Err)
	}
	for i, want := range []struct {
		id, kind, code, reason, phase string
		state                         sdk.State
		progress                      int
	}{
		{"i1", "backup", "60500101", "why", "backup", sdk.Failed, 41},
		{"i2", "restore", "60240101", "", "restore", sdk.Failed, 0},
		{"i3", "delete", "CSBS.8007", "an image", "delete", sdk.Failed, 100},
		{"i4", "backup", "", "", "", sdk.Unknown, 0},
		{"i7", "backup", "", "", "", sdk.Succeeded, 0},
	} {
		task := s.Tasks[i]
		if task.ID != want.id || task.Type != want.kind || task.State != want.state || task.Progress != want.progress {
			t.Errorf("task %d: got %+v, want %+v", i, task, want)
		}
		if f := task.Failure; f != nil && (f.Code != want.code || f.Reason != want.reason || f.Phase != want.phase) || (f != nil) != (want.state == sdk.Failed) {
			t.Errorf("task %d: got failure %+v, want %+v", i, f, want)
		}
	}
	if f := s.Tasks[2].Failure; f.Kind != errors.Conflict {
		t.Errorf("a code of the catalog: got kind %s, want conflict", f.Kind)
	}
	if f := s.Tasks[0].Failure; f.Kind != errors.Unknown {
		t.Errorf("a number: got kind %s, want unknown", f.Kind)
	}
	if w := s.Tasks[4].Warning; w == nil || w.Phase != "copy" || w.Code != "CSBS.6027" {
		t.Errorf("a copy that failed: got warning %+v", w)
	}
	var told []string
	for _, e := range s.Dropped {
		told = append(told, e.Message)
	}
	want := []string{"row 5 has text that is no number in the member extend_info.size", "row 4 has no id"}
	if !reflect.DeepEqual(told, want) {
		t.Errorf("dropped: got %q, want %q", told, want)
	}
}

func TestTaskOfTheDocument(t *testing.T) {
	client := canned(t, "GET", base+"/checkpoint_items", 200, huaweitest.Testdata(t, "list_checkpoint_items", "document"))
	s := huaweitest.Read(t, client, sdk.Query{Raw: true}, 1)
	if len(s.Tasks) != 1 || !strings.HasPrefix(string(s.Tasks[0].Raw), `{"status":"available","backup_data":{`) {
		t.Fatalf("got %+v", s.Tasks)
	}
	s.Tasks[0].Raw = nil
	want := sdk.Task{
		Service: "csbs", Region: "eu-de", Project: "emulator-project", ID: "90c1d5fa-1b9f-4aeb-b2f4-81c806e98190", Type: "backup",
		State: sdk.Succeeded, RawState: "available",
		Resource:  sdk.Resource{ID: "f45c477a-57e5-465f-999f-d845083962db", Name: "karbor_02", Type: "OS::Nova::Server"},
		StartedAt: time.Date(2017, 4, 15, 4, 20, 37, 277880000, time.UTC), UpdatedAt: time.Date(2017, 4, 15, 4, 25, 38, 680638000, time.UTC),
		EndedAt: time.Date(2017, 4, 15, 4, 25, 38, 675478000, time.UTC), Progress: 100,
	}
	if !reflect.DeepEqual(s.Tasks[0], want) {
		t.Errorf("got  %+v\nwant %+v", s.Tasks[0], want)
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		status, failOp, kind string
		want                 sdk.State
	}{
		{"waiting_protect", "", "backup", sdk.Pending},
		{"protecting", "", "backup", sdk.Running},
		{"available", "", "backup", sdk.Succeeded},
		{"available", "NULL", "backup", sdk.Succeeded},
		{"available", "restore", "restore", sdk.Failed},
		{"available", "delete", "delete", sdk.Failed},
		{"available", "backup", "backup", sdk.Failed},
		{"error", "", "backup", sdk.Failed},
		{"error", "backup", "backup", sdk.Failed},
		{"error", "delete", "delete", sdk.Failed},
		{"waiting_restore", "", "restore", sdk.Pending},
		{"restoring", "restore", "restore", sdk.Running},
		{"waiting_delete", "", "delete", sdk.Pending},
		{"deleting", "restore", "delete", sdk.Running},
		{"deleted", "", "delete", sdk.Succeeded},
		{"ERROR", "", "backup", sdk.Failed},
		{"Available", "Restore", "restore", sdk.Failed},
		{" available ", "", "backup", sdk.Succeeded},
		{"thawing", "restore", "backup", sdk.Unknown},
		{"", "", "backup", sdk.Unknown},
	} {
		body := `{"checkpoint_item":{"id":"i","status":"` + c.status + `","extend_info":{"fail_op":"` + c.failOp + `","finished_at":"2017-04-15T04:25:38"}}}`
		task, err := canned(t, "GET", base+"/checkpoint_items/i", 200, body).Get(t.Context(), "i")
		if err != nil || task.State != c.want || task.Type != c.kind || task.RawState != c.status {
			t.Errorf("%s with fail_op %q: got %+v, %v, want %s of %s", c.status, c.failOp, task, err, c.want, c.kind)
		}
		if f := task.Failure; (f != nil) != (c.want == sdk.Failed) || f != nil && f.Phase != c.kind {
			t.Errorf("%s with fail_op %q: got failure %+v", c.status, c.failOp, f)
		}
		// finished_at is the backup's, and the end of no restore and no deletion.
		if ended := task.State.Ended() && c.kind == "backup"; ended == task.EndedAt.IsZero() {
			t.Errorf("%s with fail_op %q: ended at %v, and finished_at is that of the backup", c.status, c.failOp, task.EndedAt)
		}
	}
}

func TestGetOfListedTasks(t *testing.T) {
	config := emulator.Config{Failures: 12}
	client := emulated(t, config)
	for _, listed := range huaweitest.Read(t, client, sdk.Query{Raw: true}, 0).Tasks {
		task, err := client.Get(t.Context(), listed.ID)
		if err != nil || len(task.Raw) == 0 || !reflect.DeepEqual(task, listed) || task.Fingerprint() != listed.Fingerprint() {
			t.Errorf("listed %+v\nread   %+v, %v", listed, task, err)
		}
	}
	if _, err := client.Get(t.Context(), "nothing"); !errors.Is(err, errors.NotFound) {
		t.Errorf("an unknown item: got %v, want not_found", err)
	}
	for _, id := range []string{"", "count"} {
		if _, err := client.Get(t.Context(), id); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("the ID %q: got %v, want invalid_input", id, err)
		}
	}
}

func TestResume(t *testing.T) {
	huaweitest.Resumes(t, func() sdk.Client { return emulated(t, emulator.Config{Failures: 30, Seed: 5}) }, 7, 0)
}

func TestListThatIsNotThere(t *testing.T) {
	client := canned(t, "GET", base+"/checkpoint_items", 404, `{"error_code":"APIGW.0101","error_msg":"not published"}`)
	if s := huaweitest.Read(t, client, sdk.Query{}, 0); !errors.Is(s.Err, errors.NotFound) || s.Stats.Requests != 1 {
		t.Errorf("got %v after %d requests, want not_found", s.Err, s.Stats.Requests)
	}
}
