package dbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/alibabatest"
)

func fuzz(f *testing.F, operation string) {
	operations.Fuzz(f, operation,
		alibabatest.Answer{Status: 200, Body: `{"Success":false,"ErrCode":"Request.Forbidden","ErrMessage":"Have no Permissions","HttpStatusCode":403}`},
		alibabatest.Answer{Status: 403, Body: `{"Code":"NoPermission","Message":"m","RequestId":"r"}`})
}

func FuzzDescribeJobErrorCode(f *testing.F)         { fuzz(f, "DescribeJobErrorCode") }
func FuzzDescribeBackupPlanList(f *testing.F)       { fuzz(f, "DescribeBackupPlanList") }
func FuzzDescribeFullBackupList(f *testing.F)       { fuzz(f, "DescribeFullBackupList") }
func FuzzDescribeIncrementBackupList(f *testing.F)  { fuzz(f, "DescribeIncrementBackupList") }
func FuzzDescribeRestoreTaskList(f *testing.F)      { fuzz(f, "DescribeRestoreTaskList") }
func FuzzDescribePreCheckProgressList(f *testing.F) { fuzz(f, "DescribePreCheckProgressList") }
