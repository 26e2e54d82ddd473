package main

import (
	"context"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// explainTask asks a service what became of a task.
func (p *program) explainTask(ctx context.Context, id string) (int, error) {
	if id == "" {
		return 0, p.flags.value("task", "must not be empty")
	}
	client, err := p.client(ctx)
	if err != nil {
		return 0, err
	}
	bounded, cancel := p.within(ctx)
	defer cancel()
	source := client.Source()
	f, err := sdk.ExplainTask(bounded, client, id, p.flags.lang)
	if err != nil {
		return p.fail(ctx, source.Name, err)
	}
	if f == nil {
		p.namesNone(source, id)
		return exitFound, nil
	}
	cut := p.secrets.cut
	r := explanation(f.Explain(p.flags.lang))
	r.Source, r.Service, r.Code, r.Kind, r.Retry = cut(source.Name), source.Service, cut(f.Code), f.Kind, f.Retry
	r.ServiceCode, r.ServiceMessage = cut(f.Code), cut(f.Reason)
	p.explained([]explanationRecord{r})
	return exitGood, nil
}

// namesNone says that the service names no error. Nothing is explained then.
func (p *program) namesNone(source sdk.Source, id string) {
	if p.asTable() {
		p.console.print("The service names no error for " + seen(p.secrets.cut(id)) + ".\n")
		return
	}
	p.console.record(explanationRecord{
		Record: "explanation", Source: p.secrets.cut(source.Name), Service: source.Service,
		Kind: errors.Unknown, Retry: errors.RetryUnknown, Lang: p.flags.lang,
	})
}
