package sdk_test

import (
	"context"
	"fmt"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// What failed, and is that all of it? The clients here are made up; those of
// the packages under providers are used in the same way.
func ExampleFailures() {
	backups, recovery := newFake("dbs", 2), newFake("sdrs", 1, 1)
	recovery.failAt, recovery.err = 2, &errors.Error{Service: "sdrs", Operation: "ListFailureJobs", Kind: errors.Unavailable, Status: 503}

	scan := sdk.Failures(sdk.Query{Parallel: 1}, backups, recovery)
	for task, err := range scan.All(context.Background()) {
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		fmt.Println(task.Service, task.ID)
	}
	if !scan.Complete() {
		for _, r := range scan.Receipts() {
			fmt.Println(r.Source, "complete:", r.Complete, "pages:", r.Pages, "tasks:", r.Tasks)
		}
	}
	// Output:
	// dbs dbs/0
	// dbs dbs/1
	// sdrs sdrs/0
	// error: sdrs://eu-de: sdrs ListFailureJobs failed: unavailable (HTTP 503)
	// dbs://eu-de complete: true pages: 1 tasks: 2
	// sdrs://eu-de complete: false pages: 1 tasks: 1
}

// How does a scan go on where an earlier one ended, in another process?
func ExampleQuery_resume() {
	recovery := newFake("sdrs", 2, 2)
	first := sdk.Failures(sdk.Query{Limit: 3}, recovery)
	for task := range first.All(context.Background()) {
		fmt.Println("first run:", task.ID)
	}

	var kept []sdk.Cursor // in a file, say
	for _, r := range first.Receipts() {
		if r.Cursor != "" {
			kept = append(kept, r.Cursor)
		}
	}
	second := sdk.Failures(sdk.Query{Resume: kept}, recovery)
	for task := range second.All(context.Background()) {
		fmt.Println("second run:", task.ID) // sdrs/2 again: its page was not taken whole
	}
	fmt.Println("complete:", second.Complete())
	// Output:
	// first run: sdrs/0
	// first run: sdrs/1
	// first run: sdrs/2
	// second run: sdrs/2
	// second run: sdrs/3
	// complete: true
}

// Which of the last day's failures is the newest, over all services?
func ExampleScan_Merged() {
	backups, recovery := newFake("dbs", 2), newFake("sdrs", 1)
	scan := sdk.Failures(sdk.Query{Limit: 2}, backups, recovery)
	for task := range scan.Merged(context.Background()) {
		fmt.Println(task.StartedAt.Format(time.DateTime), task.ID)
	}
	// Output:
	// 2026-01-31 00:00:00 dbs/0
	// 2026-01-31 00:00:00 sdrs/0
}

// Is this the same failure as last night's?
func ExampleTask_Fingerprint() {
	last := sdk.Task{Service: "vbs", Region: "eu-de", ID: "1", Type: "backup", Resource: sdk.Resource{ID: "disk-7"}}
	tonight := last
	tonight.ID = "2"
	fmt.Println(last.Fingerprint() == tonight.Fingerprint())
	// Output: true
}
