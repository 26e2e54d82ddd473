package sdrs_test

import (
	"testing"

	"github.com/taskfault/taskfault/sdk"
)

// job is the answer about a job of a type with some entities.
func job(kind, entities string) string {
	return `{"status":"FAIL","job_id":"j","job_type":"` + kind + `","entities":{` + entities + `}}`
}

func TestResourceOfAJob(t *testing.T) {
	const all = `"server_group_id":"g","protected_instance_id":"i","replication_pair_id":"p","disaster_recovery_drill_id":"d"`
	for _, c := range []struct{ kind, entities, id, resource string }{
		{"failoverProtectionGroupNoCG", all, "g", "server_groups"},
		{"createProtectedInstanceNoCG", all, "i", "protected_instances"},
		{"createProtectedInstance", all, "i", "protected_instances"},
		{"resizeProtectedInstanceNew", all, "i", "protected_instances"},
		{"addNicNew", all, "i", "protected_instances"},
		{"deleteNicNew", all, "i", "protected_instances"},
		{"attachReplicationPairNew", all, "p", "replications"},
		{"expandReplicationPairNew", all, "p", "replications"},
		{"createDisasterRecoveryDrill", all, "d", "disaster_recovery_drills"},
		{"somethingNew", all, "d", "disaster_recovery_drills"},
		{"somethingNew", `"server_group_id":"g","sub_jobs":[` + job("x", `"replication_pair_id":"p"`) + `]`, "g", "server_groups"},
		{"somethingNew", `"sub_jobs":[` + job("x", ``) + `,` + job("x", `"replication_pair_id":"p"`) + `]`, "p", "replications"},
		{"createReplicationPairNoCG", `"server_group_id":"g","sub_jobs":[` + job("x", `"sub_jobs":[`+job("x", `"replication_pair_id":"p"`)+`]`) + `]`, "p", "replications"},
		{"createReplicationPairNoCG", `"server_group_id":"g"`, "g", "server_groups"},
		{"createReplicationPairNoCG", ``, "", ""},
	} {
		task, err := oneJob(t, job(c.kind, c.entities)).Get(t.Context(), "j")
		if want := (sdk.Resource{ID: c.id, Type: c.resource}); err != nil || task.Resource != want {
			t.Errorf("%s with %s: got %+v, %v, want %+v", c.kind, c.entities, task.Resource, err, want)
		}
	}
}

// What the first failing leaf does not tell is told by the nearest failed job
// around it.
func TestWordsOfAJob(t *testing.T) {
	step := func(status, words, subs string) string {
		return `{"status":"` + status + `","job_id":"s","job_type":"step",` + words + `"entities":{"sub_jobs":[` + subs + `]}}`
	}
	const code, reason = `"error_code":"EVS.2024",`, `"fail_reason":"why",`
	for name, c := range map[string]struct{ body, code, reason string }{
		"the leaf's":         {step("FAIL", `"error_code":"SDRS.1","fail_reason":"all",`, step("FAIL", code+reason, "")), "EVS.2024", "why"},
		"of two, the first":  {step("FAIL", "", step("SUCCESS", "", "")+","+step("FAIL", code+reason, "")+","+step("FAIL", `"error_code":"SDRS.2",`, "")), "EVS.2024", "why"},
		"the code's from it": {step("FAIL", `"error_code":"SDRS.1","fail_reason":"all",`, step("FAIL", code, step("FAIL", reason, ""))), "EVS.2024", "why"},
		"none inside":        {step("FAIL", code+reason, step("FAIL", `"error_code":null,"fail_reason":"NULL",`, "")), "EVS.2024", "why"},
		"good ones say none": {step("FAIL", reason, step("SUCCESS", code, step("FAIL", "", ""))), "", "why"},
		"nobody":             {step("FAIL", "", step("FAIL", "", "")), "", ""},
	} {
		task, err := oneJob(t, c.body).Get(t.Context(), "j")
		if err != nil || task.Failure == nil || task.Failure.Code != c.code || task.Failure.Reason != c.reason {
			t.Errorf("%s: got %+v, %v, want %q and %q", name, task.Failure, err, c.code, c.reason)
		}
	}
}

func TestRawOfGet(t *testing.T) {
	body := "{ \"job_id\": \"j\",\n \"status\": \"INIT\", \"unknown\": [1, \"a b\"] }"
	task, err := canned(t, "GET", base+"/jobs/j", 200, body).Get(t.Context(), "j")
	if want := `{"job_id":"j","status":"INIT","unknown":[1,"a b"]}`; err != nil || string(task.Raw) != want {
		t.Errorf("got %s, %v, want the whole answer, %s", task.Raw, err, want)
	}
}
