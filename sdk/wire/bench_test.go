package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk/wire"
)

// failureJob has the members of a row of SDRS's list of failed tasks.
type failureJob struct {
	JobStatus     string    `json:"job_status"`
	ResourceID    string    `json:"resource_id"`
	ResourceName  string    `json:"resource_name"`
	ResourceType  string    `json:"resource_type"`
	FailureStatus string    `json:"failure_status"`
	JobID         string    `json:"job_id"`
	JobType       string    `json:"job_type"`
	BeginTime     wire.Time `json:"begin_time"`
	ErrorCode     string    `json:"error_code"`
	FailReason    string    `json:"fail_reason"`
}

type failureJobs struct {
	Count       int                   `json:"count"`
	FailureJobs wire.List[failureJob] `json:"failure_jobs"`
}

// plainJobs is the same for encoding/json, with the time left as text.
type plainJobs struct {
	Count       int `json:"count"`
	FailureJobs []struct {
		JobStatus     string `json:"job_status"`
		ResourceID    string `json:"resource_id"`
		ResourceName  string `json:"resource_name"`
		ResourceType  string `json:"resource_type"`
		FailureStatus string `json:"failure_status"`
		JobID         string `json:"job_id"`
		JobType       string `json:"job_type"`
		BeginTime     string `json:"begin_time"`
		ErrorCode     string `json:"error_code"`
		FailReason    string `json:"fail_reason"`
	} `json:"failure_jobs"`
}

// reasons are the sample's, and some in its manner.
var reasons = []string{
	"SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	"SdrsCreateReplicationPairTask-fail:quota of volumes exceeded.",
	"SdrsAttachReplicationPairTask-fail:server is not active, please retry later",
	"SdrsStopProtectionGroupTask-fail:timeout",
}

// page writes rows like those of SDRS's sample, each with IDs of its own.
func page(rows int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"count":%d,"failure_jobs":[`, rows)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"job_status":"FAIL","resource_id":"17984002-ad8a-438b-8ba6-%012d",`+
			`"resource_name":"Protected-Instance-%04x","resource_type":"protectedInstance","failure_status":"createFail",`+
			`"job_id":"ff808082686f229a%016x","job_type":"createProtectedInstance","begin_time":"2019-01-21T12:%02d:35.754Z",`+
			`"error_code":"EVS.2024","fail_reason":"%s"}`, i, i, i, i%60, reasons[i%len(reasons)])
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkPage(b *testing.B) {
	body := page(1000)
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var out failureJobs
			if err := wire.Unmarshal(body, &out); err != nil || len(out.FailureJobs.Rows) != 1000 {
				b.Fatal(len(out.FailureJobs.Rows), err)
			}
		}
	})
	b.Run("wire with raw", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			out := failureJobs{FailureJobs: wire.List[failureJob]{KeepRaw: true}}
			if err := wire.Unmarshal(body, &out); err != nil || len(out.FailureJobs.Raw) != 1000 {
				b.Fatal(len(out.FailureJobs.Raw), err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var out plainJobs
			if err := json.Unmarshal(body, &out); err != nil || len(out.FailureJobs) != 1000 {
				b.Fatal(len(out.FailureJobs), err)
			}
		}
	})
}
