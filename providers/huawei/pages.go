package huawei

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Walk is a walk over tasks.
type Walk = provider.Walk[sdk.Task]

// Source names the client's source; states are the only ones it can list.
func (c *Client) Source(states ...sdk.State) sdk.Source {
	return sdk.Source{Name: c.name, Service: c.service, Region: c.region, Project: c.project.config.ProjectID, States: states}
}

// Task is a task with what is the same for all of this client's.
func (c *Client) Task(project string) (t sdk.Task) {
	c.begin(&t, project)
	return t
}

// begin is Task in place.
func (c *Client) begin(t *sdk.Task, project string) {
	t.Service, t.Region, t.Project = c.service, c.region, project
}

// Begin starts a walk at a cursor, empty for the beginning.
type Begin func(ctx context.Context, p *provider.Progress, start string) Walk

// Settle finds out what a page of tasks still lacks.
type Settle func(ctx context.Context, p *provider.Progress, tasks []sdk.Task) ([]sdk.Task, error)

// Pages ranges over a walk as the pages of an [sdk.Client]. settle may be nil.
func (c *Client) Pages(ctx context.Context, q sdk.Query, src sdk.Source, begin Begin, settle Settle) iter.Seq2[sdk.Page, error] {
	return provider.Listing[sdk.Task]{
		Source: src,
		Walk:   begin,
		Tasks:  settle,
	}.Pages(ctx, q)
}

// Options are the options of a walk that asks for as many rows at once as the
// query says, or most.
func (c *Client) Options(q sdk.Query, operation string, most int, start string) paging.Options {
	o := provider.WalkOptions(c.Source(), q, operation, most, start)
	o.Smaller = provider.Fewer(fewer)
	return o
}

// fewer is what a list is asked for instead of a larger page that it refuses: the
// documents disagree here and there about the most. A list that may refuse this as
// well is given a number of its own.
const fewer = 100

// Codes tells what the codes of the service mean.
func (c *Client) Codes() *errors.Codes { return c.codes }

// Failure is [errors.Codes.Failure] for a service that may write null for what there
// is none of.
func (c *Client) Failure(code, reason, phase string) *errors.Failure {
	return c.codes.Failure(Reason(code), Reason(reason), phase)
}
