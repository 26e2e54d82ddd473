package huawei_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// siblings are the Codes of the three, which report one another's codes.
var siblings = errors.JoinCodes(sdrs.Codes(), csbs.Codes(), vbs.Codes())

// services are the three of this cloud, each with a client that sends its
// requests through one RoundTripper.
type services struct {
	sdrs *sdrs.Client
	csbs *csbs.Client
	vbs  *vbs.Client
}

func (s services) clients() []sdk.Client { return []sdk.Client{s.sdrs, s.csbs, s.vbs} }

func keys() signer.Source {
	return credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"})
}

// options let a test ask once, and as fast as it can.
func options() transport.Options {
	return transport.Options{MaxAttempts: 1, Rate: 1e6, Keys: transport.NewKeys()}
}

func open(t testing.TB, rt http.RoundTripper, o transport.Options) services {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var s services
	var err error
	o.RoundTripper = rt
	cloud := huawei.Config{Region: "eu-de", ProjectID: "p1", Credentials: keys(), Transport: o, Codes: siblings}
	s.sdrs, err = sdrs.New(cloud, sdrs.Options{})
	must(err)
	s.csbs, err = csbs.New(cloud, csbs.Options{})
	must(err)
	s.vbs, err = vbs.New(cloud, vbs.Options{})
	must(err)
	return s
}

// operation is one native operation, called with an ID where it takes one.
type operation struct {
	service, name string
	call          func(ctx context.Context, s services, id string) (any, error)
	method, path  string // the path with %s for the escaped ID
	query         string
	body          string   // the least that is a success
	reserved      []string // IDs that would lead elsewhere
	takesID       bool
	deletes       bool
	job           bool // error_code is a member of its own
}

var operations = []operation{
	{
		service: "sdrs", name: "ListFailureJobs", method: "GET", path: "/v1/p1/task-center/failure-jobs",
		query: "failure_status=createFail&limit=10&offset=20&resource_name=a%20b%2Bc&resource_type=replications&server_group_id=g%2F1",
		body:  `{"count":0,"failure_jobs":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.sdrs.ListFailureJobs(ctx, sdrs.ListFailureJobsInput{
				FailureStatus: "createFail", ResourceName: "a b+c", ServerGroupID: "g/1", ResourceType: "replications", Limit: 10, Offset: 20,
			})
		},
	},
	{
		service: "sdrs", name: "ListProtectionGroups", method: "GET", path: "/v1/p1/server-groups",
		query: "availability_zone=az1&limit=5&name=n&offset=1&query_type=general&status=protected",
		body:  `{"server_groups":[],"count":0}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.sdrs.ListProtectionGroups(ctx, sdrs.ListProtectionGroupsInput{
				Limit: 5, Offset: 1, Status: "protected", Name: "n", QueryType: "general", AvailabilityZone: "az1",
			})
		},
	},
	{
		service: "sdrs", name: "ShowJob", method: "GET", path: "/v1/p1/jobs/%s", takesID: true, job: true,
		body: `{"status":"RUNNING","job_id":"j"}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.sdrs.ShowJob(ctx, sdrs.ShowJobInput{JobID: id})
		},
	},
	{
		service: "sdrs", name: "DeleteFailureJob", method: "DELETE", path: "/v1/p1/task-center/failure-jobs/%s", takesID: true, deletes: true,
		reserved: []string{"batch", "BATCH", " batch "},
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.sdrs.DeleteFailureJob(ctx, sdrs.DeleteFailureJobInput{FailureJobID: id})
		},
	},
	{
		service: "sdrs", name: "DeleteServerGroupFailureJobs", method: "DELETE", path: "/v1/p1/task-center/%s/failure-jobs/batch", takesID: true, deletes: true,
		reserved: []string{"batch", "failure-jobs"},
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.sdrs.DeleteServerGroupFailureJobs(ctx, sdrs.DeleteServerGroupFailureJobsInput{ServerGroupID: id})
		},
	},
	{
		service: "sdrs", name: "DeleteAllServerGroupFailureJobs", method: "DELETE", path: "/v1/p1/task-center/failure-jobs/batch", deletes: true,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.sdrs.DeleteAllServerGroupFailureJobs(ctx, sdrs.DeleteAllServerGroupFailureJobsInput{})
		},
	},
	{
		service: "csbs", name: "ListCheckpointItems", method: "GET", path: "/v1/p1/checkpoint_items",
		query: "all_tenants=true&az=az&checkpoint_id=cp&end_time=e&image_type=backup&ip=10.0.0.1&limit=7&marker=m&name=n&offset=3" +
			"&policy_id=p&resource_id=r&resource_name=rn&resource_type=OS%3A%3ANova%3A%3AServer&sort=created_at%3Aasc%2Cid&start_time=s&status=error",
		body: `{"checkpoint_items":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.csbs.ListCheckpointItems(ctx, csbs.ListCheckpointItemsInput{
				Status: "error", Limit: 7, Marker: "m", Offset: 3, Sort: "created_at:asc,id", AllTenants: true, Name: "n", Az: "az",
				ResourceID: "r", ResourceName: "rn", StartTime: "s", EndTime: "e", ImageType: "backup", PolicyID: "p", IP: "10.0.0.1",
				CheckpointID: "cp", ResourceType: "OS::Nova::Server",
			})
		},
	},
	{
		service: "csbs", name: "CountCheckpointItems", method: "GET", path: "/v1/p1/checkpoint_items/count",
		query: "all_tenants=true&az=az&checkpoint_id=cp&end_time=e&image_type=backup&ip=10.0.0.1&name=n&policy_id=p&resource_id=r" +
			"&resource_name=rn&resource_type=t&start_time=s&status=error",
		body: `{"count":10}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.csbs.CountCheckpointItems(ctx, csbs.CountCheckpointItemsInput{
				Status: "error", AllTenants: true, Name: "n", Az: "az", ResourceID: "r", ResourceName: "rn", StartTime: "s", EndTime: "e",
				ImageType: "backup", PolicyID: "p", IP: "10.0.0.1", CheckpointID: "cp", ResourceType: "t",
			})
		},
	},
	{
		service: "csbs", name: "ShowCheckpointItem", method: "GET", path: "/v1/p1/checkpoint_items/%s", takesID: true,
		reserved: []string{"count", "Count"}, body: `{"checkpoint_item":{"id":"i","status":"available"}}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.csbs.ShowCheckpointItem(ctx, csbs.ShowCheckpointItemInput{CheckpointItemID: id})
		},
	},
	{
		service: "csbs", name: "ListPolicies", method: "GET", path: "/v1/p1/policies",
		query: "all_tenants=true&limit=3&marker=m&name=n&offset=4&sort=name", body: `{"policies":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.csbs.ListPolicies(ctx, csbs.ListPoliciesInput{Limit: 3, Marker: "m", Offset: 4, Sort: "name", Name: "n", AllTenants: true})
		},
	},
	{
		service: "csbs", name: "ShowPolicy", method: "GET", path: "/v1/p1/policies/%s", takesID: true,
		body: `{"policy":{"id":"p"}}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.csbs.ShowPolicy(ctx, csbs.ShowPolicyInput{PolicyID: id})
		},
	},
	{
		service: "vbs", name: "ListBackups", method: "GET", path: "/v2/p1/backups",
		query: "limit=2&marker=m&name=n&offset=1&status=error&volume_id=v", body: `{"backups":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.vbs.ListBackups(ctx, vbs.ListBackupsInput{Name: "n", Status: "error", VolumeID: "v", Limit: 2, Offset: 1, Marker: "m"})
		},
	},
	{
		service: "vbs", name: "ListBackupsDetail", method: "GET", path: "/v2/p1/backups/detail",
		query: "limit=2&marker=m&name=n&offset=1&sort_dir=asc&sort_key=size&status=error&volume_id=v", body: `{"backups":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.vbs.ListBackupsDetail(ctx, vbs.ListBackupsDetailInput{
				Name: "n", Status: "error", VolumeID: "v", SortKey: "size", SortDir: "asc", Limit: 2, Offset: 1, Marker: "m",
			})
		},
	},
	{
		service: "vbs", name: "ShowBackup", method: "GET", path: "/v2/p1/backups/%s", takesID: true,
		reserved: []string{"detail"}, body: `{"backup":{"id":"b","status":"available"}}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.vbs.ShowBackup(ctx, vbs.ShowBackupInput{BackupID: id})
		},
	},
	{
		service: "vbs", name: "ListPolicies", method: "GET", path: "/v2/p1/backuppolicy", body: `{"backup_policies":[]}`,
		call: func(ctx context.Context, s services, _ string) (any, error) {
			return s.vbs.ListPolicies(ctx, vbs.ListPoliciesInput{})
		},
	},
	{
		service: "vbs", name: "ListPolicyTasks", method: "GET", path: "/v2/p1/backuppolicy/%s/backuptasks", takesID: true,
		query: "job_id=j&limit=2&marker=m&offset=1&sort_dir=desc&sort_key=created_at&status=SKIP", body: `{"tasks":[],"count":0}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.vbs.ListPolicyTasks(ctx, vbs.ListPolicyTasksInput{
				PolicyID: id, SortKey: "created_at", SortDir: "desc", Limit: 2, Offset: 1, Marker: "m", JobID: "j", Status: "SKIP",
			})
		},
	},
	{
		service: "vbs", name: "ShowJob", method: "GET", path: "/v1/p1/jobs/%s", takesID: true, job: true,
		body: `{"status":"INIT","job_id":"j"}`,
		call: func(ctx context.Context, s services, id string) (any, error) {
			return s.vbs.ShowJob(ctx, vbs.ShowJobInput{JobID: id})
		},
	},
}

// keysOf are keys that came with a project.
func keysOf(project string) signer.Source {
	return credentials.Static(signer.Credentials{AccessKeyID: "ak", AccessKeySecret: "sk", ProjectID: project})
}

// broken is a source that has nothing to give.
type broken struct{}

func (broken) Retrieve(context.Context) (signer.Credentials, error) {
	return signer.Credentials{}, errors.New("no keys here")
}
func (broken) Invalidate(signer.Credentials) {}
