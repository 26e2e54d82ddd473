package cbr

import (
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
)

// The parts of a task that can fail in one that goes well, as the phase of its warning.
const (
	partConsistency = "app_consistency"
	partBackups     = "err_sync_backup_num"
	partCount       = "fail_count"
)

// part is one that failed.
type part struct{ name, code, reason string }

// warning tells what failed inside of a task that did not, nil if nothing did. The code
// is that of the first part, which says most.
func (c *Client) warning(row *OperationLog) *errors.Failure {
	parts := row.failedParts()
	if len(parts) == 0 {
		return nil
	}
	code, reasons := parts[0].code, make([]string, 0, len(parts)+1)
	own := &row.ErrorInfo
	if code == "" {
		code = said(own.Code)
	}
	for _, text := range append([]part{{reason: huawei.Reason(own.Message)}}, parts...) {
		if text.reason != "" {
			reasons = append(reasons, text.reason)
		}
	}
	return c.cloud.Failure(code, strings.Join(reasons, "; "), parts[0].name)
}

// failedParts are those that a row tells of. A code beside a success is one as well: no
// document says what it would mean, and nobody would see it.
func (row *OperationLog) failedParts() (parts []part) {
	x := &row.ExtraInfo
	code, message := said(x.Backup.AppConsistencyErrorCode), huawei.Reason(x.Backup.AppConsistencyErrorMessage)
	if code != "" {
		parts = append(parts, part{partConsistency, code, message})
	}
	if n := x.Sync.ErrSyncBackupNum; n > 0 {
		parts = append(parts, part{name: partBackups, reason: counted(partBackups, n, x.Sync.SyncBackupNum)})
	}
	for _, c := range [...]struct{ failed, total int }{
		{x.RemoveResources.FailCount, x.RemoveResources.TotalCount},
		{max(x.VaultDelete.FailCount, x.VaultDelete.FailDeleteCount), max(x.VaultDelete.TotalCount, x.VaultDelete.TotalDeleteCount)},
	} {
		if c.failed > 0 {
			parts = append(parts, part{name: partCount, reason: counted(partCount, c.failed, c.total)})
		}
	}
	if len(parts) == 0 && said(row.ErrorInfo.Code) != "" {
		parts = append(parts, part{name: "error_info"})
	}
	return parts
}

// counted tells how many parts failed, in the service's own words.
func counted(name string, failed, total int) string {
	text := name + ": " + strconv.Itoa(failed)
	if total >= failed {
		text += " of " + strconv.Itoa(total)
	}
	return text
}
