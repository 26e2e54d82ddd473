package providers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// The words are the services' own: all eleven of failure_status, those of
// fail_op, of parts that fail, and those of the statuses of tasks in trouble.
func TestSituationsAreAllThere(t *testing.T) {
	words := map[string]string{
		"sdrs": "createFail deleteFail attachFail detachFail expandFail resizeFail startFail stopFail reverseFail failoverFail reprotectFail FAIL",
		"csbs": "backup restore delete copy volume",
		"vbs":  "error error_restoring error_deleting EXECUTE_FAIL EXECUTE_TIMEOUT SKIP FAIL",
		"dbs":  "stop locked precheck fullBackup incrementBackup restoreTask",
		"fnf":  "Failed TimedOut",
	}
	var want, got []string
	for service, list := range words {
		for word := range strings.FieldsSeq(list) {
			want = append(want, service+"/"+word)
		}
	}
	for _, e := range providers.Codes().Situations() {
		service, _, _ := strings.Cut(e.Code, "/")
		if words[service] != "" { // else they are in the service's own table, which its tests look at
			got = append(got, e.Code)
		}
		// Whoever knows no more than this must not guess.
		if e.Kind != errors.Unknown || e.Retry != errors.RetryUnknown || e.Status != 0 {
			t.Errorf("%s: kind %q, retry %q, status %d, want unknown, unknown and none", e.Code, e.Kind, e.Retry, e.Status)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("rows:\ngot  %q\nwant %q", got, want)
	}
}

// A situation is no code: whoever asks for one by its key is told that it is
// unknown.
func TestSituationsAreNoCodes(t *testing.T) {
	for _, row := range providers.Codes().Situations() {
		service, word, _ := strings.Cut(row.Code, "/")
		for _, s := range []string{"", service} {
			for _, code := range []string{row.Code, word} {
				if e, ok := codesOf(s).Lookup(code, 0); ok {
					t.Errorf("Lookup(%q, %q) = %+v, want nothing", s, code, e)
				}
			}
		}
	}
}

func TestWhatExplainsAFailure(t *testing.T) {
	const (
		aCode    = "code"
		aKind    = "kind"
		noCode   = "no code"
		noTable  = "no table"
		notKnown = "The catalog does not know this code."
	)
	long := strings.Repeat("x", 1<<16)
	tests := []struct {
		name    string
		failure errors.Failure
		want    string // the key of its row, or which sort of row it is
		adds    bool   // that the code is not known
	}{
		{"a code that is known", errors.Failure{Service: "csbs", Code: "CSBS.6005", Phase: "backup"}, aCode, false},
		{"a code and a kind", errors.Failure{Service: "vbs", Code: "EVS.9999", Phase: "x", Situation: "error", Kind: errors.QuotaExceeded}, aKind, false},
		{"a code that is not", errors.Failure{Service: "csbs", Code: "60500101", Phase: "backup"}, "csbs/backup", true},
		{"no code", errors.Failure{Service: "dbs", Phase: "stop", Kind: errors.Unknown, Retry: errors.RetryUnknown}, "dbs/stop", false},
		{"another case", errors.Failure{Service: "sdrs", Code: "EVS.9999", Phase: "CREATEFAIL"}, "sdrs/createFail", true},
		{"a situation before the phase", errors.Failure{Service: "fnf", Code: "MyError", Phase: "Failed", Situation: "TimedOut"}, "fnf/TimedOut", true},
		{"a phase is a step", errors.Failure{Service: "fnf", Phase: "TimedOut", Situation: "Failed"}, "fnf/Failed", false},
		{"a situation that is not known", errors.Failure{Service: "vbs", Phase: "error", Situation: "error_backing-up"}, noCode, false},
		{"a kind there is not", errors.Failure{Service: "csbs", Phase: "copy", Kind: "nonsense"}, "csbs/copy", false},
		{"another service's phase", errors.Failure{Service: "csbs", Phase: "createFail"}, noCode, false},
		{"a phase that is not known", errors.Failure{Service: "csbs", Phase: "scrub"}, noCode, false},
		{"the same with a code", errors.Failure{Service: "csbs", Code: "7", Phase: "scrub"}, aKind, false},
		{"neither code nor phase", errors.Failure{Service: "vbs", Kind: errors.Unknown}, noCode, false},
		{"a code and no phase", errors.Failure{Service: "dbs", Code: "Storage.Unheard"}, aKind, false},
		{"a kind alone", errors.Failure{Service: "dbs", Phase: "stop", Kind: errors.Throttled}, aKind, false},
		{"nothing at all", errors.Failure{}, noCode, false},
		{"a phase that is no key", errors.Failure{Phase: "dbs/stop"}, noCode, false},
		{"endless words", errors.Failure{Service: "fnf", Code: long, Phase: long, Situation: long}, aKind, false},
		{"an endless service", errors.Failure{Service: long, Phase: "stop"}, noTable, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := test.failure
			x := providers.Explain(&f, "en")
			var want errors.Explanation
			switch test.want {
			case aCode:
				e, _ := codesOf(f.Service).Lookup(f.Code, 0)
				want = e.Explain("en")
			case aKind:
				call := errors.Error{Service: f.Service, Code: f.Code, Kind: f.Kind}
				want = codesOf("").Error(&call).Explain("en")
			case noCode:
				want = (&errors.Error{Service: f.Service}).Explain("en")
			case noTable:
				want = f.Explain("en") // it has none either
			default:
				want = row(t, test.want).Explain("en")
				want.Service, want.Code = f.Service, f.Code
			}
			if test.adds {
				want.Meaning += " " + notKnown
			}
			if x != want {
				t.Errorf("%.200v\ngot  %.600v\nwant %.600v", f, x, want)
			}
			zh := providers.Explain(&f, "zh")
			if got := strings.HasSuffix(zh.Meaning, "。错误码目录中没有这个错误码。"); got != test.adds || zh.Lang != "zh" {
				t.Errorf("in Chinese: %q in %s; says that the code is not known is %t, want %t", zh.Meaning, zh.Lang, got, test.adds)
			}
		})
	}
}

// row is that of a situation.
func row(t *testing.T, code string) errors.Entry {
	t.Helper()
	for _, e := range providers.Codes().Situations() {
		if e.Code == code {
			return e
		}
	}
	t.Fatalf("there is no row %s", code)
	return errors.Entry{}
}

// A service's words never become a part of ours, and whatever they are, there
// is something to show.
func FuzzFailureExplain(f *testing.F) {
	f.Add("sdrs", "EVS.9999", "createFail", "", "unknown")
	f.Add("fnf", "", "step", "TimedOut", "")
	f.Add("dbs", "\x1b[31m", "stop", "", "")
	f.Add("*", "", "no_code", "", "unknown")
	f.Add("csbs", "CSBS.6005", "backup", "", "invalid_state")
	ours := map[string]bool{}
	for _, e := range append(providers.Codes().Entries(), providers.Codes().Situations()...) {
		for _, lang := range []string{"en", "zh"} {
			ours[e.Explain(lang).Meaning], ours[e.Explain(lang).Remedy] = true, true
		}
	}
	for _, k := range errors.Kinds() {
		for _, lang := range []string{"en", "zh"} {
			for _, e := range []*errors.Error{{Kind: k}, {Kind: k, Code: "x"}, {}} {
				x := codesOf("").Error(e).Explain(lang)
				ours[x.Meaning], ours[x.Remedy] = true, true
			}
			x := (&errors.Failure{Code: "x"}).Explain(lang)
			ours[x.Meaning], ours[x.Remedy] = true, true
		}
	}
	added := map[string][]string{
		"en": {" The catalog does not know this code.", " The table of codes that explains this was not given."},
		"zh": {"错误码目录中没有这个错误码。", "没有提供可以解释此情况的错误码表。"},
	}
	f.Fuzz(func(t *testing.T, service, code, phase, situation, kind string) {
		failure := codesOf(service).Failure(code, "reason", phase)
		failure.Situation = situation
		if kind != "" {
			failure.Kind = errors.Kind(kind)
		}
		for lang, sentences := range added {
			x := failure.Explain(lang)
			known := ours[x.Meaning]
			for _, s := range sentences {
				known = known || ours[strings.TrimSuffix(x.Meaning, s)]
			}
			if !known || !ours[x.Remedy] {
				t.Errorf("%+v: got %+v, which is not from the catalog", *failure, x)
			}
			if !slices.Contains(errors.Kinds(), x.Kind) || !strings.EqualFold(x.Code, code) {
				t.Errorf("%+v: got kind %q and code %q", *failure, x.Kind, x.Code)
			}
		}
	})
}
