package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/taskfault/taskfault/errors"
)

// flags are those of one command, with their checked values. A command defines
// only the ones that mean something to it, so that any other is a usage error.
type flags struct {
	set     *pflag.FlagSet
	command string

	wantsHelp bool
	checks    []func() error // of the values, after all are read

	output  string
	noColor bool
	lang    string

	since, until time.Time // zero for no bound
	sinceFixed   bool      // since is the same in every run, and not told from now
	untilFixed   bool
	limit        int
	pageSize     int
	raw          bool

	sources     []string
	timeout     time.Duration
	maxAttempts int
	rps         float64
	verbose     bool
	allowHTTP   bool

	secretValues []*string
}

func newFlags(command string) *flags {
	f := &flags{set: pflag.NewFlagSet(command, pflag.ContinueOnError), command: command}
	f.set.SetOutput(io.Discard)
	f.set.SortFlags = false
	f.set.Usage = func() {}
	return f
}

// wrong is a usage error of this command.
func (f *flags) wrong(text string) error { return usageError{f.command, text} }

// value is a usage error about a flag's value, which is not shown where it may
// be secret.
func (f *flags) value(flag, why string) error { return f.wrong("--" + flag + ": " + why) }

// given reports whether the user set the flag.
func (f *flags) given(name string) bool { return f.set.Changed(name) }

// firstOtherThan is a flag that the user set and that is not among names, empty
// if there is none.
func (f *flags) firstOtherThan(names []string) (other string) {
	f.set.Visit(func(set *pflag.Flag) {
		if other == "" && !slices.Contains(names, set.Name) {
			other = set.Name
		}
	})
	return other
}

// args are the words that are not flags.
func (f *flags) args() []string { return f.set.Args() }

// noArgs refuses words. Where a flag is for a secret the word may be that secret,
// and is not shown.
func (f *flags) noArgs() error {
	switch {
	case len(f.args()) == 0:
		return nil
	case len(f.secretValues) > 0:
		return f.wrong(f.command + " takes no word beside its flags, and found one: is a flag missing in front of it?")
	}
	return f.wrong(f.command + " takes no word beside its flags, and found " + quoted(f.args()[0]))
}

// secrets are the values of the flags that hold some.
func (f *flags) secrets() []string {
	var values []string
	for _, v := range f.secretValues {
		values = append(values, *v)
	}
	return values
}

// secret defines a flag whose value is never printed.
func (f *flags) secret(p *string, name, value, usage string) {
	f.set.StringVar(p, name, value, usage)
	f.secretValues = append(f.secretValues, p)
}

// check adds one to make after parsing.
func (f *flags) check(c func() error) { f.checks = append(f.checks, c) }

// parse reads the arguments and checks the values.
func (f *flags) parse(args []string) error {
	err := f.set.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		f.wantsHelp = true
		return nil
	}
	if err != nil {
		return f.wrong(f.parsing(err))
	}
	for _, c := range f.checks {
		if err := c(); err != nil {
			return err
		}
	}
	return nil
}

// parsing tells what could not be parsed, by the flag's name and without the
// value of one that is not known: somebody may have mistyped --token.
func (f *flags) parsing(err error) string {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if e.GetSpecifiedShortnames() == "" {
			return f.command + " has no flag " + flagName("--"+e.GetSpecifiedName())
		}
		// One letter alone: what follows it may be a value, as in -pPASSWORD.
		return f.command + " has no flag " + quoted("-"+e.GetSpecifiedName()) + ": names have two dashes in front"
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return "--" + e.GetFlag().Name + ": needs a value"
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return "--" + e.GetFlag().Name + ": " + quoted(e.GetValue()) + " is not " + expected[e.GetFlag().Value.Type()]
	}
	if _, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return "a flag is not well written"
	}
	return err.Error()
}

// expected says what the values of a type of flag are.
var expected = map[string]string{
	"int":     "a whole number",
	"uint64":  "a whole number of zero or more",
	"number":  "a number",
	"bool":    "true or false",
	"time":    "a duration such as 90s, 5m or 1d",
	"float64": "a number",
}

// show defines the flags of everything that is printed.
func (f *flags) show() {
	f.set.StringVar(&f.output, "output", "", "`"+formatNames("|")+"`: how to print; default table on a terminal, else jsonl")
	f.set.BoolVar(&f.noColor, "no-color", false, "no colours in a table; the variable NO_COLOR says the same")
	f.check(func() error {
		known := func(one format) bool { return one.name == f.output }
		if f.given("output") && !slices.ContainsFunc(formats, known) {
			return f.value("output", quoted(f.output)+" is none of "+formatNames(" "))
		}
		return nil
	})
	f.set.StringVar(&f.lang, "lang", "en", "`en|zh`: language of meanings, remedies and standard texts")
	f.check(func() error {
		if f.lang != "en" && f.lang != "zh" {
			return f.value("lang", quoted(f.lang)+" is neither en nor zh")
		}
		return nil
	})
}

// call defines the flags of what asks a service. No timeout is 0.
func (f *flags) call(timeout time.Duration) {
	f.set.StringArrayVar(&f.sources, "source", nil, "`URL` to read: SERVICE://REGION[?KEY=VALUE&...]; default the variable TASKFAULT_SOURCES")
	f.timeout = timeout
	f.set.Var((*durationFlag)(&f.timeout), "timeout", "`D`: how long the whole run may take"+defaultText(timeout))
	f.set.IntVar(&f.maxAttempts, "max-attempts", 4, "`N`: requests of one call at most, the first included")
	f.set.Float64Var(&f.rps, "rps", 0, "`F`: requests a second and source at most; default what the service publishes, else adaptive from 20")
	f.set.BoolVar(&f.verbose, "verbose", false, "one log line for each attempt on stderr")
	f.set.BoolVar(&f.allowHTTP, "allow-http", false, "let a password go to IAM over plain http")
	f.check(func() error {
		switch {
		case f.given("timeout") && f.timeout <= 0:
			return f.value("timeout", "must be more than nothing")
		case f.maxAttempts < 1:
			return f.value("max-attempts", "must be 1 or more")
		case f.given("rps") && !(f.rps >= slowestRate && f.rps <= fastestRate): // nor NaN
			return f.value("rps", fmt.Sprintf("must be from %g to %d requests a second", slowestRate, fastestRate))
		}
		return nil
	})
}

// The bounds of --rps: a request in three hours, and more than any machine sends.
const (
	slowestRate = 0.0001
	fastestRate = 1_000_000
)

// defaultText says a default in a flag's usage.
func defaultText(d time.Duration) string {
	if d == 0 {
		return "; default no bound"
	}
	return "; default " + short(d)
}

// reading defines the flags that every reading command takes.
func (f *flags) reading(timeout time.Duration) {
	f.call(timeout)
	since := f.set.String("since", "", "`T`: only tasks that ended, changed or still ran at or after it: RFC 3339, or a duration back from now (36h, 7d)")
	until := f.set.String("until", "", "`T`: only tasks that began at or before it")
	f.set.IntVar(&f.limit, "limit", 0, "`N`: at most so many tasks over all sources: in jsonl the first that are found, which end the reading; in a table the newest entries")
	f.set.Var((*sizeFlag)(&f.pageSize), "page-size", "`N`: rows to ask for at once, brought to what the service accepts")
	f.set.BoolVar(&f.raw, "raw", false, "add the service's own JSON to jsonl records")
	f.show()
	f.check(func() error {
		if f.given("limit") && f.limit < 1 {
			return f.value("limit", "must be 1 or more")
		}
		return f.window(*since, *until, time.Now())
	})
}

// window reads what --since and --until say.
func (f *flags) window(since, until string, now time.Time) (err error) {
	if f.given("since") {
		if f.since, err = instant(since, now); err != nil {
			return f.value("since", quoted(since)+": "+err.Error())
		}
		f.sinceFixed = fixed(since)
	}
	if f.given("until") {
		if f.until, err = instant(until, now); err != nil {
			return f.value("until", quoted(until)+": "+err.Error())
		}
		f.untilFixed = fixed(until)
	}
	return f.notEmpty(now)
}

// notEmpty refuses a window in which no task can be.
func (f *flags) notEmpty(now time.Time) error {
	switch {
	case !f.given("since"):
		return nil
	case f.given("until") && f.since.After(f.until):
		return f.value("since", "is after --until")
	case f.given("until") && f.since.Equal(f.until):
		return f.value("since", "is the same instant as --until: the window is empty")
	case !f.since.Before(now):
		return f.value("since", "does not lie in the past: the window is empty")
	}
	return nil
}

// otherWindow reports whether the flags ask for another window than the one from
// since to until, which an earlier run had. A bound that is told from now has
// moved since then, and is taken for the same.
func (f *flags) otherWindow(since, until time.Time) bool {
	other := func(asked, had time.Time, fixed bool) bool {
		return asked.IsZero() != had.IsZero() || fixed && !asked.Equal(had)
	}
	return other(f.since, since, f.sinceFixed) || other(f.until, until, f.untilFixed)
}

// durationFlag is a length of time in the program's way of writing it.
type durationFlag time.Duration

func (d *durationFlag) Set(text string) (err error) {
	v, err := duration(text)
	*d = durationFlag(v)
	return err
}
func (d *durationFlag) String() string { return time.Duration(*d).String() }
func (d *durationFlag) Type() string   { return "time" }

// sizeFlag is a number of rows. Any whole number is one, since whatever a
// service does not accept is brought to the nearest that it does.
type sizeFlag int

func (n *sizeFlag) Set(text string) error {
	v, err := strconv.Atoi(text)
	if errors.Is(err, strconv.ErrRange) {
		v, err = math.MaxInt32, nil
		if strings.HasPrefix(text, "-") {
			v = 1
		}
	}
	*n = sizeFlag(min(max(v, 1), math.MaxInt32))
	return err
}
func (n *sizeFlag) String() string { return strconv.Itoa(int(*n)) }
func (n *sizeFlag) Type() string   { return "int" }

// short writes a duration without its empty parts: 2m, not 2m0s.
func short(d time.Duration) string {
	s := d.Round(time.Second).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
