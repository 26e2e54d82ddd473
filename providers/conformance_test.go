package providers_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

const project, region = "conformance-project", "eu-de"

// config is that of a service of the emulator with this data.
func config(d sdktest.Data) emulator.Config {
	c := emulator.Config{
		Seed: d.Seed, Failures: d.Failures, ProjectID: project,
		AccessKeyID: d.Credentials.AccessKeyID, AccessKeySecret: d.Credentials.AccessKeySecret,
	}
	if d.Failures == 0 {
		c.Failures = -1
	}
	return c
}

// serve is a service of the emulator as the suite begins it.
func serve(service func(emulator.Config) http.Handler) func(sdktest.Data) http.Handler {
	return func(d sdktest.Data) http.Handler { return service(config(d)) }
}

// TestConformance plays the conformance suite with every provider over the
// emulator.
func TestConformance(t *testing.T) {
	for name, h := range map[string]sdktest.Harness{
		"dbs": {
			Serve:   serve(emulator.DBS),
			Planted: planted(emulator.DBS, alike(dbsTask)),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return dbs.New(alibaba.Config{Region: "cn-hangzhou", Credentials: s, Transport: o}, dbs.Options{})
			},
			Absent:     []string{"no-such-plan", "no-such-plan/no-such-set"},
			Impossible: []string{"/", "plan/", "/set", "a,b"},
			Reword:     sdktest.RewordMembers("BackupPlanStatus", "BackupStatus", "RestoreStatus"),
			Unlist:     sdktest.ReplaceLists("Items"),
			Code:       "InvalidParameterValid",
			List:       inAction("BackupPlanId", "DescribeFullBackupList", "DescribeIncrementBackupList", "DescribeRestoreTaskList"),
			Forget:     sdktest.RemoveRows("BackupPlanId", "TotalElements"),
			Spoil:      sdktest.SpoilFirstRow,
			Refusal:    sdktest.JSONRefusal("Code", "Message"),
		},
		"fnf": {
			Serve:   serve(emulator.FnF),
			Planted: planted(emulator.FnF, alike(fnfTask)),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return fnf.New(alibaba.Config{Region: "cn-hangzhou", Credentials: s, Transport: o}, fnf.Options{})
			},
			Absent:     []string{"no-such-flow/no-such-execution"},
			Impossible: []string{"flow", "flow/", "/execution"},
			Reword:     sdktest.RewordMembers("Status"),
			Unlist:     sdktest.ReplaceLists("Flows", "Executions"),
			Code:       "EntityTooLarge",
			List:       inAction("FlowName", "ListExecutions"),
			Forget:     sdktest.RemoveRows("Name"),
			Spoil:      sdktest.SpoilFirstRow,
			Refusal:    sdktest.JSONRefusal("Code", "Message"),
		},
		"sdrs": {
			Serve:   serve(emulator.SDRS),
			Planted: planted(emulator.SDRS, sdrsTask),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return sdrs.New(huawei.Config{Region: region, ProjectID: project, Credentials: s, Transport: o}, sdrs.Options{})
			},
			Absent:  []string{"ff80808268af33ba0168b2c9edf30000"},
			Reword:  sdktest.RewordMembers("job_status"),
			Unlist:  sdktest.ReplaceLists("failure_jobs", "server_groups"),
			Code:    "SDRS.0001",
			List:    func(r *http.Request) string { return r.URL.Query().Get("server_group_id") },
			Forget:  sdktest.RemoveRows("id", "count"),
			Spoil:   sdktest.SpoilFirstRow,
			Refusal: sdktest.JSONRefusal("error_code", "error_msg"),
		},
		"csbs": {
			Serve:   serve(emulator.CSBS),
			Planted: planted(emulator.CSBS, alike(csbsTask)),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return csbs.New(huawei.Config{Region: region, ProjectID: project, Credentials: s, Transport: o}, csbs.Options{})
			},
			Absent:  []string{"00000000-0000-4000-8000-000000000000"},
			Unlist:  sdktest.ReplaceLists("checkpoint_items"),
			Code:    "CSBS.0001",
			Reword:  sdktest.RewordMembers("status"),
			Spoil:   sdktest.SpoilFirstRow,
			Refusal: sdktest.JSONRefusal("error_code", "error_msg"),
		},
		"vbs": {
			Serve:   serve(emulator.VBS),
			Planted: planted(emulator.VBS, alike(vbsTask)),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return vbs.New(huawei.Config{Region: region, ProjectID: project, Credentials: s, Transport: o}, vbs.Options{})
			},
			Absent:  []string{"00000000-0000-4000-8000-000000000000", "ff80808268af33ba0168b2c9edf30000"},
			Unlist:  sdktest.ReplaceLists("backups", "backup_policies", "tasks"),
			Code:    "common.0011",
			List:    policyOrBackups,
			Forget:  sdktest.RemoveRows("backup_policy_id", "count"),
			Reword:  sdktest.RewordMembers("status"),
			Spoil:   sdktest.SpoilFirstRow,
			Refusal: sdktest.JSONRefusal("error_code", "error_msg"),
		},
	} {
		t.Run(name, func(t *testing.T) { sdktest.Run(t, h) })
	}
}
