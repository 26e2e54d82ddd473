package cbr_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
)

func FuzzListOpLogs(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).ListOpLogs(t.Context(), cbr.ListOpLogsInput{})
		if a.Status == http.StatusNotFound && err == nil {
			if len(out.OperationLogs.Rows)+len(out.OperationLogs.Dropped) > 0 {
				t.Errorf("the status 404 with %q gave %+v, want an empty list or an error", a.Body, out)
			}
			return
		}
		a.Check(t, out != nil, err)
	}, huaweitest.Testdata(f, "list_op_logs", "document"), `{"operation_logs":[{"id":"i","error_info":null,"extra_info":{"backup":{"incremental":true}}},7]}`)
}

func FuzzShowOpLog(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		task, err := open(t, config(a)).Get(t.Context(), "i")
		a.Check(t, task.ID != "", err)
	}, `{"operation_log":{"id":"i","status":"success","extra_info":{"vault_delete":{"fail_delete_count":1}}}}`)
}
