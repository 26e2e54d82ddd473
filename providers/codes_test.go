package providers_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// codesOf are the Codes of a service, those of all for none, and nil for one that
// there is not.
func codesOf(service string) *errors.Codes {
	if service == "" {
		return providers.Codes()
	}
	return providers.Codes().Of(service)
}

// tables names the services that have a table.
func tables() []string {
	return slices.DeleteFunc(providers.Codes().Services(), func(s string) bool { return codesOf(s).Service() != s })
}

// Counts come from the documents: see the comment at the top of each table.
func TestCatalogHasEveryRow(t *testing.T) {
	total := 0
	for _, service := range tables() {
		rows := codesOf(service).Entries()
		total += len(rows)
		if want := len(documented(t, service)); len(rows) != want {
			t.Errorf("%s has %d rows, want %d", service, len(rows), want)
		}
		for _, e := range rows {
			if e.Service != service {
				t.Errorf("%s: Service = %q, want %q", e.Code, e.Service, service)
			}
		}
	}
	if got := len(providers.Codes().Entries()); got != total {
		t.Errorf(`Codes("") has %d rows, want %d`, got, total)
	}
	if got := codesOf("nosuch"); got != nil {
		t.Errorf(`Of("nosuch") = %v, want nil`, got)
	}
}

func TestCodesIsACopy(t *testing.T) {
	first := codesOf("fnf").Entries()[0]
	codesOf("fnf").Entries()[0].Code = "changed"
	if got := codesOf("fnf").Entries()[0]; got != first {
		t.Errorf("after a change of the copy Codes gives %q, want %q", got.Code, first.Code)
	}
}

func TestCatalogCodesAreUnique(t *testing.T) {
	type key struct {
		service, code string
		status        int
	}
	seen := make(map[key]bool)
	repeated := make(map[string]int)
	for _, e := range providers.Codes().Entries() {
		k := key{e.Service, strings.ToLower(e.Code), e.Status}
		if seen[k] {
			t.Errorf("%s %s with status %d is there twice", e.Service, e.Code, e.Status)
		}
		seen[k] = true
		repeated[e.Service+" "+e.Code]++
	}
	for code, n := range repeated {
		want := severalMeanings[code]
		if n != max(want, 1) {
			t.Errorf("%s has %d meanings, want %d", code, n, max(want, 1))
		}
	}
}

// severalMeanings are the codes with more than one row, told apart by status.
var severalMeanings = map[string]int{
	"csbs CSBS.9009": 2, "huawei APIG.0201": 7,
	"vpc VPC.0101": 2, "vpc VPC.0105": 2, "vpc VPC.0202": 2, "vpc VPC.0504": 2, "vpc VPC.0514": 2, "vpc VPC.0612": 2,
}

// A code of a sibling's table is no guess only if no two services write the
// same one, or it says the same. What begins with common is not looked for in a
// sibling's.
func TestHuaweiTablesShareNoCode(t *testing.T) {
	owner := make(map[string]errors.Entry)
	for _, service := range tables() {
		if _, behind := codesOf(service).Lookup("APIGW.0301", 0); !behind {
			continue // another cloud's
		}
		for _, e := range codesOf(service).Entries() {
			code := strings.ToLower(e.Code)
			if strings.HasPrefix(code, "common.") {
				continue
			}
			if o, is := owner[code]; is && o.Service != service && (o.Kind != e.Kind || o.Retry != e.Retry) {
				t.Errorf("%s is in %s and in %s, and says something else", e.Code, o.Service, service)
			}
			owner[code] = e
		}
	}
}

func TestCatalogTexts(t *testing.T) {
	rows := append(providers.Codes().Entries(), providers.Codes().Situations()...)
	for _, e := range rows {
		english, chinese := e.Explain("en"), e.Explain("zh")
		for _, s := range []string{english.Meaning, english.Remedy} {
			if strings.ContainsFunc(s, isCJK) {
				t.Errorf("%s %s: English text has Chinese in it: %q", e.Service, e.Code, s)
			}
			checkSentence(t, e, s, ".")
		}
		for _, s := range []string{chinese.Meaning, chinese.Remedy} {
			if !strings.ContainsFunc(s, unicodeHan) {
				t.Errorf("%s %s: Chinese text has none: %q", e.Service, e.Code, s)
			}
			checkSentence(t, e, s, "。")
		}
	}
}

// checkSentence finds what makes a text unfit to be shown as it is.
func checkSentence(t *testing.T, e errors.Entry, s, stop string) {
	t.Helper()
	if strings.TrimSpace(s) != s || s == "" || !strings.HasSuffix(s, stop) {
		t.Errorf("%s %s: text is not a sentence with %q at its end: %q", e.Service, e.Code, stop, s)
	}
	if errors.Printable(s) != s {
		t.Errorf("%s %s: text has characters that cannot be shown: %q", e.Service, e.Code, s)
	}
	if len(s) > 500 {
		t.Errorf("%s %s: text has %d bytes, want at most 500: %q", e.Service, e.Code, len(s), s)
	}
}

func unicodeHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isCJK also knows full-width punctuation.
func isCJK(r rune) bool {
	return unicodeHan(r) || '\u3000' <= r && r <= '\u303f' || '\uff00' <= r && r <= '\uffef'
}

func TestCatalogPages(t *testing.T) {
	for _, e := range append(providers.Codes().Entries(), providers.Codes().Situations()...) {
		u, err := url.Parse(e.Page)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.Path == "" {
			t.Errorf("%s %s: page = %q, want the https address of a document", e.Service, e.Code, e.Page)
		}
	}
}

func TestCatalogKindsAndRetries(t *testing.T) {
	retries := []errors.Retry{errors.RetryYes, errors.RetryAfterWait, errors.RetryNo, errors.RetryUnknown}
	for _, e := range providers.Codes().Entries() {
		if !slices.Contains(errors.Kinds(), e.Kind) {
			t.Errorf("%s %s: kind = %q, want one of %v", e.Service, e.Code, e.Kind, errors.Kinds())
		}
		if !slices.Contains(retries, e.Retry) {
			t.Errorf("%s %s: retry = %q, want one of %v", e.Service, e.Code, e.Retry, retries)
		}
		if e.Kind == errors.Throttled && e.Retry != errors.RetryYes {
			t.Errorf("%s %s: throttled, and retry = %q, want yes", e.Service, e.Code, e.Retry)
		}
	}
}

// sharedWith names the first table that has a code which several have.
var sharedWith = map[string]string{"BackupService.4003": "csbs", "BackupService.4008": "csbs"}

// A code of another service is looked for by its prefix, so that its table is
// parsed only when one comes. One that several tables have says the same in each.
func TestThePrefixesOfATableBeginAllItsCodes(t *testing.T) {
	for service, by := range map[string]string{
		"sdrs": "csbs", "csbs": "sdrs", "vbs": "sdrs", "evs": "sdrs", "ecs": "vbs", "vpc": "csbs", "ims": "sdrs", "fc": "fnf",
	} {
		for _, e := range codesOf(service).Entries() {
			found, ok := codesOf(by).Lookup(e.Code, e.Status)
			own := found.Service == service || found.Service == sharedWith[e.Code]
			got, want := ok && own, !strings.HasPrefix(strings.ToLower(e.Code), "common.")
			if got != want {
				t.Errorf("%s %s: the look-up of %s finds it is %t, want %t", service, e.Code, by, got, want)
			}
		}
	}
}
