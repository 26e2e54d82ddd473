package vbs_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk/wire"
)

// at is a time as an answer writes it.
func at(text string) (t wire.Time) {
	_ = t.UnmarshalJSON([]byte(strconv.Quote(text))) // what is no time is the zero time
	return t
}

func TestListBackupsDetailOfTheDocument(t *testing.T) {
	client := canned(t, "GET", v2+"/backups/detail", 200, huaweitest.Testdata(t, "list_backups_detail", "document"))
	out, err := client.ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{})
	if err != nil || len(out.Backups.Rows) != 1 || len(out.BackupsLinks.Rows) != 1 || out.BackupsLinks.Rows[0].Rel != "next" {
		t.Fatalf("got %+v, %v", out, err)
	}
	b := out.Backups.Rows[0]
	if b.ID != "1d1139d8-8989-49d3-8aa1-83eb691e6db2" || b.Name != "" || b.Status != "error" || b.Size != 1 || b.ObjectCount != 0 ||
		b.VolumeID != "2748f2f2-4394-4e6e-af8d-8dd34496c024" || b.Container != "volumebackups" || b.CreatedAt != at("2013-06-27T08:48:03Z") ||
		b.FailReason != "Connection to swift failed: [Errno 111] ECONNREFUSED" || b.TenantID != "b23b579f08c84228b9b4673c46f0c442" ||
		len(b.Links.Rows) != 2 || b.Links.Rows[1].Rel != "bookmark" {
		t.Errorf("got %+v", b)
	}
	if m := b.Metadata(); m != (vbs.Metadata{BackupURL: "58d94782-6509-45ad-9442-970d2a005050", Progress: 30, SnapshotID: "665e411f5d87431ca98c199fbd4a64fd", AverageThroughput: 12.5}) {
		t.Errorf("metadata: got %+v", m)
	}
}

func TestAllMembersOfABackup(t *testing.T) {
	want := vbs.Backup{
		ID: "b1", Name: "n", Status: "available", Description: `{"DESC": "d", "INC": 1}`, AvailabilityZone: "az", VolumeID: "v", Size: 40,
		ObjectCount: 1280, Container: "volumebackups", CreatedAt: at("2013-06-27T08:48:03Z"), UpdatedAt: at("2013-06-27T08:58:03.000001Z"),
		DataTimestamp: at("2013-06-27T08:48:03Z"), IsIncremental: true, SnapshotID: "s", TenantID: "t",
		BackupsLinks: wire.List[vbs.Link]{Rows: []vbs.Link{{Href: "http://10.0.0.1/x", Rel: "self"}}},
	}
	body := huaweitest.Testdata(t, "list_backups_detail", "full")
	list, err := canned(t, "GET", v2+"/backups/detail", 200, body).ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{})
	if err != nil || !reflect.DeepEqual(list.Backups.Rows, []vbs.Backup{want}) {
		t.Errorf("list: got %+v, %v\nwant %+v", list, err, want)
	}
	one := `{"backup":` + strings.TrimSpace(body[strings.Index(body, "[")+1:strings.LastIndex(body, "]")]) + `}`
	show, err := canned(t, "GET", v2+"/backups/b1", 200, one).ShowBackup(t.Context(), vbs.ShowBackupInput{BackupID: "b1"})
	if err != nil || !reflect.DeepEqual(show.Backup, want) {
		t.Errorf("show: got %+v, %v\nwant %+v", show, err, want)
	}
	if m := show.Backup.Metadata(); m != (vbs.Metadata{}) {
		t.Errorf("no metadata: got %+v", m)
	}
}

func TestShowBackupWithoutAnID(t *testing.T) {
	client := canned(t, "GET", v2+"/backups/b", 200, `{"backup":{"status":"available"}}`)
	if _, err := client.ShowBackup(t.Context(), vbs.ShowBackupInput{BackupID: "b"}); !errors.Is(err, errors.Malformed) {
		t.Errorf("got %v, want malformed", err)
	}
}

func TestListPolicies(t *testing.T) {
	out, err := canned(t, "GET", v2+"/backuppolicy", 200, huaweitest.Testdata(t, "list_policies", "document")).ListPolicies(t.Context(), vbs.ListPoliciesInput{})
	want := []vbs.BackupPolicy{
		{
			BackupPolicyID: "XX", BackupPolicyName: "plan01",
			ScheduledPolicy: vbs.ScheduledPolicy{RemainFirstBackupOfCurMonth: "Y", RententionNum: 10, Frequency: 1, StartTime: "12:00", Status: "ON"},
		},
		{ // whose name is under "backup_policy_name ", with a blank, in the document
			BackupPolicyID: "YY",
			ScheduledPolicy: vbs.ScheduledPolicy{
				RemainFirstBackupOfCurMonth: "N", RententionDay: 30, WeekFrequency: wire.List[string]{Rows: []string{"MON", "THU"}},
				StartTime: "02:00,14:00", Status: "OFF", TimeZone: "UTC+01:00",
			},
			PolicyResourceCount: 10,
		},
	}
	if err != nil || !reflect.DeepEqual(out.BackupPolicies.Rows, want) {
		t.Errorf("got %+v, %v\nwant %+v", out, err, want)
	}
}

func TestListPolicyTasks(t *testing.T) {
	client := canned(t, "GET", v2+"/backuppolicy/p/backuptasks", 200, huaweitest.Testdata(t, "list_policy_tasks", "document"))
	out, err := client.ListPolicyTasks(t.Context(), vbs.ListPolicyTasksInput{PolicyID: "p"})
	want := vbs.PolicyTask{
		Status: "EXECUTE_FAIL", JobID: "c11b5a18-4559-4731-b7b3-58e2bd89cdb9", VbsJobID: "4010b39b5281d3590152874bfa3b1604",
		CreatedAt: at("2016-12-02T09:06:46.706Z"), FinishedAt: at("2016-12-02T13:00:00.121Z"), BackupName: "autobk_e6d2",
		ResourceID: "f47a4ab5-11f5-4509-97f5-80ce0dd74e37", ResourceType: "volume", Code: "VolumeBackup.0040", Message: "no room",
	}
	if err != nil || out.Count != 2 || len(out.Tasks.Rows) != 2 || out.Tasks.Rows[1] != want {
		t.Errorf("got %+v, %v\nwant %+v", out, err, want)
	}
}

func TestShowJob(t *testing.T) {
	client := canned(t, "GET", v1+"/jobs/j", 200, huaweitest.Testdata(t, "show_job", "document"))
	out, err := client.ShowJob(t.Context(), vbs.ShowJobInput{JobID: "j"})
	want := vbs.Job{
		Status: "SUCCESS", JobID: "4010b39b5281d3590152874bfa3b1604", JobType: "bksCreateBackup",
		BeginTime: at("2016-01-28T16:14:09.466Z"), EndTime: at("2016-01-28T16:25:27.690Z"),
		Entities: vbs.JobEntities{
			BksCreateVolumeName: "autobk_volume", BackupID: "ba5401a2-7cd2-4c01-8c0d-c936ab412d6d", VolumeID: "7e5fdc5a-5e36-4b22-8bcc-7f17037290cc",
			SnapshotID: "a77a96bf-dd18-40bf-a446-fdcefc1719ec", Other: map[string]string{"extra": `{"a":1}`},
		},
		SubJobs: wire.List[vbs.Job]{Rows: []vbs.Job{{Status: "SUCCESS", JobID: "s1", JobType: "bksCreateSnapshot"}}},
	}
	if err != nil || !reflect.DeepEqual(out.Job, want) {
		t.Errorf("got %+v, %v\nwant %+v", out, err, want)
	}
}

func TestListBackups(t *testing.T) {
	client := emulated(t, emulator.Config{})
	out, err := client.ListBackups(t.Context(), vbs.ListBackupsInput{Limit: 3})
	if err != nil || len(out.Backups.Rows) != 3 || out.Backups.Rows[0].ID == "" || len(out.Backups.Rows[0].Links.Rows) != 2 || len(out.BackupsLinks.Rows) != 1 {
		t.Errorf("got %+v, %v, want three with links, and a link to more", out, err)
	}
}

func TestNew(t *testing.T) {
	if _, err := vbs.New(huawei.Config{}, vbs.Options{}); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("without a region: got %v, want invalid_input", err)
	}
	if s := open(t, config(nil)).Source(); s.Name != "vbs://eu-de" || s.Service != "vbs" || s.States != nil {
		t.Errorf("got source %+v", s)
	}
}
