package sdrs

import (
	"context"
	stdjson "encoding/json"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ShowJobInput names a job.
type ShowJobInput struct {
	JobID string // required

	raw *stdjson.RawMessage // where the job's own JSON goes, nil for nowhere
}

// ShowJobOutput is the job.
type ShowJobOutput struct{ Job }

// Job is a piece of work that the service does in the background, or a part of
// one.
type Job struct {
	Status     string      `json:"status"` // INIT, RUNNING, SUCCESS or FAIL
	JobID      string      `json:"job_id"`
	JobType    string      `json:"job_type"` // such as createProtectionGroupNoCG; those of sub-jobs are not listed anywhere
	BeginTime  wire.Time   `json:"begin_time,omitzero"`
	EndTime    wire.Time   `json:"end_time,omitzero"` // zero while it runs
	ErrorCode  string      `json:"error_code"`        // empty unless it failed, and often then, where a sub-job has it
	FailReason string      `json:"fail_reason"`
	Entities   JobEntities `json:"entities"`
}

// JobEntities are what a job works on, and the parts that it has. Which members
// there are depends on the job's type.
type JobEntities struct {
	ServerGroupID           string            `json:"server_group_id"`
	ProtectedInstanceID     string            `json:"protected_instance_id"`
	ReplicationPairID       string            `json:"replication_pair_id"`
	DisasterRecoveryDrillID string            `json:"disaster_recovery_drill_id"`
	NativeServerID          string            `json:"native_server_id"` // of the server at the DR site
	NicID                   string            `json:"nic_id"`
	VolumeIDs               wire.List[string] `json:"volume_ids"` // comes as a list and as a text
	SubJobs                 wire.List[Job]    `json:"sub_jobs"`

	// Other has the members that no document names; what is no text is in its
	// JSON form.
	Other map[string]string `json:",embed"`
}

// jobEntities are JobEntities without methods, or each would lead to itself.
type jobEntities JobEntities

// MarshalJSON writes the members of Other among the others, as they came.
func (e JobEntities) MarshalJSON() ([]byte, error) { return wire.Marshal(jobEntities(e)) }

// UnmarshalJSON reads the entities for encoding/json.
func (e *JobEntities) UnmarshalJSON(b []byte) error { return wire.UnmarshalValue(b, e) }

// UnmarshalJSONFrom reads the entities.
func (e *JobEntities) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return json.UnmarshalDecode(dec, (*jobEntities)(e))
}

type showJobAnswer struct {
	ShowJobOutput
	huawei.JobFault
}

// ShowJob reads a job with its sub-jobs. A job that failed is an answer and not
// an error. One that does not exist is an error of kind [errors.NotFound].
//
// API: ShowJobStatus, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0101.html
func (c *Client) ShowJob(ctx context.Context, in ShowJobInput) (*ShowJobOutput, error) {
	const operation = "ShowJob"
	if err := c.cloud.CheckID(operation, "job_id", in.JobID); err != nil {
		return nil, err
	}
	var a showJobAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"jobs", in.JobID},
		Answer: &a, Wants: []string{"status"}, Raw: in.raw,
	})
	if err != nil {
		return nil, err
	}
	return &a.ShowJobOutput, nil
}
