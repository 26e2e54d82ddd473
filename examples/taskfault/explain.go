package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// explanationRecord is one meaning of one code.
type explanationRecord struct {
	Record  string       `json:"record"`
	Source  string       `json:"source,omitempty"`
	Service string       `json:"service,omitempty"`
	Code    string       `json:"code,omitempty"`
	Status  int          `json:"status,omitempty"`
	Kind    errors.Kind  `json:"kind"`
	Retry   errors.Retry `json:"retry"`
	Meaning string       `json:"meaning,omitempty"`
	Remedy  string       `json:"remedy,omitempty"`
	Lang    string       `json:"lang"`
	Doc     string       `json:"doc,omitempty"`

	// What the service said, where it was asked.
	ServiceCode    string `json:"service_code,omitempty"`
	ServiceMessage string `json:"service_message,omitempty"`
}

// retryWords say the retry advice to a person.
var retryWords = map[errors.Retry]string{
	errors.RetryYes:       "yes, with growing pauses",
	errors.RetryAfterWait: "once the state it needs has come",
	errors.RetryNo:        "no, not before something is changed",
	errors.RetryUnknown:   "nobody says",
}

var explainCommand = command{
	name: "explain",
	help: `taskfault explain [--service S] [--lang en|zh] CODE...
taskfault explain --source URL --task ID [FLAGS]

` + paragraph("With codes: what each means, and what to do, from the catalog and offline. A code with several meanings has all of them. "+
		"--service says whose code it is, where it is ambiguous: a service, one whose codes their tasks report, or the gateway of a cloud ("+
		strings.Join(codeServices(), " ")+"). Of the other flags only --output and --no-color mean something then.") + `
With --task: asks the service what became of the task, and adds the catalog's
word. ID is what get takes.

Exit code: 0 if every code is known, or the service names an error; 1 if a code
is unknown, or the service names none; 2 after an error.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		f.reading(shortRun)
		service := f.set.String("service", "", "`S`: whose code it is")
		task := f.set.String("task", "", "`ID` of the task that its service is asked about")
		f.check(func() error { return f.explanation(*service) })
		return func(ctx context.Context, p *program) (int, error) {
			if f.given("task") {
				return p.explainTask(ctx, *task)
			}
			return p.explainCodes(*service)
		}
	},
}

// codeServices are whose codes can be asked for.
func codeServices() []string { return providers.Codes().Services() }

// offlineFlags are those that mean something without a service.
var offlineFlags = []string{"service", "lang", "output", "no-color"}

// explanation checks that the flags are those of one form of the command.
func (f *flags) explanation(service string) error {
	if f.given("task") {
		switch {
		case f.given("service"):
			return f.value("service", "means nothing with --task")
		default:
			return f.noArgs()
		}
	}
	if name := f.firstOtherThan(offlineFlags); name != "" {
		return f.value(name, "means something only with --task")
	}
	if f.given("service") && !slices.Contains(codeServices(), service) {
		return f.value("service", quoted(service)+" is none of "+strings.Join(codeServices(), " "))
	}
	if len(f.args()) == 0 {
		return f.wrong("explain needs a CODE, or --source and --task")
	}
	if slices.Contains(f.args(), "") {
		return f.wrong(`explain: a CODE is empty`)
	}
	return nil
}

// explainCodes tells what the catalog knows.
func (p *program) explainCodes(service string) (int, error) {
	code := exitGood
	codes := providers.Codes()
	if service != "" {
		codes = codes.Of(service)
	}
	var records []explanationRecord
	for _, asked := range p.flags.args() {
		found := codes.LookupAll(asked)
		for _, e := range found {
			records = append(records, explanation(e.Explain(p.flags.lang)))
		}
		if len(found) == 0 {
			code = exitFound
			unknown := errors.Failure{Service: service, Code: asked}
			records = append(records, explanation(providers.Explain(&unknown, p.flags.lang)))
		}
	}
	p.explained(records)
	return code, nil
}

// explanation is the record of what is known about a code.
func explanation(x errors.Explanation) explanationRecord {
	r := explanationRecord{
		Record: "explanation", Service: x.Service, Code: x.Code, Status: x.Status, Kind: x.Kind, Retry: x.Retry,
		Meaning: x.Meaning, Remedy: x.Remedy, Lang: x.Lang, Doc: x.Page,
	}
	if r.Kind == "" {
		r.Kind = errors.Unknown
	}
	if r.Retry == "" {
		r.Retry = errors.RetryUnknown
	}
	return r
}

// explained prints explanations.
func (p *program) explained(records []explanationRecord) {
	for i, r := range records {
		r.Code = p.secrets.cut(r.Code)
		if !p.asTable() {
			p.console.record(r)
			continue
		}
		if i > 0 {
			p.console.print("\n")
		}
		p.console.print(explanationSheet(p.look(), r))
	}
}

// explanationSheet sets one explanation for a person.
func explanationSheet(look style, r explanationRecord) string {
	status := ""
	if r.Status != 0 {
		status = strconv.Itoa(r.Status)
	}
	return setFacts(look, []fact{
		{"code", seen(r.Code), bold},
		{"service", r.Service, plain},
		{"source", seen(r.Source), plain},
		{"status", status, plain},
		{"kind", string(r.Kind), ofKind(r.Kind)},
		{"retry", retryWords[r.Retry], plain},
		{"it says", seen(r.ServiceMessage), plain},
		{"meaning", r.Meaning, plain},
		{"remedy", r.Remedy, plain},
		{"document", r.Doc, dim},
	})
}
