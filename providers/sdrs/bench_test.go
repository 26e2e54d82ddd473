package sdrs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
)

// plainPage is a page of failed tasks for encoding/json.
type plainPage struct {
	Count       int        `json:"count"`
	FailureJobs []plainJob `json:"failure_jobs"`
}

type plainJob struct {
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
}

// readPage brings the first page of a scan, as tasks.
func readPage(ctx context.Context, client *sdrs.Client) (tasks int, err error) {
	for page, err := range client.Pages(ctx, sdk.Query{}) {
		return len(page.Tasks), err
	}
	return 0, nil
}

// BenchmarkPage is a page of failures from bytes to tasks. Ours is the whole
// way: request, signature, body, decoding, conversion and walk. The floor is
// encoding/json alone over bytes that are there already.
func BenchmarkPage(b *testing.B) {
	const rows = 999 // what a scan asks for
	shelf := newShelf(rows, true)
	body := shelf.whole()
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var out plainPage
			if err := json.Unmarshal(body, &out); err != nil || len(out.FailureJobs) != rows {
				b.Fatal(len(out.FailureJobs), err)
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		client := open(b, config(shelf))
		b.ReportAllocs()
		for b.Loop() {
			if n, err := readPage(b.Context(), client); err != nil || n != rows {
				b.Fatal(n, err)
			}
		}
	})
}

// BenchmarkScan is a scan of 100,000 failures from request to task: ours with
// its receipt, and a loop by hand that neither signs nor notices when the list
// moves.
func BenchmarkScan(b *testing.B) {
	const rows = 100_000
	shelf := newShelf(rows, true)
	b.Run("floor", func(b *testing.B) {
		client := &http.Client{Transport: shelf}
		b.ReportAllocs()
		for b.Loop() {
			if n, err := scanByHand(b.Context(), client); err != nil || n != rows {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		client := open(b, config(shelf))
		b.ReportAllocs()
		for b.Loop() {
			if n, err := scanAll(b.Context(), client); err != nil || n != rows {
				b.Fatal(n, err)
			}
		}
	})
}

// scanAll counts the failures of a scan.
func scanAll(ctx context.Context, client *sdrs.Client) (failures int, err error) {
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(ctx) {
		if err != nil {
			return failures, err
		}
		if task.Failure.Code != "" {
			failures++
		}
	}
	if !scan.Complete() {
		return failures, fmt.Errorf("incomplete: %+v", scan.Receipts())
	}
	return failures, nil
}

// scanByHand is [scanAll] with net/http and encoding/json.
func scanByHand(ctx context.Context, client *http.Client) (failures int, err error) {
	for offset := 0; ; {
		page, err := pageByHand(ctx, client, offset)
		if err != nil {
			return failures, err
		}
		for i := range page.FailureJobs {
			if page.FailureJobs[i].ErrorCode != "" {
				failures++
			}
		}
		if offset += len(page.FailureJobs); offset >= page.Count || len(page.FailureJobs) == 0 {
			return failures, nil
		}
	}
}

func pageByHand(ctx context.Context, client *http.Client, offset int) (*plainPage, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/task-center/failure-jobs?limit=999&offset=%d", base, offset), nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d", resp.StatusCode)
	}
	var out plainPage
	if err := json.NewDecoder(io.LimitReader(resp.Body, 16<<20)).Decode(&out); err != nil {
		return nil, err
	}
	return &out, nil
}

// The two ways of the benchmarks must read the same, however the shelf makes its
// pages.
func TestShelf(t *testing.T) {
	for _, beforehand := range []bool{true, false} {
		for _, rows := range []int{0, 1, 999, 2500} {
			shelf := newShelf(rows, beforehand)
			ours, err := scanAll(t.Context(), open(t, config(shelf)))
			if ours != rows || err != nil {
				t.Errorf("%d rows, made beforehand %t: the scan got %d, %v", rows, beforehand, ours, err)
			}
			floor, err := scanByHand(t.Context(), &http.Client{Transport: shelf})
			if floor != rows || err != nil {
				t.Errorf("%d rows, made beforehand %t: by hand got %d, %v", rows, beforehand, floor, err)
			}
		}
	}
}
