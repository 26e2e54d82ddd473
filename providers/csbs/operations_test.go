package csbs_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/csbs"
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

func document() csbs.CheckpointItem {
	return csbs.CheckpointItem{
		ID: "90c1d5fa-1b9f-4aeb-b2f4-81c806e98190", CheckpointID: "f672a1bb-6912-446a-816c-72792c5263e0", Name: "backup_d32c",
		Status: "available", ResourceID: "f45c477a-57e5-465f-999f-d845083962db", ResourceType: "OS::Nova::Server",
		CreatedAt: at("2017-04-15T04:20:37.277880Z"), UpdatedAt: at("2017-04-15T04:25:38.680638Z"),
		BackupData: csbs.BackupData{RAM: 4096, Vcpus: 4},
		ExtendInfo: csbs.ExtendInfo{
			CopyStatus: "na", ResourceAz: "az1.dc1", ImageType: "backup", FinishedAt: at("2017-04-15T04:25:38.675478Z"),
			SupportedRestoreMode: "backup", TaskID: "e0a21692-2192-11e7-bf23-0242ac110007", HypervisorType: "QEMU", Progress: 100,
			ResourceName: "karbor_02",
			OsImagesData: wire.List[csbs.Image]{Rows: []csbs.Image{{ImageID: "fe84dd80-0229-4918-8d3d-cbb33154b565"}}},
			VolumeBackups: wire.List[csbs.VolumeBackup]{Rows: []csbs.VolumeBackup{{
				Status: "available", Name: "manualbk_47222", Bootable: true, SourceVolumeSize: 20,
				SourceVolumeID: "ee27f809-6fb5-40ae-ac46-c932bb4ee8fe", ImageType: "backup", SourceVolumeName: "karbor_xj_02",
				ID: "70675cbc-d3a8-43a7-9f81-c8b6bc3f5d6d", SnapshotID: "36f520e1-d2ea-4907-956a-3d9cd53e2d38",
			}}},
		},
	}
}

func TestListCheckpointItemsOfTheDocument(t *testing.T) {
	client := canned(t, "GET", base+"/checkpoint_items", 200, huaweitest.Testdata(t, "list_checkpoint_items", "document"))
	out, err := client.ListCheckpointItems(t.Context(), csbs.ListCheckpointItemsInput{})
	if err != nil || !reflect.DeepEqual(out.CheckpointItems.Rows, []csbs.CheckpointItem{document()}) {
		t.Errorf("got %+v, %v\nwant %+v", out, err, document())
	}
}

func TestShowCheckpointItem(t *testing.T) {
	body := huaweitest.Testdata(t, "list_checkpoint_items", "document")
	body = `{"checkpoint_item":` + strings.TrimSuffix(strings.TrimSpace(body[strings.Index(body, "[")+1:strings.LastIndex(body, "]")]), ",") + `}`
	client := canned(t, "GET", base+"/checkpoint_items/i", 200, body)
	out, err := client.ShowCheckpointItem(t.Context(), csbs.ShowCheckpointItemInput{CheckpointItemID: "i"})
	if err != nil || !reflect.DeepEqual(out.CheckpointItem, document()) {
		t.Errorf("got %+v, %v\nwant %+v", out, err, document())
	}
}

func TestShowWithoutAnID(t *testing.T) {
	for path, call := range map[string]func(*csbs.Client) error{
		"/checkpoint_items/i": func(c *csbs.Client) error {
			_, err := c.ShowCheckpointItem(t.Context(), csbs.ShowCheckpointItemInput{CheckpointItemID: "i"})
			return err
		},
		"/policies/i": func(c *csbs.Client) error {
			_, err := c.ShowPolicy(t.Context(), csbs.ShowPolicyInput{PolicyID: "i"})
			return err
		},
	} {
		for _, body := range []string{`{"checkpoint_item":{},"policy":{}}`, `{"checkpoint_item":null,"policy":null}`} {
			if err := call(canned(t, "GET", base+path, 200, body)); !errors.Is(err, errors.Malformed) {
				t.Errorf("%s on %s: got %v, want malformed", path, body, err)
			}
		}
	}
}

func TestFailCode(t *testing.T) {
	for text, want := range map[string]csbs.FailCode{
		`{}`:                                   {},
		`null`:                                 {},
		`[]`:                                   {},
		`0`:                                    {},
		`true`:                                 {},
		`""`:                                   {},
		`"NULL"`:                               {},
		`"0"`:                                  {},
		`60500101`:                             {Code: "60500101"},
		`"CSBS.6005"`:                          {Code: "CSBS.6005"},
		`"\u0043SBS.1"`:                        {Code: "CSBS.1"},
		`{"Code":60500101}`:                    {Code: "60500101"},
		`{"Code":"C","Description":"d"}`:       {Code: "C", Description: "d"},
		`{"code":"C","description":"null"}`:    {Code: "C"},
		`{"Code":0,"Description":""}`:          {},
		`{"Code":{"deep":1}}`:                  {Code: `{"deep":1}`},
		`"{\"Code\":7,\"Description\":\"d\"}"`: {Code: "7", Description: "d"},
		`"{}"`:                                 {},
		`"{no JSON"`:                           {Code: "{no JSON"},
	} {
		var out struct {
			Code csbs.FailCode `json:"fail_code"`
			Also string        `json:"also"`
		}
		if err := wire.Unmarshal([]byte(`{"fail_code":`+text+`,"also":"read"}`), &out); err != nil || out.Code != want || out.Also != "read" {
			t.Errorf("fail_code %s: got %+v, %v, want %+v", text, out, err, want)
		}
	}
}

func TestPolicies(t *testing.T) {
	want := csbs.Policy{
		ID: "27b11f3f-578d-4464-89d1-7c6d5894f753", Name: "my-plan", Description: "My plan", Status: "disabled",
		ProviderID: "c714180d-ea34-4b13-9a5e-577c7c416eec", ProjectID: "tenant", CreatedAt: at("2017-03-07T09:31:08.265Z"),
		Resources: wire.List[csbs.PolicyResource]{Rows: []csbs.PolicyResource{
			{ID: "45baf976-c20a-4894-a7c3-c94b7376bf55", Name: "resource1", Type: "OS::Nova::Server", ExtraInfo: `{"a":1}`},
			{ID: "5aa119a8-d25b-45a7-8d1b-88e127885635", Name: "resource2", Type: "OS::Nova::Server", ExtraInfo: "{}"},
		}},
		ScheduledOperations: wire.List[csbs.ScheduledOperation]{Rows: []csbs.ScheduledOperation{{
			ID: "3b2fdf8c-2cc2-4887-9605-a8443922f6f2", Name: "my-backup-policy", Description: "My backup policy", Enabled: true, OperationType: "backup",
			OperationDefinition: csbs.OperationDefinition{
				MaxBackups: 20, RetentionDurationDays: -1, PlanID: "27b11f3f-578d-4464-89d1-7c6d5894f753", ProviderID: "c714180d-ea34-4b13-9a5e-577c7c416eec",
			},
			Trigger: csbs.Trigger{
				ID: "f1246246-ec6a-4e9a-917e-d050dc2808c9", Name: "default", Type: "time",
				Properties: csbs.TriggerProperties{Pattern: "BEGIN:VCALENDAR", StartTime: at("2017-03-07T09:31:08Z"), Format: "ical"},
			},
			TriggerID: "f1246246-ec6a-4e9a-917e-d050dc2808c9",
		}}},
		Tags: wire.List[csbs.Tag]{Rows: []csbs.Tag{{Key: "k", Value: "v"}}},
	}
	body := huaweitest.Testdata(t, "list_policies", "document")
	list, err := canned(t, "GET", base+"/policies", 200, body).ListPolicies(t.Context(), csbs.ListPoliciesInput{})
	if err != nil || !reflect.DeepEqual(list.Policies.Rows, []csbs.Policy{want}) {
		t.Errorf("list: got %+v, %v\nwant %+v", list, err, want)
	}
	one := `{"policy":` + strings.TrimSpace(body[strings.Index(body, "[")+1:strings.LastIndex(body, "]")]) + `}`
	show, err := canned(t, "GET", base+"/policies/p", 200, one).ShowPolicy(t.Context(), csbs.ShowPolicyInput{PolicyID: "p"})
	if err != nil || !reflect.DeepEqual(show.Policy, want) {
		t.Errorf("show: got %+v, %v\nwant %+v", show, err, want)
	}
}

func TestNativeOperations(t *testing.T) {
	client, ctx := emulated(t, emulator.Config{Failures: 9}), t.Context()
	list, err := client.ListCheckpointItems(ctx, csbs.ListCheckpointItemsInput{Status: "error", Limit: 2})
	if err != nil || len(list.CheckpointItems.Rows) != 2 {
		t.Fatalf("list: got %+v, %v, want two", list, err)
	}
	count, err := client.CountCheckpointItems(ctx, csbs.CountCheckpointItemsInput{Status: "error"})
	if err != nil || count.Count != 3 {
		t.Errorf("count: got %+v, %v, want 3", count, err)
	}
	policies, err := client.ListPolicies(ctx, csbs.ListPoliciesInput{Sort: "name:asc"})
	if err != nil || len(policies.Policies.Rows) == 0 {
		t.Fatalf("policies: got %+v, %v", policies, err)
	}
	p := policies.Policies.Rows[0]
	one, err := client.ShowPolicy(ctx, csbs.ShowPolicyInput{PolicyID: p.ID})
	if err != nil || !reflect.DeepEqual(one.Policy, p) || p.ScheduledOperations.Rows[0].OperationDefinition.MaxBackups != 20 {
		t.Errorf("policy: got %+v, %v, want %+v", one, err, p)
	}
	if _, err := client.ShowPolicy(ctx, csbs.ShowPolicyInput{PolicyID: "nothing"}); !errors.Is(err, errors.NotFound) {
		t.Errorf("no policy: got %v, want not_found", err)
	}
}

func TestNew(t *testing.T) {
	if _, err := csbs.New(huawei.Config{}, csbs.Options{}); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("without a region: got %v, want invalid_input", err)
	}
	if s := open(t, config(nil)).Source(); s.Name != "csbs://eu-de" || s.Service != "csbs" || s.States != nil {
		t.Errorf("got source %+v", s)
	}
}
