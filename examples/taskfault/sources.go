package main

import (
	"context"
	"iter"
	"log/slog"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
)

// sourcesVariable holds the sources of those who give none by flag.
const sourcesVariable = "TASKFAULT_SOURCES"

// clients opens every source that is given, by flag or else by the
// environment; with neither, those of the embedded emulator.
func (p *program) clients(ctx context.Context) ([]sdk.Client, error) {
	given, err := p.given()
	if err != nil {
		return nil, err
	}
	if len(given) == 0 {
		p.console.complain("no source is given: reading every service of the embedded emulator; set --source or " + sourcesVariable + " to read real ones")
		return p.embedded(ctx)
	}
	var all []sdk.Client
	for _, source := range given {
		c, err := p.open(ctx, source)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// client opens the one source that a command asks.
func (p *program) client(ctx context.Context) (sdk.Client, error) {
	given, err := p.given()
	switch {
	case err != nil:
		return nil, err
	case len(given) == 0:
		return nil, p.flags.wrong(p.flags.command + " needs --source")
	case len(given) > 1:
		return nil, p.wrongSource(p.flags.command + " takes one source")
	}
	return p.open(ctx, given[0])
}

// given are the sources that the user wrote, each once. A URL that is none is a
// usage error.
func (p *program) given() ([]provider.SourceURL, error) {
	written, err := p.written()
	if err != nil {
		return nil, err
	}
	var all []provider.SourceURL
	times := make(map[string]int, len(written))
	for _, text := range written {
		source, err := providers.Parse(text)
		if err != nil {
			return nil, p.refused(err)
		}
		same := source.Canonical()
		switch times[same]++; times[same] {
		case 1:
			all = append(all, source)
		case 2:
			p.console.complain(source.Name + " is given more than once, and is read once")
		}
	}
	return all, nil
}

// written are the sources' URLs, of the flag or else of the environment. A
// variable that is set and empty is a secret that is missing, and no wish for the
// emulator: made-up failures would look like real ones.
func (p *program) written() ([]string, error) {
	if p.flags.given("source") {
		return p.flags.sources, nil
	}
	text, set := p.env(sourcesVariable)
	written := strings.Fields(text)
	if set && len(written) == 0 {
		return nil, p.flags.wrong(sourcesVariable + " is set and empty: write sources into it, or unset it to try the emulator")
	}
	return written, nil
}

// open opens one source. A URL that cannot be is a usage error; what else fails,
// credentials for instance, is an error of that source alone.
func (p *program) open(ctx context.Context, source provider.SourceURL) (sdk.Client, error) {
	c, err := providers.Default().OpenURL(ctx, source, providers.WithTransport(p.transport()), providers.WithLang(p.flags.lang))
	switch {
	case errors.Is(err, errors.InvalidInput):
		return nil, p.refused(inURL(source, err))
	case err != nil:
		return unopened{sdk.Source{Name: source.Name, Service: source.Service, Region: source.Region}, err}, nil
	}
	return c, nil
}

// refused is the usage error for a source that cannot be.
func (p *program) refused(err error) error {
	text := err.Error()
	if e, ok := errors.AsType[*errors.Error](err); ok {
		text = e.ErrorMessage()
	}
	return p.wrongSource(seen(text))
}

// wrongSource is the usage error about a source, with the flag or the variable that
// it comes from.
func (p *program) wrongSource(text string) error {
	from := "--source"
	if !p.flags.given("source") {
		from = sourcesVariable
	}
	return p.flags.wrong(from + ": " + text)
}

// inURL tells an error of a source's configuration to somebody who wrote a URL.
func inURL(source provider.SourceURL, err error) error {
	text := inWords(err).Error()
	if e, ok := errors.AsType[*errors.Error](err); ok && e.Field != "" {
		spec, _ := providers.Default().Find(source.Service)
		if key, has := spec.KeyOf(e.Field); has {
			text = "the value of " + key.Name + strings.TrimPrefix(text, e.Field)
		}
	}
	return errors.New(source.Name + ": " + text)
}

// transport are the options of calls that the flags ask for. One value for all
// clients lets them share what they learn about limits and clocks. What they learn
// about a key belongs to the run, which is the process but for tests.
func (p *program) transport() transport.Options {
	if p.shared == nil {
		p.shared, p.keys = new(transport.Shared), transport.NewKeys()
	}
	o := transport.Options{
		MaxAttempts: p.flags.maxAttempts,
		Rate:        p.flags.rps,
		Shared:      p.shared,
		Keys:        p.keys,
		UserAgent:   "taskfault-cli",
		AllowHTTP:   p.flags.allowHTTP,
		Warn:        p.warn,
		Secrets:     p.secrets.add,

		RoundTripper: p.network,
	}
	if p.flags.verbose {
		o.Logger = slog.New(slog.NewTextHandler(p.console, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return o
}

// warn tells of what makes a run unsafe, once: where one source is read over plain
// http, the others are likely to be as well.
func (p *program) warn(text string) {
	if !p.warned.Swap(true) {
		p.console.complain("warning: " + text)
	}
}

// unopened is a source whose client could not be made. It fails when its turn
// comes, so that the others are read.
type unopened struct {
	source sdk.Source
	err    error
}

func (u unopened) Source() sdk.Source { return u.source }

func (u unopened) Pages(context.Context, sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) { yield(sdk.Page{}, u.err) }
}

func (u unopened) Get(context.Context, string) (sdk.Task, error) { return sdk.Task{}, u.err }

func (u unopened) ExplainTask(context.Context, string, string) (*errors.Failure, error) {
	return nil, u.err
}

func (u unopened) ReportFailure(context.Context, sdk.FailureReport) (sdk.ReportResult, error) {
	return sdk.ReportResult{}, u.err
}

func (u unopened) ReportSuccess(context.Context, sdk.SuccessReport) (sdk.ReportResult, error) {
	return sdk.ReportResult{}, u.err
}
