package cbr_test

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk/wire"
)

// at is a time as an answer writes it.
func at(text string) (t wire.Time) {
	_ = t.UnmarshalJSON([]byte(strconv.Quote(text))) // what is no time is the zero time
	return t
}

// document are the tasks of testdata/list_op_logs/document.json.
func document() []cbr.OperationLog {
	const tail = "-6f0e-4b43-8f0e-3f3b4b8f2a1"
	return []cbr.OperationLog{
		{
			ID: "7d0c0b52" + tail + "0", Status: "failed", OperationType: "backup",
			ErrorInfo: cbr.ErrorInfo{Code: "BackupService.6114", Message: "The used size of the vault is over its limit."},
			CreatedAt: at("2026-11-20T01:00:04.112Z"), StartedAt: at("2026-11-20T01:00:04.090Z"),
			EndedAt: at("2026-11-20T01:00:09.871Z"), UpdatedAt: at("2026-11-20T01:00:09.902Z"),
			CheckpointID: "4a1f1f0e" + tail + "1", PolicyID: "c2b7e2c4" + tail + "2", VaultID: "79bd9daf" + tail + "3", VaultName: "nightly",
			ProjectID: huaweitest.Project, ProviderID: "0daac4c5-6707-4851-97ba-169e36266b66",
			ExtraInfo: cbr.ExtraInfo{
				Resource: cbr.Resource{ID: "1dab32fa" + tail + "4", Name: "ecs-db-1", Type: "OS::Nova::Server", ExtraInfo: cbr.ResourceExtraInfo{
					ExcludeVolumes: wire.List[string]{Rows: []string{"d1"}},
					IncludeVolumes: wire.List[cbr.IncludedVolume]{Rows: []cbr.IncludedVolume{{ID: "d2", OSVersion: "Debian"}}},
				}},
				Backup: cbr.Backup{BackupID: "0e5d0d6f" + tail + "5", BackupName: "autobk_1a2b", Incremental: "true", AppConsistencyStatus: "0"},
				Common: cbr.Common{Progress: 12, RequestID: "req-cdb9", TaskID: "9f0e"},
			},
		},
		{
			ID: "b8a4d1c2" + tail + "6", Status: "running", OperationType: "restore",
			CreatedAt: at("2026-11-20T02:00:32Z"), StartedAt: at("2026-11-20T02:00:32Z"), UpdatedAt: at("2026-11-20T02:01:32Z"),
			ProjectID: huaweitest.Project, ExtraInfo: cbr.ExtraInfo{Common: cbr.Common{Progress: 40, RequestID: "req-cdba"}},
		},
	}
}

func TestListOpLogsOfTheDocument(t *testing.T) {
	client := canned(t, list, 200, huaweitest.Testdata(t, "list_op_logs", "document"))
	out, err := client.ListOpLogs(t.Context(), cbr.ListOpLogsInput{})
	if err != nil || out.Count != 2 || out.Limit != 1000 || !reflect.DeepEqual(out.OperationLogs.Rows, document()) {
		t.Errorf("got  %+v, %v\nwant %+v", out, err, document())
	}
}

// Every member of every type of task is read, in each form in which it comes.
func TestMembersOfEveryType(t *testing.T) {
	for text, want := range map[string]cbr.ExtraInfo{
		`{"backup":{"incremental":true}}`:   {Backup: cbr.Backup{Incremental: "true"}},
		`{"backup":{"incremental":false}}`:  {Backup: cbr.Backup{Incremental: "false"}},
		`{"backup":{"incremental":"true"}}`: {Backup: cbr.Backup{Incremental: "true"}},
		`{"backup":{"incremental":null,"app_consistency_status":1,"app_consistency_error_code":"c","app_consistency_error_message":"m"}}`: {
			Backup: cbr.Backup{AppConsistencyStatus: "1", AppConsistencyErrorCode: "c", AppConsistencyErrorMessage: "m"},
		},
		`{"restore":{"backup_id":"b","backup_name":"n","target_resource_id":"r","target_resource_name":"t"}}`: {
			Restore: cbr.Restore{BackupID: "b", BackupName: "n", TargetResourceID: "r", TargetResourceName: "t"},
		},
		`{"delete":{"backup_id":"b","backup_name":"n"}}`: {Delete: cbr.Delete{BackupID: "b", BackupName: "n"}},
		`{"replication":{"source_backup_id":"1","source_backup_name":"2","source_checkpoint_id":"3","source_project_id":"4","source_region":"5",
			"destination_backup_id":"6","destination_backup_name":"7","destination_checkpoint_id":"8","destination_project_id":"9","destination_region":"0"}}`: {
			Replication: cbr.Replication{
				SourceBackupID: "1", SourceBackupName: "2", SourceCheckpointID: "3", SourceProjectID: "4", SourceRegion: "5",
				DestinationBackupID: "6", DestinationBackupName: "7", DestinationCheckpointID: "8", DestinationProjectID: "9", DestinationRegion: "0",
			},
		},
		`{"sync":{"sync_backup_num":3,"delete_backup_num":"2","err_sync_backup_num":1}}`: {Sync: cbr.Sync{SyncBackupNum: 3, DeleteBackupNum: 2, ErrSyncBackupNum: 1}},
		`{"remove_resources":{"fail_count":1,"total_count":2,"resources":[{"id":"r"}]}}`: {
			RemoveResources: cbr.RemoveResources{FailCount: 1, TotalCount: 2, Resources: wire.List[cbr.Resource]{Rows: []cbr.Resource{{ID: "r"}}}},
		},
		`{"vault_delete":{"fail_count":1,"total_count":2}}`:               {VaultDelete: cbr.VaultDelete{FailCount: 1, TotalCount: 2}},
		`{"vault_delete":{"fail_delete_count":1,"total_delete_count":2}}`: {VaultDelete: cbr.VaultDelete{FailDeleteCount: 1, TotalDeleteCount: 2}},
		`null`: {},
		`{"resource":null,"common":null,"backup":null,"sync":{}}`: {},
	} {
		out, err := canned(t, list+"/i", 200, `{"operation_log":{"id":"i","error_info":null,"extra_info":`+text+`}}`).ShowOpLog(t.Context(), cbr.ShowOpLogInput{OperationLogID: "i"})
		if err != nil || !reflect.DeepEqual(out.OperationLog, cbr.OperationLog{ID: "i", ExtraInfo: want}) {
			t.Errorf("%s: got %+v, %v, want %+v", text, out, err, want)
		}
	}
}

// Every parameter of the list reaches the service by its own name, and what is zero
// does not.
func TestEveryFilterIsSent(t *testing.T) {
	var got url.Values
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", list, func(req *http.Request) (*http.Response, error) {
		got = req.URL.Query()
		return httpmock.NewStringResponse(200, `{"operation_logs":[]}`), nil
	})
	client := open(t, config(mock))
	for _, c := range []struct {
		in   cbr.ListOpLogsInput
		want map[string]string
	}{
		{cbr.ListOpLogsInput{}, map[string]string{}},
		{cbr.ListOpLogsInput{
			Limit: 7, Offset: 14, Status: "failed", OperationType: "sync", StartTime: "2026-11-20T01:00:00Z", EndTime: "2026-11-21T01:00:00Z",
			ResourceID: "r", ResourceName: "a b", VaultID: "v", VaultName: "n", ProviderID: "p", EnterpriseProjectID: cbr.AllGrantedEPs,
		}, map[string]string{
			"limit": "7", "offset": "14", "status": "failed", "operation_type": "sync", "start_time": "2026-11-20T01:00:00Z", "end_time": "2026-11-21T01:00:00Z",
			"resource_id": "r", "resource_name": "a b", "vault_id": "v", "vault_name": "n", "provider_id": "p", "enterprise_project_id": "all_granted_eps",
		}},
	} {
		if _, err := client.ListOpLogs(t.Context(), c.in); err != nil {
			t.Fatal(err)
		}
		sent := map[string]string{}
		for name := range got {
			sent[name] = got.Get(name)
		}
		if !maps.Equal(sent, c.want) {
			t.Errorf("%+v: sent %v, want %v", c.in, sent, c.want)
		}
	}
	for _, in := range []cbr.ListOpLogsInput{{Limit: -1}, {Limit: 1001}, {Offset: -1}} {
		if _, err := client.ListOpLogs(t.Context(), in); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("%+v: got %v, want invalid_input", in, err)
		}
	}
}

func TestShowOpLogThatIsNotThere(t *testing.T) {
	client := emulated(t, emulator.Config{})
	_, err := client.ShowOpLog(t.Context(), cbr.ShowOpLogInput{OperationLogID: "nothing"})
	if e, _ := errors.AsType[*errors.Error](err); !errors.Is(err, errors.NotFound) || e.Code != "BackupService.6500" {
		t.Errorf("got %v, want not_found with its code", err)
	}
	for _, id := range []string{"", ".", "..", " ", "a\n"} {
		if _, err := client.ShowOpLog(t.Context(), cbr.ShowOpLogInput{OperationLogID: id}); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("the ID %q: got %v, want invalid_input", id, err)
		}
	}
	for _, body := range []string{`{"operation_log":{}}`, `{"operation_log":null}`, `{}`} {
		if _, err := canned(t, list+"/i", 200, body).ShowOpLog(t.Context(), cbr.ShowOpLogInput{OperationLogID: "i"}); !errors.Is(err, errors.Malformed) {
			t.Errorf("%s: got %v, want malformed", body, err)
		}
	}
}

// A caller without the right is told its name.
func TestDeniedCallsNameTheirRight(t *testing.T) {
	const body = `{"error_code":"APIGW.0302","error_msg":"no"}`
	_, one := canned(t, list, 403, body).ListOpLogs(t.Context(), cbr.ListOpLogsInput{})
	_, two := canned(t, list+"/i", 403, body).Get(t.Context(), "i")
	for want, err := range map[string]error{"cbr:tasks:list": one, "cbr:tasks:get": two} {
		if e, _ := errors.AsType[*errors.Error](err); !errors.Is(err, errors.PermissionDenied) || e.Right != want {
			t.Errorf("got %v, want permission_denied with the right %s", err, want)
		}
	}
}

func TestNew(t *testing.T) {
	for _, c := range []struct {
		cloud huawei.Config
		own   cbr.Options
		want  string
	}{
		{huawei.Config{}, cbr.Options{}, "Region is missing"},
		{huawei.Config{Region: "eu-de"}, cbr.Options{Endpoint: "ftp://h"}, "Endpoint cannot be used"},
		{huawei.Config{Region: "eu-de"}, cbr.Options{EnterpriseProjectID: " "}, "EnterpriseProjectID cannot be used"},
		{huawei.Config{Region: "eu-de"}, cbr.Options{EnterpriseProjectID: "a\n"}, "EnterpriseProjectID cannot be used"},
	} {
		_, err := cbr.New(c.cloud, c.own)
		if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want invalid_input with %q", c.own, err, c.want)
		}
	}
	if s := open(t, config(nil)).Source(); s.Name != "cbr://eu-de" || s.Service != "cbr" || s.States != nil {
		t.Errorf("got source %+v", s)
	}
	if s := cbr.Spec(); !slices.Equal(s.Follows, []string{"csbs", "vbs"}) {
		t.Errorf("it follows %q", s.Follows)
	}
}
