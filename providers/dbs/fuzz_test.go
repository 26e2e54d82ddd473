package dbs_test

import (
	"context"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// fuzz feeds an operation bodies with a status. It may never panic, nor take for
// success what says that it is none.
func fuzz(f *testing.F, operation string) {
	for _, op := range operations {
		if op.name != operation {
			continue
		}
		f.Add(200, canned(f, op.body))
		f.Add(200, `{"Success":false,"ErrCode":"Request.Forbidden","ErrMessage":"Have no Permissions","HttpStatusCode":403}`)
		f.Add(403, `{"Code":"NoPermission","Message":"m","RequestId":"r"}`)
		f.Fuzz(func(t *testing.T, status int, body string) {
			if status < 200 || status > 599 {
				status = 200
			}
			out, err := op.call(context.Background(), fixed(status, body).client(t))
			e, typed := errors.AsType[*errors.Error](err)
			switch {
			case err != nil && (!typed || e.Kind == "" || e.Operation != operation):
				t.Errorf("%d %q: the error %#v is not complete", status, body, err)
			case err != nil:
				return
			case status > 299:
				t.Errorf("%d %q: read as %+v", status, body, out)
			case !strings.Contains(body, "{") || strings.HasPrefix(strings.TrimSpace(body), "<"):
				t.Errorf("%q: read as %+v", body, out)
			}
		})
	}
}

func FuzzDescribeJobErrorCode(f *testing.F)         { fuzz(f, "DescribeJobErrorCode") }
func FuzzDescribeBackupPlanList(f *testing.F)       { fuzz(f, "DescribeBackupPlanList") }
func FuzzDescribeFullBackupList(f *testing.F)       { fuzz(f, "DescribeFullBackupList") }
func FuzzDescribeIncrementBackupList(f *testing.F)  { fuzz(f, "DescribeIncrementBackupList") }
func FuzzDescribeRestoreTaskList(f *testing.F)      { fuzz(f, "DescribeRestoreTaskList") }
func FuzzDescribePreCheckProgressList(f *testing.F) { fuzz(f, "DescribePreCheckProgressList") }
