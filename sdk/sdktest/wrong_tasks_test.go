package sdktest_test

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

// wrongTasks are clients that tell tasks wrongly, or the wrong tasks.
func wrongTasks() []wrongClient {
	return []wrongClient{
		{"Get tells another type", byGet(func(t *sdk.Task) { t.Type += "s" }), byGetCases},
		{"Get tells no resource", byGet(func(t *sdk.Task) { t.Resource = sdk.Resource{} }), byGetCases},
		{"Get tells no start", byGet(func(t *sdk.Task) { t.StartedAt = time.Time{} }), byGetCases},
		{"Get tells no code", byGet(withFailure(func(f *errors.Failure) { f.Code = "" })), byGetCases},
		{"Get tells no reason", byGet(withFailure(func(f *errors.Failure) { f.Reason = "" })), byGetCases},
		{"Get does not know a word", byGet(unmapped("protecting")), byGetCases},
		{"nobody knows a word", always(unmapped("protecting")), plantedCases},
		{"nobody knows the word of an end", always(unmapped("deleted")), plantedCases},
		{"it has another type", always(func(t *sdk.Task) { t.Type += "s" }), plantedCases},
		{"it has no resource", always(func(t *sdk.Task) { t.Resource = sdk.Resource{} }), plantedCases},
		{"it has no start", always(func(t *sdk.Task) { t.StartedAt = time.Time{} }), plantedCases},
		{"it has no end", always(func(t *sdk.Task) { t.EndedAt = time.Time{} }), plantedCases},
		{"it has no code", always(withFailure(func(f *errors.Failure) { f.Code = "" })), plantedCases},
		{"it has no reason", always(withFailure(func(f *errors.Failure) { f.Reason = "" })), append(plantedCases, "trouble")},
		{"what goes on is over", always(func(t *sdk.Task) {
			if t.State == sdk.Running {
				t.State = sdk.Succeeded
			}
		}), plantedCases},
		{"a half success is a success", always(func(t *sdk.Task) { t.Warning = nil }), append(plantedCases, "half is not whole", "trouble")},
		{"an unknown state says no more", always(func(t *sdk.Task) {
			if t.State == sdk.Unknown {
				t.Failure = nil
			}
		}), []string{"a reason behind an unknown status"}},
		{"its window goes by the beginning", with(func(c sdk.Client) sdk.Client { return byBeginning{c} }), []string{"window"}},
		{"its window goes by the end", with(func(c sdk.Client) sdk.Client { return byEnd{c} }), []string{"window"}},
	}
}

// byGetCases find a Get that tells less than lists, plantedCases a client that
// tells less than there is.
var (
	byGetCases   = []string{"get", "planted tasks by Get"}
	plantedCases = []string{"planted tasks in lists", "planted tasks by Get"}
)

// withFailure changes a copy of the task's failure, if it has one.
func withFailure(change func(*errors.Failure)) func(*sdk.Task) {
	return func(t *sdk.Task) {
		if t.Failure != nil {
			f := *t.Failure
			change(&f)
			t.Failure = &f
		}
	}
}

// unmapped makes a word of the service's one that no table knows.
func unmapped(word string) func(*sdk.Task) {
	return func(t *sdk.Task) {
		if t.RawState == word {
			t.State = sdk.Unknown
		}
	}
}

// always changes each task, in lists and by Get.
func always(change func(*sdk.Task)) sdktest.Harness {
	return with(func(c sdk.Client) sdk.Client {
		return bent{
			Client: c,
			pages: func(p sdk.Page, err error) (sdk.Page, error) {
				for i := range p.Tasks {
					change(&p.Tasks[i])
				}
				return p, err
			},
			get: func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
				t, err := c.Get(ctx, id)
				if err == nil {
					change(&t)
				}
				return t, err
			},
		}
	})
}

// byGet changes each task that Get reads.
func byGet(change func(*sdk.Task)) sdktest.Harness {
	return getting(func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
		t, err := c.Get(ctx, id)
		if err == nil {
			change(&t)
		}
		return t, err
	})
}

// byBeginning leaves out what began before the window.
type byBeginning struct{ sdk.Client }

func (c byBeginning) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return bent{Client: c.Client, pages: func(p sdk.Page, err error) (sdk.Page, error) {
		p.Tasks = slices.DeleteFunc(p.Tasks, func(t sdk.Task) bool { return t.StartedAt.Before(q.Since) })
		return p, err
	}}.Pages(ctx, q)
}

// byEnd leaves out what ended behind the window.
type byEnd struct{ sdk.Client }

func (c byEnd) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return bent{Client: c.Client, pages: func(p sdk.Page, err error) (sdk.Page, error) {
		p.Tasks = slices.DeleteFunc(p.Tasks, func(t sdk.Task) bool { return !q.Until.IsZero() && t.EndedAt.After(q.Until) })
		return p, err
	}}.Pages(ctx, q)
}
