package sdrs_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/sdrs"
)

// page is a page of rows like those of the document.
func page(rows int) string {
	row := `{"job_status":"FAIL","resource_id":"17984002-ad8a-438b-8ba6-b850224634c5","resource_name":"Protected-Instance-ab14",` +
		`"resource_type":"protectedInstance","failure_status":"createFail","job_id":"ff808082686f229a0168707beaab014e",` +
		`"job_type":"createProtectedInstance","begin_time":"2019-01-21T12:56:35.754Z","error_code":"EVS.2024",` +
		`"fail_reason":"SdrsGenerateNativeServerParamsTask-fail:volume is error!"}`
	return `{"count":1000,"failure_jobs":[` + strings.Repeat(row+",", rows-1) + row + `]}`
}

// BenchmarkListFailureJobs reads a page of 1000 failures: with the client, which
// signs and checks, and with what anybody would write by hand without that.
func BenchmarkListFailureJobs(b *testing.B) {
	rt := answers{200, page(1000)}
	b.Run("client", func(b *testing.B) {
		client := open(b, config(rt))
		b.ReportAllocs()
		for b.Loop() {
			out, err := client.ListFailureJobs(b.Context(), sdrs.ListFailureJobsInput{Limit: 999})
			if err != nil || len(out.FailureJobs.Rows) != 1000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("net-http", func(b *testing.B) {
		client := http.Client{Transport: rt}
		b.ReportAllocs()
		for b.Loop() {
			var out struct {
				Count       int `json:"count"`
				FailureJobs []struct {
					JobStatus     string    `json:"job_status"`
					ResourceID    string    `json:"resource_id"`
					ResourceName  string    `json:"resource_name"`
					ResourceType  string    `json:"resource_type"`
					FailureStatus string    `json:"failure_status"`
					JobID         string    `json:"job_id"`
					JobType       string    `json:"job_type"`
					BeginTime     time.Time `json:"begin_time"`
					ErrorCode     string    `json:"error_code"`
					FailReason    string    `json:"fail_reason"`
				} `json:"failure_jobs"`
			}
			resp, err := client.Get(base + "/task-center/failure-jobs?limit=999")
			if err != nil {
				b.Fatal(err)
			}
			err = json.NewDecoder(resp.Body).Decode(&out)
			_ = resp.Body.Close()
			if err != nil || len(out.FailureJobs) != 1000 {
				b.Fatal(err)
			}
		}
	})
}
