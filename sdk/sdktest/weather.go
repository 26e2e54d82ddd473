package sdktest

import (
	"context"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// mostLists is how many lists in a row a client may try before it takes their
// service for one that is down.
const mostLists = 5

// weather are the cases about a network and a service that are not well.
var weather = []testCase{
	{
		name: "passing faults",
		rule: "every fault that is over when a request is sent again goes by unnoticed",
		run: func(s *stage) {
			for _, fault := range append(Passing(), SlowBody, Hang, Skewed) {
				f := s.scan(s.client((&Faults{First: 1, Kinds: []Fault{fault}}).RoundTripper(s.serve(planted))), sdk.Query{})
				s.whole(f, planted)
				if s.Failed() {
					s.Fatalf("after the fault %q", fault)
				}
			}
		},
	},
	{
		name: "lasting faults",
		rule: "a fault that does not pass ends the scan with an error, in bounded time and with bounded requests",
		run: func(s *stage) {
			for _, fault := range All() {
				if fault == Skewed {
					continue // an answer all the same
				}
				before, start := s.sent(), time.Now()
				f := s.scan(s.client((&Faults{Rate: 1, Kinds: []Fault{fault}}).RoundTripper(s.serve(planted))), sdk.Query{})
				if f.receipt.Complete || len(f.errs) == 0 || f.count > 0 {
					s.Errorf("under %q it found %d tasks with %d errors, complete=%v", fault, f.count, len(f.errs), f.receipt.Complete)
				}
				for _, err := range f.errs {
					if e := s.typed(err, errors.KindOf(err)); len(e.Attempts) > 4 {
						s.Errorf("under %q a call had %d attempts, want no more than 4", fault, len(e.Attempts))
					}
				}
				if took, sent := time.Since(start), s.sent()-before; took > 6*time.Minute*mostLists || sent > 4*mostLists {
					s.Errorf("under %q it took %v and %d requests; want no more than 4 attempts for each of %d lists", fault, took, sent, mostLists)
				}
			}
		},
	},
	{
		name: "rough weather",
		rule: "with one request in ten spoilt, every scan finds exactly what there is, or says that it is incomplete",
		run: func(s *stage) {
			complete := 0
			const scans = 20
			faults := &Faults{Seed: 7, Rate: 0.1}
			client := s.client(faults.RoundTripper(s.serve(planted)))
			for range scans {
				f := s.scan(client, sdk.Query{PageSize: 1})
				if f.count != len(f.tasks) {
					s.Errorf("%d tasks have %d IDs", f.count, len(f.tasks))
				}
				if f.receipt.Complete {
					complete++
					s.whole(f, planted)
				} else if len(f.errs) == 0 {
					s.Error("an incomplete scan gave no error")
				}
			}
			s.Logf("%d of %d scans complete; %v", complete, scans, faults)
			if complete < scans*9/10 {
				s.Errorf("only %d of %d scans were complete", complete, scans)
			}
		},
	},
	{
		name: "cancelled",
		rule: "a context that ends stops the scan at once, wherever it is, and the scan is not complete",
		run: func(s *stage) {
			client := s.client((&Faults{Rate: 1, Kinds: []Fault{Hang}}).RoundTripper(s.serve(planted)))
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(10*time.Second, cancel)
			start := time.Now()
			s.broken(s.scanWith(ctx, client, sdk.Query{}), errors.Canceled)
			if took := time.Since(start); took < 10*time.Second || took > 10*time.Second+50*time.Millisecond {
				s.Errorf("it came back after %v, want 10s and at most 50ms", took)
			}
		},
	},
	{
		name: "cancelled in the middle",
		rule: "a context that ends between two pages keeps what was found, and the scan is not complete",
		run: func(s *stage) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			scan := sdk.Failures(sdk.Query{PageSize: 1}, s.client(s.serve(planted)))
			n, after := 0, 0
			for _, err := range scan.All(ctx) {
				if err != nil {
					s.typed(err, errors.Canceled)
					continue
				}
				if n++; n == 1 {
					cancel()
					after = s.sent()
				}
			}
			if r := scan.Receipts()[0]; r.Complete || r.Tasks != n {
				s.Errorf("after %d tasks the receipt says complete=%v and %d tasks", n, r.Complete, r.Tasks)
			}
			if s.sent() > after+1 {
				s.Errorf("%d requests were sent after the end", s.sent()-after)
			}
		},
	},
	{
		name: "out of time",
		rule: "a deadline is a timeout, and never waited beyond",
		run: func(s *stage) {
			client := s.client((&Faults{Rate: 1, Kinds: []Fault{SlowBody}}).RoundTripper(s.serve(planted)))
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			start := time.Now()
			s.broken(s.scanWith(ctx, client, sdk.Query{}), errors.Timeout)
			if took := time.Since(start); took > 10*time.Second+50*time.Millisecond {
				s.Errorf("it came back after %v, want 10s", took)
			}
		},
	},
}
