package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// stow is a client of a service whose answers are at hand. A whole one is under
// sdk/sdktest/testdata/outside.
type stow struct{ answers map[string]string } // by the token that asks for them

// job is a row of the service's.
type job struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

func (s stow) Source() sdk.Source {
	return sdk.Source{Name: "stow://north", Service: "stow", Region: "north"}
}

func (s stow) Get(context.Context, string) (sdk.Task, error) {
	return sdk.Task{}, errors.Unsupported // left out here
}

// Pages turns rows into tasks, and tells of rows that cannot be read.
func (s stow) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return provider.Listing[sdk.Task]{Source: s.Source(), Walk: func(ctx context.Context, p *provider.Progress, start string) provider.Walk[sdk.Task] {
		fetch := func(_ context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
			var out struct {
				Jobs wire.List[job] `json:"jobs"`
				Next string         `json:"next"`
			}
			if err := wire.Unmarshal([]byte(s.answers[r.Marker]), &out); err != nil {
				return paging.Answer[sdk.Task]{}, err
			}
			a := provider.Rows(p, provider.Place{Operation: "ListJobs", Before: provider.NotNumbered}, &out.Jobs, fillJob)
			a.Next = out.Next
			return a, nil
		}
		return paging.Token(ctx, provider.WalkOptions(s.Source(), q, "ListJobs", 100, start), fetch, func(t *sdk.Task) string { return t.ID })
	}}.Pages(ctx, q)
}

// fillJob makes t the task that a job is, or says what the job lacks to be one.
func fillJob(j *job, _ json.RawMessage, t *sdk.Task) (lack string) {
	if j.ID == "" {
		return "has no id"
	}
	*t = sdk.Task{Service: "stow", Region: "north", ID: j.ID, Type: "backup", RawState: j.Status, State: sdk.Unknown}
	if j.Status == "failed" {
		t.State = sdk.Failed
		t.Failure = errors.NewCodes("stow", "").Failure("", "", "backup")
	}
	return ""
}

// The rows of a list become the pages of a client. One of them cannot be read: it is
// told, and the scan does not pass for a whole one.
func ExampleListing() {
	client := stow{map[string]string{
		"":       `{"jobs":[{"id":"a","status":"failed"},{"status":"failed"}],"next":"page-2"}`,
		"page-2": `{"jobs":[{"id":"b","status":"done"},{"id":"c","status":"failed"}]}`,
	}}
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(context.Background()) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(task.ID, task.State)
	}
	fmt.Println("complete:", scan.Complete())
	// Output:
	// a failed
	// stow://north: stow ListJobs in north failed: malformed: row 1 has no id
	// c failed
	// complete: false
}
