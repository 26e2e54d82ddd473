package vbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Get implements [sdk.Client]. The ID is a backup's, a job's, or that of a policy's
// task that never came to a job. Which of them it is shows in its form, or else by
// asking: a UUID is looked for among backups first, the 32 characters of a job's
// ID among jobs. A task of a policy is also found where the service does not know
// its job any more.
//
// An error of kind [errors.NotFound] means that it is nowhere. Where a policy, or
// one of its tasks, could not be read, the task may be there, and the error is of
// kind [errors.Malformed].
//
// A job that a policy began is the policy's task here, as Pages lists it. No
// operation tells of a job whether it is one, so the newest tasks of the policies
// are looked through; where that failed for now, the job is returned as it is
// together with the error.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	readers := []func(context.Context, string) (sdk.Task, error){c.getBackup, c.getJob, c.getPolicyTask}
	if isJobID(id) {
		readers[0], readers[1] = readers[1], readers[0]
	}
	var missing error
	for _, read := range readers {
		t, err := read(ctx, id)
		if err == nil || !errors.Is(err, errors.NotFound) {
			return t, err
		}
		if missing == nil {
			missing = err // that of the likeliest kind says most
		}
	}
	return sdk.Task{}, missing
}

// isJobID reports whether id has the form of a job's: 32 hexadecimal digits.
func isJobID(id string) bool {
	for _, c := range []byte(id) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return len(id) == 32
}

func (c *Client) getBackup(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowBackup(ctx, ShowBackupInput{BackupID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowBackup")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.cloud.Task(project)
	c.fillBackup(&out.Backup, &t) // ShowBackup has seen to its ID
	t.Raw = raw
	return t, nil
}
