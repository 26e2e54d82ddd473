package sdrs_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// watched counts the pages of failures that are asked for.
type watched struct {
	http.RoundTripper
	pages atomic.Int64
}

func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/failure-jobs") {
		w.pages.Add(1)
	}
	return w.RoundTripper.RoundTrip(r)
}

// scanSlowly scans a list of so many failures with a consumer that waits after
// each, and sees to it that the scan never runs ahead of it by more than a page.
func scanSlowly(t *testing.T, rows int, pause time.Duration) {
	t.Helper()
	shelf := &watched{RoundTripper: newShelf(rows, false)}
	scan := sdk.Failures(sdk.Query{}, open(t, config(shelf)))
	n := 0
	for _, err := range scan.All(t.Context()) {
		if err != nil {
			t.Fatalf("after %d failures: %v", n, err)
		}
		n++
		time.Sleep(pause)
		// A page has 998 new rows: its first is the last of the page before.
		if asked, most := int(shelf.pages.Load()), (n-1)/998+2; asked > most {
			t.Fatalf("%d pages were asked for when %d failures were taken, want at most %d", asked, n, most)
		}
	}
	if n != rows || !scan.Complete() {
		t.Fatalf("%d failures, complete=%t, want %d and true", n, scan.Complete(), rows)
	}
}

// A consumer that takes its time does not let rows heap up: 200,000 failures with
// a pause after each take no more than a scan without. That is what 100,000 may
// take, and for each further one what [paging.Seen] does.
func TestASlowScanIsSmall(t *testing.T) {
	measurable(t)
	const rows, most = 200_000, mostForScan + 72*100_000
	got := min(peak(t, rows, time.Millisecond), peak(t, rows, time.Millisecond), peak(t, rows, time.Millisecond))
	t.Logf("%.1f MiB", float64(got)/mebibyte)
	if got > most {
		t.Errorf("a slow scan of %d failures took %.1f MiB at its peak, want at most %.1f", rows, float64(got)/mebibyte, float64(most)/mebibyte)
	}
}

// A scan of 200,000 failures that is canceled half-way says that it is not whole
// and where to go on, and the next one brings the rest.
func TestASlowScanIsCanceledHalfWay(t *testing.T) {
	rows := 200_000
	if raceDetector || testing.Short() {
		rows = 20_000
	}
	synctest.Test(t, func(t *testing.T) {
		client := open(t, config(newShelf(rows, false)))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		seen := make(map[string]bool, rows)
		q := sdk.Query{}
		scan := sdk.Failures(q, client)
		var ended error
		for task, err := range scan.All(ctx) {
			if err != nil {
				ended = err
				continue
			}
			if seen[task.ID] {
				t.Fatalf("%s came twice", task.ID)
			}
			seen[task.ID] = true
			time.Sleep(time.Millisecond)
			if len(seen) == rows/2 {
				cancel()
			}
		}
		r := scan.Receipts()[0]
		if scan.Complete() || r.Complete || r.Limited || r.Cursor == "" || !errors.Is(r.Err, errors.Canceled) || !errors.Is(ended, context.Canceled) {
			t.Fatalf("the receipt is %+v and the error %v; want it incomplete and canceled, with a cursor", r, ended)
		}
		// What was read ahead when the end came may still be handed out.
		if r.Tasks != len(seen) || r.Tasks < rows/2 || r.Tasks > rows/2+2*999 {
			t.Errorf("the receipt has %d tasks, %d were handed out; want half of %d and at most two pages more", r.Tasks, len(seen), rows)
		}
		if info, err := r.Cursor.Describe(); err != nil || info.Done || info.Source.Name != client.Source().Name {
			t.Errorf("the cursor is %+v, %v", info, err)
		}
		q.Resume = []sdk.Cursor{r.Cursor}
		rest := sdk.Failures(q, open(t, config(newShelf(rows, false)))) // another process
		repeats := 0
		for task, err := range rest.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if seen[task.ID] {
				repeats++
			}
			seen[task.ID] = true
		}
		if len(seen) != rows || !rest.Complete() || repeats > 999 {
			t.Errorf("%d failures in all, %d of them twice, complete=%t; want %d, at most a page, and true", len(seen), repeats, rest.Complete(), rows)
		}
	})
}
