package cbr_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

func TestConformance(t *testing.T) {
	sdktest.Run(t, sdktest.Harness{
		Serve: func(d sdktest.Data) http.Handler { return emulator.CBR(held(d)) },
		Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
			return cbr.New(huawei.Config{Region: huaweitest.Region, ProjectID: huaweitest.Project, Credentials: s, Transport: o}, cbr.Options{})
		},
		Planted: planted,
		Absent:  []string{"00000000-0000-4000-8000-000000000000"},
		Code:    "BackupService.6100",
		Forms:   2, // with enterprise_project_id and without
		Unlist:  sdktest.ReplaceLists("operation_logs"),
		Reword:  sdktest.RewordMembers("status"),
		Spoil:   sdktest.SpoilFirstRow,
		Refusal: sdktest.JSONRefusal("error_code", "error_msg"),
	})
}

// held is what the emulator holds for a case.
func held(d sdktest.Data) emulator.Config {
	c := emulator.Config{
		Seed: d.Seed, Failures: d.Failures, ProjectID: huaweitest.Project,
		AccessKeyID: d.Credentials.AccessKeyID, AccessKeySecret: d.Credentials.AccessKeySecret,
	}
	if d.Failures == 0 {
		c.Failures = -1
	}
	return c
}

// planted tells the tasks that the emulator holds in the terms of the SDK. The table is
// written from the documents, a second time beside the provider's.
func planted(d sdktest.Data) (all sdktest.Planted) {
	words := map[string]sdk.State{
		"waiting": sdk.Pending, "running": sdk.Running, "success": sdk.Succeeded,
		"failed": sdk.Failed, "timeout": sdk.Failed, "skipped": sdk.Missed,
	}
	c := held(d)
	c.Planted = func(p emulator.Planted) {
		state, known := words[p.Status]
		if !known {
			state = sdk.Unknown
		}
		t := sdk.Task{
			ID: p.ID, Type: p.Type, State: state, RawState: p.Status,
			Resource:  sdk.Resource{ID: p.ResourceID, Name: p.ResourceName, Type: p.ResourceType},
			StartedAt: p.Began, UpdatedAt: p.Changed, EndedAt: p.Ended,
		}
		switch why := (&errors.Failure{Code: p.Code, Reason: p.Reason}); {
		case p.Part != "":
			t.Warning = why
		case state.Bad(), state == sdk.Unknown:
			t.Failure = why
		}
		all.Listed, all.Read = append(all.Listed, t), append(all.Read, t)
	}
	emulator.CBR(c)
	return all
}
