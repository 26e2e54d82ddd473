package sdrs_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk/wire"
)

// at is a time as an answer writes it.
func at(text string) (t wire.Time) {
	_ = t.UnmarshalJSON([]byte(strconv.Quote(text))) // what is no time is the zero time
	return t
}

func TestListFailureJobsOfTheDocument(t *testing.T) {
	client := canned(t, "GET", base+"/task-center/failure-jobs", 200, huaweitest.Testdata(t, "list_failure_jobs", "document"))
	out, err := client.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{})
	if err != nil {
		t.Fatal(err)
	}
	want := sdrs.FailureJob{
		JobStatus: "FAIL", ResourceID: "17984002-ad8a-438b-8ba6-b850224634c5", ResourceName: "Protected-Instance-ab14",
		ResourceType: "protectedInstance", FailureStatus: "createFail", JobID: "ff808082686f229a0168707beaab014e",
		JobType: "createProtectedInstance", BeginTime: at("2019-01-21T12:56:35.754Z"), ErrorCode: "EVS.2024",
		FailReason: "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	}
	if out.Count != 2 || len(out.FailureJobs.Rows) != 2 || out.FailureJobs.Rows[0] != want {
		t.Errorf("got %+v, want two rows, the first %+v", out, want)
	}
	if len(out.FailureJobs.Raw) > 0 || len(out.FailureJobs.Dropped) > 0 {
		t.Errorf("got %d raw and %d dropped rows, want none", len(out.FailureJobs.Raw), len(out.FailureJobs.Dropped))
	}
}

func TestListFailureJobsInOddForms(t *testing.T) {
	client := canned(t, "GET", base+"/task-center/failure-jobs", 200, huaweitest.Testdata(t, "list_failure_jobs", "odd"))
	out, err := client.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{})
	if err != nil {
		t.Fatal(err)
	}
	rows := out.FailureJobs.Rows
	if out.Count != 7 || len(rows) != 5 || len(out.FailureJobs.Dropped) != 2 {
		t.Fatalf("got count %d, %d rows, dropped %v, want 7, 5 and 2", out.Count, len(rows), out.FailureJobs.Dropped)
	}
	if r := rows[0]; r.ResourceName != "17" || r.ErrorCode != "2024" || !r.BeginTime.Equal(time.UnixMilli(1548075395754)) {
		t.Errorf("numbers: got %+v", r)
	}
	if r := rows[4]; !r.BeginTime.Equal(at("2019-01-21T12:56:35.754Z").Time) {
		t.Errorf("a blank for a T: got %v", r.BeginTime)
	}
}

func TestShowJob(t *testing.T) {
	client := canned(t, "GET", base+"/jobs/j", 200, huaweitest.Testdata(t, "show_job", "document"))
	out, err := client.ShowJob(t.Context(), sdrs.ShowJobInput{JobID: "j"})
	if err != nil {
		t.Fatal(err)
	}
	subs := out.Entities.SubJobs.Rows
	if out.Status != "SUCCESS" || out.JobID != "ff8080826b45d4a5016b5036242c0025" || out.JobType != "stopProtectionGroupNoCG" ||
		out.BeginTime != at("2019-06-13T09:40:53.930Z") || out.EndTime != at("2019-06-13T09:41:01.946Z") || out.ErrorCode != "" || len(subs) != 2 {
		t.Fatalf("got %+v", out)
	}
	if s := subs[1]; s.JobID != "ff8080826b45d4a5016b50362870002b" || s.Entities.ServerGroupID != "1fd6903c-48f9-4772-8974-112dfbd74427" {
		t.Errorf("second sub-job: got %+v", s)
	}
}

func TestShowJobEntities(t *testing.T) {
	client := canned(t, "GET", base+"/jobs/j", 200, huaweitest.Testdata(t, "show_job", "entities"))
	out, err := client.ShowJob(t.Context(), sdrs.ShowJobInput{JobID: "j"})
	if err != nil {
		t.Fatal(err)
	}
	e := out.Entities
	subs := e.SubJobs.Rows
	if e.ServerGroupID != "g" || e.ProtectedInstanceID != "i" || e.ReplicationPairID != "p" || e.DisasterRecoveryDrillID != "d" ||
		e.NativeServerID != "s" || e.NicID != "n" || !reflect.DeepEqual(e.VolumeIDs.Rows, []string{"v1", "v2"}) ||
		!reflect.DeepEqual(e.Other, map[string]string{"consistency_group_id": "c", "replica_count": "3"}) {
		t.Errorf("got %+v", e)
	}
	if len(subs) != 1 || !reflect.DeepEqual(subs[0].Entities.VolumeIDs.Rows, []string{"v2"}) || len(subs[0].Entities.SubJobs.Rows) != 0 {
		t.Errorf("sub-jobs: got %+v", subs)
	}
}

func TestListProtectionGroups(t *testing.T) {
	client := canned(t, "GET", base+"/server-groups", 200, huaweitest.Testdata(t, "list_protection_groups", "full"))
	out, err := client.ListProtectionGroups(t.Context(), sdrs.ListProtectionGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	want := []sdrs.ProtectionGroup{{
		ID: "g1", Name: "Protection-Group-1", Status: "protected", Progress: 40, SourceAvailabilityZone: "az1", TargetAvailabilityZone: "az2",
		DomainID: "d1", DomainName: "domain", PriorityStation: "source", ProtectedInstanceNum: 3, ReplicationNum: 4,
		DisasterRecoveryDrillNum: 5, ProtectedStatus: "started", ReplicationStatus: "active", HealthStatus: "normal",
		SourceVpcID: "v1", TargetVpcID: "v2", DrType: "migration", ServerType: "ECS",
		CreatedAt: at("2019-04-01T12:00:00Z"), UpdatedAt: at("2019-04-01T13:00:00.5Z"), ProtectionType: "replication-pair",
	}}
	if out.Count != 1 || !reflect.DeepEqual(out.ServerGroups.Rows, want) {
		t.Errorf("got %+v\nwant %+v", out, want)
	}
}

func TestNew(t *testing.T) {
	if _, err := sdrs.New(huawei.Config{}, sdrs.Options{}); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "Region is missing") {
		t.Errorf("without a region: got %v, want invalid_input", err)
	}
	c := config(nil)
	c.ServerGroupIDs = []string{"g", ""}
	if _, err := sdrs.New(c.Config, c.Options); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "ServerGroupIDs") {
		t.Errorf("an empty group: got %v, want invalid_input", err)
	}
	for want, change := range map[string]func(*settings){
		"sdrs://eu-de": func(*settings) {},
		"mine":         func(c *settings) { c.Name, c.ResourceType = "mine", "replications" },
		"sdrs://eu-de?failure_status=f&resource_name=n&resource_type=t&server_group_id=a&server_group_id=b": func(c *settings) {
			c.ServerGroupIDs, c.FailureStatus, c.ResourceType, c.ResourceName = []string{"b", "a"}, "f", "t", "n"
		},
	} {
		c := config(nil)
		change(&c)
		if got := open(t, c).Source(); got.Name != want || got.Service != "sdrs" || got.Project != "emulator-project" || len(got.States) != 1 {
			t.Errorf("got source %+v, want the name %s and one state", got, want)
		}
	}
}
