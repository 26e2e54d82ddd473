package fnf_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// keys are the emulator's.
var keys = credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"})

// open makes a client over a RoundTripper, fast enough for a test.
func open(t testing.TB, rt http.RoundTripper, change ...func(*fnf.Config)) *fnf.Client {
	t.Helper()
	c := fnf.Config{
		Region: "cn-hangzhou", Endpoint: "http://fnf.test", Credentials: keys, RoundTripper: rt,
		Transport: transport.Options{Rate: 1e6, MaxAttempts: 1},
	}
	for _, f := range change {
		f(&c)
	}
	client, err := fnf.New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return client
}

// overEmulator makes a client over an emulator of its own.
func overEmulator(t testing.TB, c emulator.Config, change ...func(*fnf.Config)) *fnf.Client {
	t.Helper()
	return open(t, emulator.Transport(emulator.FnF(c)), change...)
}

// scan reads everything that q keeps.
func scan(t testing.TB, c *fnf.Client, q sdk.Query) (tasks []sdk.Task, pages []sdk.Page) {
	t.Helper()
	for page, err := range c.Pages(context.Background(), q) {
		if err != nil {
			t.Fatalf("Pages(%+v): %v", q, err)
		}
		pages = append(pages, page)
		for _, task := range page.Tasks {
			if q.Keep(task) {
				tasks = append(tasks, task)
			}
		}
	}
	return tasks, pages
}

// ids are the tasks' IDs, one a line.
func ids(tasks []sdk.Task) string {
	var b strings.Builder
	for _, t := range tasks {
		b.WriteString(t.ID + "\n")
	}
	return b.String()
}

var onlyFailed = []sdk.State{sdk.Failed}

func TestEveryPlantedFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 12, 150} {
		for seed := range uint64(3) {
			for _, signature := range []string{"v1", "v3"} {
				for _, size := range []int{0, 7} {
					t.Run(fmt.Sprintf("failures=%d,seed=%d,%s,size=%d", n, seed, signature, size), func(t *testing.T) {
						c := overEmulator(t, emulator.Config{Seed: seed, Failures: n}, func(c *fnf.Config) { c.Signature = signature })
						tasks, pages := scan(t, c, sdk.Query{States: onlyFailed, PageSize: size})
						if want := max(n, 0); len(tasks) != want {
							t.Errorf("%d failed tasks, want %d", len(tasks), want)
						}
						seen := map[string]bool{}
						for _, task := range tasks {
							if seen[task.ID] {
								t.Errorf("%s came twice", task.ID)
							}
							seen[task.ID] = true
							if f := task.Failure; f == nil || f.Code == "" || f.Reason == "" || f.Phase == "" {
								t.Errorf("%s: the failure is %+v, want code, reason and phase", task.ID, f)
							}
						}
						for i, p := range pages {
							if (p.Cursor == "") != (i == len(pages)-1) {
								t.Errorf("page %d of %d has the cursor %q", i+1, len(pages), p.Cursor)
							}
							if len(p.Dropped)+len(p.Lookups) > 0 {
								t.Errorf("page %d: dropped %v, lookups %v", i+1, p.Dropped, p.Lookups)
							}
						}
					})
				}
			}
		}
	}
}

var _ = errors.NotFound
