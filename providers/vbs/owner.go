package vbs

import (
	"regexp"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// successorsCode is how the codes of the service's successor begin. VBS has none like
// them but in answers to calls.
var successorsCode = regexp.MustCompile(`(?i)\bBackupService\.[0-9]{4}\b`)

// tellOwner says of a task that its successor began, and that is in the lists of VBS as
// well, where it belongs. Only a code of the successor's proves that; whether a backup
// without one was made by it, no member tells.
func (c *Client) tellOwner(t *sdk.Task) {
	source := c.cloud.SuccessorSource(t.Project)
	for _, f := range [...]*errors.Failure{t.Failure, t.Warning} {
		if f != nil && source != "" && (successorsCode.MatchString(f.Code) || successorsCode.MatchString(f.Reason)) {
			f.Reason = provider.Reason(f.Reason, "a task of "+source+", which is listed here as well")
		}
	}
}
