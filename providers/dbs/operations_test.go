package dbs_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk/wire"
)

var head = dbs.Answer{RequestId: "R-1", HttpStatusCode: 200, Success: true, ErrCode: "c", ErrMessage: "m"}
var paged = dbs.Paged{PageNum: 0, PageSize: 30, TotalPages: 1, TotalElements: 1}

// at is a moment of the canned bodies.
func at(ms int64) wire.Time { return wire.Time{Time: time.UnixMilli(ms).UTC()} }

// operations are all of them, each with all parameters, what is sent, and all
// members of its answer.
var operations = alibabatest.Operations[*dbs.Client]{Open: client, All: []alibabatest.Operation[*dbs.Client]{
	{
		Name: "DescribeJobErrorCode",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribeJobErrorCode(ctx, dbs.DescribeJobErrorCodeInput{TaskId: "r1iv62ud****", Language: "cn", ClientToken: "t", OwnerId: "o"})
		},
		Sent: "ClientToken=t&Language=cn&OwnerId=o&TaskId=r1iv62ud%2A%2A%2A%2A",
		Body: "describe_job_error_code/document.json",
		Want: &dbs.DescribeJobErrorCodeOutput{
			Answer: dbs.Answer{
				RequestId: "1FC2F86D-AFF4-4ED9-BB25-ADDE196CB2B5", HttpStatusCode: 200, Success: true,
				ErrCode: "Param.NotFound", ErrMessage: "The specified parameter %s value is not valid. ",
			},
			Item: dbs.JobErrorCode{
				JobId: "r1iv62ud****", JobType: "testId", JobState: "init", ErrorCode: "failed",
				ErrorMessage: "Describe preCheck progress failed.", Language: "en",
			},
		},
	},
	{
		Name: "DescribeBackupPlanList",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribeBackupPlanList(ctx, dbs.DescribeBackupPlanListInput{
				BackupPlanId: "a,b", BackupPlanName: "n", BackupPlanStatus: "stop", Region: "cn-hangzhou",
				ResourceGroupId: "rg", PageNum: 2, PageSize: 100, ClientToken: "t", OwnerId: "o",
			})
		},
		Sent: "BackupPlanId=a%2Cb&BackupPlanName=n&BackupPlanStatus=stop&ClientToken=t&OwnerId=o&PageNum=2&PageSize=100&Region=cn-hangzhou&ResourceGroupId=rg",
		Body: "describe_backup_plan_list/members.json",
		Want: &dbs.DescribeBackupPlanListOutput{Answer: head, Paged: paged, Items: wire.List[dbs.BackupPlanDetail]{Rows: []dbs.BackupPlanDetail{{
			BackupPlanId: "dbs1", BackupPlanName: "orders", BackupPlanStatus: "stop", BackupPlanCreateTime: at(1548075395754), ErrMessage: "gone",
			BackupMethod: "logical", BackupObjects: "[{}]", BackupPeriod: "Monday", BackupStartTime: "14:22", BackupStorageType: "system",
			BackupRetentionPeriod: 730, BackupGatewayId: 7, EnableBackupLog: true,
			BackupSetDownloadDir: "/d", BackupSetDownloadFullDataFormat: "Native", BackupSetDownloadIncrementDataFormat: "SQL",
			BackupSetDownloadTargetType: "agent", BackupSetDownloadGatewayId: 8, OpenBackupSetAutoDownload: true,
			BeginTimestampForRestore: at(1548075395000), EndTimestampForRestore: at(1548075396000),
			DuplicationArchivePeriod: 365, DuplicationInfrequentAccessPeriod: 180,
			CrossAliyunId: "1", CrossRoleName: "role", DatabaseType: "MySQL", InstanceClass: "micro",
			OSSBucketName: "b", OSSBucketRegion: "cn-hangzhou", ResourceGroupId: "rg",
			SourceEndpointDatabaseName: "db", SourceEndpointInstanceID: "rm-1", SourceEndpointInstanceType: "RDS", SourceEndpointIpPort: "h:1",
			SourceEndpointOracleSID: "sid", SourceEndpointRegion: "cn-hangzhou", SourceEndpointUserName: "u",
		}}}},
	},
	{
		Name: "DescribeFullBackupList",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribeFullBackupList(ctx, dbs.DescribeFullBackupListInput{
				BackupPlanId: "dbs1", BackupSetId: "s1", ShowStorageType: "false", StartTimestamp: 1676887100, EndTimestamp: 1676887101,
				PageNum: 1, PageSize: 50, ClientToken: "t", OwnerId: "o",
			})
		},
		Sent: "BackupPlanId=dbs1&BackupSetId=s1&ClientToken=t&EndTimestamp=1676887101&OwnerId=o&PageNum=1&PageSize=50&ShowStorageType=false&StartTimestamp=1676887100",
		Body: "describe_full_backup_list/members.json",
		Want: &dbs.DescribeFullBackupListOutput{Answer: head, Paged: paged, Items: wire.List[dbs.FullBackupFile]{Rows: []dbs.FullBackupFile{{
			BackupSetId: "s1", BackupStatus: "finish", BackupObjects: "[{}]", BackupSize: 42, BackupSetExpiredTime: at(1548075395754),
			CreateTime: at(1548075391000), StartTime: at(1548075392000), EndTime: at(1548075393000), FinishTime: at(1548075394000),
			ErrMessage: "NULL", SourceEndpointIpPort: "h:1", StorageMethod: "Standard",
		}}}},
	},
	{
		Name: "DescribeIncrementBackupList",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribeIncrementBackupList(ctx, dbs.DescribeIncrementBackupListInput{
				BackupPlanId: "dbs1", ShowStorageType: "true", StartTimestamp: 1554560477000, EndTimestamp: 1554560478000,
				PageNum: 1, PageSize: 30, ClientToken: "t", OwnerId: "o",
			})
		},
		Sent: "BackupPlanId=dbs1&ClientToken=t&EndTimestamp=1554560478000&OwnerId=o&PageNum=1&PageSize=30&ShowStorageType=true&StartTimestamp=1554560477000",
		Body: "describe_increment_backup_list/members.json",
		Want: &dbs.DescribeIncrementBackupListOutput{Answer: head, Paged: paged, Items: wire.List[dbs.IncrementBackupFile]{Rows: []dbs.IncrementBackupFile{{
			BackupSetId: "mysql-bin.000001", BackupSetJobId: "j1", BackupStatus: "COMPLETED", BackupSize: 42, BackupSetExpiredTime: at(1548075395754),
			StartTime: at(1548075392000), EndTime: at(1548075393000), SourceEndpointIpPort: "h:1", StorageMethod: "IA",
		}}}},
	},
	{
		Name: "DescribeRestoreTaskList",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribeRestoreTaskList(ctx, dbs.DescribeRestoreTaskListInput{
				RestoreTaskId: "r1,r2", StartTimestamp: 1554560477000, EndTimestamp: 1554560478000,
				PageNum: 1, PageSize: 7, ClientToken: "t", OwnerId: "o",
			})
		},
		Sent: "ClientToken=t&EndTimestamp=1554560478000&OwnerId=o&PageNum=1&PageSize=7&RestoreTaskId=r1%2Cr2&StartTimestamp=1554560477000",
		Body: "describe_restore_task_list/members.json",
		Want: &dbs.DescribeRestoreTaskListOutput{Answer: head, Paged: paged, Items: wire.List[dbs.RestoreTaskDetail]{Rows: []dbs.RestoreTaskDetail{{
			RestoreTaskId: "r1", RestoreTaskName: "drill", RestoreStatus: "stop", RestoreTaskCreateTime: at(1548075391000), RestoreTaskFinishTime: at(1548075392000),
			RestoreTime: at(1548075390000), RestoreDir: "/r", RestoreObjects: "[{}]", ErrMessage: "no space",
			BackupPlanId: "dbs1", BackupSetId: "s1", BackupGatewayId: 7, CrossAliyunId: "1", CrossRoleName: "role",
			DestinationEndpointInstanceType: "RDS", DestinationEndpointRegion: "cn-hangzhou", DestinationEndpointInstanceID: "rm-1",
			DestinationEndpointIpPort: "h:1", DestinationEndpointDatabaseName: "db", DestinationEndpointUserName: "u", DestinationEndpointOracleSID: "sid",
			FullStruforeRestoreProgress: 100, FullDataRestoreProgress: 73, FullStruAfterRestoreProgress: 5, ContinuousRestoreProgress: 1,
		}}}},
	},
	{
		Name: "DescribePreCheckProgressList",
		Call: func(ctx context.Context, c *dbs.Client) (any, error) {
			return c.DescribePreCheckProgressList(ctx, dbs.DescribePreCheckProgressListInput{BackupPlanId: "dbs1", ClientToken: "t", OwnerId: "o"})
		},
		Sent: "BackupPlanId=dbs1&ClientToken=t&OwnerId=o",
		Body: "describe_pre_check_progress_list/members.json",
		Want: &dbs.DescribePreCheckProgressListOutput{Answer: head, Status: "failed", Progress: 50, Items: wire.List[dbs.PreCheckProgressDetail]{Rows: []dbs.PreCheckProgressDetail{{
			JobId: "j1", Item: "CHECK_AUTH_SRC", Names: "Source account", OrderNum: "2", State: "failed", ErrMsg: "no right",
			BootTime: at(1548075391000), FinishTime: at(1548075392000),
		}}}},
	},
}}

// client is for a service that answers by hand.
func client(t testing.TB, s *alibabatest.Service) *dbs.Client { return open(t, s) }

func TestOperationsSendAndReadEveryMember(t *testing.T) { operations.Exact(t) }

func TestEveryOperationNamesItsRight(t *testing.T) { operations.NameRights(t, "dbs", "NoPermission") }

func TestMalformedAnswersKeepTheirRequestID(t *testing.T) { operations.KeepRequestID(t) }

func TestNoOperationTakesAnErrorForSuccess(t *testing.T) {
	operations.RefuseErrors(t, `{"Success":false,"ErrCode":"Odd","RequestId":"r"}`, `{"Code":"Odd","Message":"m"}`)
	refuse := strings.NewReplacer(`"Success":true`, `"Success":false`, `"Success": true`, `"Success":false`)
	for _, op := range operations.All {
		refused := refuse.Replace(alibabatest.Testdata(t, op.Body))
		if got, err := op.Call(t.Context(), open(t, alibabatest.Fixed(200, refused))); err == nil {
			t.Errorf("%s reads %q as %+v", op.Name, refused, got)
		}
		if !strings.HasSuffix(op.Name, "List") || op.Name == "DescribePreCheckProgressList" {
			continue // a precheck that was never made has no list
		}
		for _, body := range []string{`{"RequestId":"r","Success":true}`, `{"RequestId":"r","Success":true,"HttpStatusCode":200,"PageNum":1,"PageSize":30}`} {
			if got, err := op.Call(t.Context(), open(t, alibabatest.Fixed(200, body))); !errors.Is(err, errors.Malformed) {
				t.Errorf("%s reads %s, which has no list, as %+v, %v, want malformed", op.Name, body, got, err)
			}
		}
	}
}

func TestOddForms(t *testing.T) {
	s := alibabatest.Fixed(200, alibabatest.Testdata(t, "describe_full_backup_list/odd.json"))
	out, err := open(t, s).DescribeFullBackupList(context.Background(), dbs.DescribeFullBackupListInput{BackupPlanId: "p"})
	if err != nil {
		t.Fatal(err)
	}
	want := []dbs.FullBackupFile{{
		BackupSetId: "17", BackupStatus: "finish", BackupObjects: `[{"DBName":"main"}]`, BackupSize: 42,
		CreateTime: at(1548075391000), StartTime: at(1548075392000), StorageMethod: "Standard",
	}}
	if !reflect.DeepEqual(out.Items.Rows, want) || len(out.Items.Dropped) != 2 || out.TotalElements != 1 || !out.Success || out.RequestId != "R-1" {
		t.Errorf("read %+v, dropped %v, want %+v and two dropped", out, out.Items.Dropped, want)
	}
}

// unlisted prints the lists of one row as gateways do that make their JSON from
// XML: the row stands in its wrapper without brackets.
func unlisted(t testing.TB, body string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(body), &members); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	items, _ := members["Items"].(map[string]any)
	for name, list := range items {
		if rows, ok := list.([]any); ok && len(rows) == 1 {
			items[name] = rows[0]
		}
	}
	b, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestASingleRowInItsWrapper(t *testing.T) {
	for _, op := range operations.All {
		body := unlisted(t, alibabatest.Testdata(t, op.Body))
		if strings.HasSuffix(op.Name, "List") && strings.Contains(body, ":[") {
			t.Fatalf("%s: %s still has a list", op.Name, body)
		}
		got, err := op.Call(t.Context(), open(t, alibabatest.Fixed(200, body)))
		if err != nil || !reflect.DeepEqual(got, op.Want) {
			t.Errorf("%s reads %s as\n%+v, %v, want\n%+v", op.Name, body, got, err, op.Want)
		}
	}
}

func TestInputIsCheckedBeforeAnythingIsSent(t *testing.T) {
	ctx := context.Background()
	for name, call := range map[string]func(*dbs.Client) error{
		"TaskId": func(c *dbs.Client) error {
			_, err := c.DescribeJobErrorCode(ctx, dbs.DescribeJobErrorCodeInput{})
			return err
		},
		"Language": func(c *dbs.Client) error {
			_, err := c.DescribeJobErrorCode(ctx, dbs.DescribeJobErrorCodeInput{TaskId: "t", Language: "zh"})
			return err
		},
		"ClientToken": func(c *dbs.Client) error {
			_, err := c.DescribeJobErrorCode(ctx, dbs.DescribeJobErrorCodeInput{TaskId: "t", ClientToken: strings.Repeat("x", 65)})
			return err
		},
		"BackupPlanStatus": func(c *dbs.Client) error {
			_, err := c.DescribeBackupPlanList(ctx, dbs.DescribeBackupPlanListInput{BackupPlanStatus: "Stop"})
			return err
		},
		"PageNum": func(c *dbs.Client) error {
			_, err := c.DescribeBackupPlanList(ctx, dbs.DescribeBackupPlanListInput{PageNum: -1})
			return err
		},
		"PageSize": func(c *dbs.Client) error {
			_, err := c.DescribeBackupPlanList(ctx, dbs.DescribeBackupPlanListInput{PageSize: 101})
			return err
		},
		"BackupPlanId": func(c *dbs.Client) error {
			_, err := c.DescribeFullBackupList(ctx, dbs.DescribeFullBackupListInput{BackupPlanId: ".."})
			return err
		},
		"PageSize is none of": func(c *dbs.Client) error {
			_, err := c.DescribeFullBackupList(ctx, dbs.DescribeFullBackupListInput{BackupPlanId: "p", PageSize: 31})
			return err
		},
		"ShowStorageType": func(c *dbs.Client) error {
			_, err := c.DescribeIncrementBackupList(ctx, dbs.DescribeIncrementBackupListInput{BackupPlanId: "p", ShowStorageType: "yes"})
			return err
		},
		"both given": func(c *dbs.Client) error {
			_, err := c.DescribeRestoreTaskList(ctx, dbs.DescribeRestoreTaskListInput{BackupPlanId: "p", RestoreTaskId: "r"})
			return err
		},
		"RestoreTaskId": func(c *dbs.Client) error {
			_, err := c.DescribePreCheckProgressList(ctx, dbs.DescribePreCheckProgressListInput{})
			return err
		},
	} {
		operations.RefuseInput(t, name, call)
	}
}
