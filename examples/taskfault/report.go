package main

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// longestErrorName is how many characters the service takes as an error's name.
// Rules match on it, so a longer one is refused here and never cut.
const longestErrorName = 128

// longestToken bounds what is read of a token's file, in bytes.
const longestToken = 1 << 20

// reportFlags are those of the command report alone.
type reportFlags struct {
	token, tokenFile string
	name, cause      string
	succeeded        bool
	result           string
}

var reportCommand = command{
	name: "report",
	acts: true,
	help: `taskfault report --source URL --token-file F --error E [--cause C] [FLAGS]
taskfault report --source URL --token-file F --succeeded --result JSON [FLAGS]

Tells a waiting workflow step that its task failed, or that it went well. URL is
fnf://REGION. The report is made once in effect, however often it has to be
sent.

Exit code: 0 when it is reported, now or by an earlier attempt of this run; 1
when somebody else had ended the step before; 2 after an error, or if it is not
known.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		var r reportFlags
		f.call(shortRun)
		f.secret(&r.token, "token", "", "`T`: the step's task token; every process of this machine can see it here")
		f.set.StringVar(&r.tokenFile, "token-file", "", "`F`: file that holds the token, - for stdin")
		f.set.StringVar(&r.name, "error", "", "`E`: the error's name, 1 to 128 characters, which the workflow's rules match")
		f.set.StringVar(&r.cause, "cause", "", "`C`: what happened; cut to 4096 characters")
		f.set.BoolVar(&r.succeeded, "succeeded", false, "report that the task went well")
		f.set.StringVar(&r.result, "result", "", "`JSON`: the step's output, with --succeeded")
		f.show()
		f.check(func() error { return f.report(r) })
		return func(ctx context.Context, p *program) (int, error) { return p.makeReport(ctx, r) }
	},
}

// report checks the flags of a report, before anything is read or sent.
func (f *flags) report(r reportFlags) error {
	if err := f.noArgs(); err != nil {
		return err
	}
	switch {
	case f.given("token") && f.given("token-file"):
		return f.value("token", "is given beside --token-file: give one of them")
	case !f.given("token") && !f.given("token-file"):
		return f.wrong("report needs --token or --token-file")
	case f.given("token") && strings.TrimSpace(r.token) == "":
		return f.value("token", "must not be empty")
	}
	if r.succeeded {
		return f.success(r)
	}
	switch {
	case f.given("result"):
		return f.value("result", "means something only with --succeeded")
	case r.name == "":
		return f.value("error", "must not be empty: the workflow's rules match on it")
	case !utf8.ValidString(r.name):
		return f.value("error", "must be UTF-8")
	case utf8.RuneCountInString(r.name) > longestErrorName:
		return f.value("error", "has more than 128 characters, and is never cut: the workflow's rules match on it")
	}
	return nil
}

// success checks the flags of a report that the task went well.
func (f *flags) success(r reportFlags) error {
	for _, name := range []string{"error", "cause"} {
		if f.given(name) {
			return f.value(name, "means nothing with --succeeded")
		}
	}
	if !json.Valid([]byte(r.result)) {
		return f.value("result", "must be JSON")
	}
	return nil
}

func (p *program) makeReport(ctx context.Context, r reportFlags) (int, error) {
	client, err := p.client(ctx)
	if err != nil {
		return 0, err
	}
	if _, takes := client.(sdk.Reporter); !takes {
		return 0, p.wrongSource(client.Source().Service + " takes no reports: give the source of a workflow service, fnf://REGION")
	}
	bounded, cancel := p.within(ctx)
	defer cancel()
	token, err := p.token(bounded, r)
	switch {
	case ctx.Err() != nil:
		return exitInterrupted, nil
	case err != nil:
		return 0, err
	}
	var result sdk.ReportResult
	if r.succeeded {
		result, err = sdk.Report(bounded, client, sdk.SuccessReport{Token: token, Output: r.result})
	} else {
		result, err = sdk.Report(bounded, client, sdk.FailureReport{Token: token, Error: r.name, Cause: r.cause})
	}
	source := client.Source().Name
	if err == nil || mayHaveLanded(err) {
		p.reported(p.report(source, result))
	}
	if err != nil {
		return p.fail(ctx, source, err)
	}
	return exitOfReport(result.Outcome), nil
}

// mayHaveLanded reports whether one of the attempts may have taken effect: the
// answer was lost or could not be read, or the service broke down over it.
func mayHaveLanded(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	return ok && slices.ContainsFunc(e.Attempts, func(a errors.Attempt) bool { return a.Status < 400 || a.Status >= 500 })
}

// token is the task token, wherever it comes from. It is a secret from then on.
func (p *program) token(ctx context.Context, r reportFlags) (string, error) {
	if r.tokenFile == "" {
		return r.token, nil
	}
	text, err := p.tokenText(ctx, r.tokenFile)
	token := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	p.secrets.add(token)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", errors.New("--token-file: nobody has written the token within --timeout; nothing was reported")
	case errors.Is(err, errTooLarge):
		return "", p.flags.value("token-file", "is too large for a token")
	case err != nil:
		return "", p.flags.value("token-file", err.Error())
	case strings.TrimSpace(token) == "":
		return "", p.flags.value("token-file", "holds no token")
	}
	return token, nil
}

// tokenText is what the token's file holds, - for stdin.
func (p *program) tokenText(ctx context.Context, path string) ([]byte, error) {
	if path != "-" {
		return readFile(ctx, path, longestToken, true)
	}
	return readAll(ctx, longestToken, func() (io.ReadCloser, error) { return io.NopCloser(p.stdin), nil })
}

// outcomeWords say to a person what became of a report.
var outcomeWords = map[sdk.Outcome]string{
	sdk.Reported:         "The workflow has the report.",
	sdk.AlreadyReported:  "The workflow has the report: an earlier attempt had landed, although its answer was lost.",
	sdk.CompletedByOther: "The step was over before: somebody or something else had ended it. This report changed nothing.",
	sdk.OutcomeUnknown:   "It is not known whether the report landed. It can be made again: it counts once.",
}

// reported prints the end of a report.
func (p *program) reported(r reportRecord) {
	if !p.asTable() {
		p.console.record(r)
		return
	}
	p.console.print(strings.Join(wrap(outcomeWords[r.Outcome], p.columns()), "\n") + "\n")
}
