package errors_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/taskfault/taskfault/errors"
)

// Counts come from the documents: see the comment at the top of each table.
func TestCatalogHasEveryRow(t *testing.T) {
	want := map[string]int{"dbs": 3, "fnf": 16, "sdrs": 219, "csbs": 54, "vbs": 126,
		"evs": 136, "ecs": 155, "vpc": 86, "ims": 177, "fc": 21, "alibaba": 29, "huawei": 30}
	if got := len(errors.Services()); got != len(want) {
		t.Errorf("Services() = %v, want %d of them", errors.Services(), len(want))
	}
	total := 0
	for _, service := range errors.Services() {
		rows := errors.Codes(service)
		total += len(rows)
		if len(rows) != want[service] {
			t.Errorf("%s has %d rows, want %d", service, len(rows), want[service])
		}
		for _, e := range rows {
			if e.Service != service {
				t.Errorf("%s: Service = %q, want %q", e.Code, e.Service, service)
			}
		}
	}
	if got := len(errors.Codes("")); got != total {
		t.Errorf(`Codes("") has %d rows, want %d`, got, total)
	}
	if got := errors.Codes("nosuch"); got != nil {
		t.Errorf(`Codes("nosuch") = %v, want nil`, got)
	}
}

func TestCodesIsACopy(t *testing.T) {
	first := errors.Codes("fnf")[0]
	errors.Codes("fnf")[0].Code = "changed"
	if got := errors.Codes("fnf")[0]; got != first {
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
	for _, e := range errors.Codes("") {
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
// same one. What begins with common is not looked for in a sibling's.
func TestHuaweiTablesShareNoCode(t *testing.T) {
	owner := make(map[string]string)
	for _, service := range []string{"sdrs", "csbs", "vbs", "evs", "ecs", "vpc", "ims", "huawei"} {
		for _, e := range errors.Codes(service) {
			code := strings.ToLower(e.Code)
			if strings.HasPrefix(code, "common.") {
				continue
			}
			if o := owner[code]; o != "" && o != service {
				t.Errorf("%s is in %s and in %s", e.Code, o, service)
			}
			owner[code] = service
		}
	}
}

func TestCatalogTexts(t *testing.T) {
	rows := slices.Concat(errors.Codes(""), errors.KindRows(), errors.SituationRows(), errors.CallRows())
	for _, e := range rows {
		english, chinese := e.Texts()
		for _, s := range english {
			if strings.ContainsFunc(s, isCJK) {
				t.Errorf("%s %s: English text has Chinese in it: %q", e.Service, e.Code, s)
			}
			checkSentence(t, e, s, ".")
		}
		for _, s := range chinese {
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
	for _, e := range append(errors.Codes(""), errors.SituationRows()...) {
		if e.Code == "*/no_code" {
			continue // comes from no document
		}
		u, err := url.Parse(e.Page)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.Path == "" {
			t.Errorf("%s %s: page = %q, want the https address of a document", e.Service, e.Code, e.Page)
		}
	}
}

func TestCatalogKindsAndRetries(t *testing.T) {
	retries := []errors.Retry{errors.RetryYes, errors.RetryAfterWait, errors.RetryNo, errors.RetryUnknown}
	for _, e := range errors.Codes("") {
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

func TestKindRowsAreTheKinds(t *testing.T) {
	var got []errors.Kind
	for _, e := range errors.KindRows() {
		got = append(got, errors.Kind(e.Code))
		if string(e.Kind) != e.Code || e.Page != "" || e.Status != 0 {
			t.Errorf("row %s: kind %q, page %q, status %d, want its own kind and nothing else", e.Code, e.Kind, e.Page, e.Status)
		}
	}
	if !slices.Equal(got, errors.Kinds()) {
		t.Errorf("rows of kinds: got %v, want %v", got, errors.Kinds())
	}
}

func TestParse(t *testing.T) {
	const good = "A.1\t400\tinternal\tyes\tm\tr\tm\tr\thttps://x"
	tests := []struct {
		name, text string
		rows       int
		err        string // a part of the message, empty if it is fine
	}{
		{"header only", errors.Header, 0, ""},
		{"comments", "# one\n#\n" + errors.Header + "\n" + good + "\n", 1, ""},
		{"no newline at the end", errors.Header + "\n" + good, 1, ""},
		{"line ends of another system", "# one\r\n" + errors.Header + "\r\n" + good + "\r\n", 1, ""},
		{"no status", errors.Header + "\nA.1\t\tinternal\tyes\tm\tr\tm\tr\t", 1, ""},
		{"two meanings", errors.Header + "\n" + good + "\n" + strings.Replace(good, "400", "500", 1), 2, ""},
		{"page of the row above", errors.Header + "\n" + good + "\n" + strings.Replace(strings.Replace(good, "400", "500", 1), "https://x", "=", 1), 2, ""},
		{"page of no row", errors.Header + "\n" + strings.Replace(good, "https://x", "=", 1), 0, "there is none"},
		{"remedy of another row", errors.Header + "\n" + good + "\nA.2\t400\tinternal\tyes\tm\t=a.1\tm\t=a.1\t=", 2, ""},
		{"remedy of a row below", errors.Header + "\nA.2\t400\tinternal\tyes\tm\t=A.1\tm\t=A.1\tp\n" + good, 0, "both remedies must be ="},
		{"remedy of one language", errors.Header + "\n" + good + "\nA.2\t400\tinternal\tyes\tm\t=A.1\tm\tr\t=", 0, "both remedies must be ="},
		{"empty", "", 0, "no header"},
		{"comments only", "# one\n", 0, "no header"},
		{"row before header", good, 0, "line 1: neither comment nor header"},
		{"comment after header", errors.Header + "\n# one", 0, "line 2: 1 columns, want 9"},
		{"blank line", errors.Header + "\n\n" + good, 0, "line 2: 1 columns"},
		{"column missing", errors.Header + "\n" + strings.TrimSuffix(good, "\thttps://x"), 0, "8 columns, want 9"},
		{"column too many", errors.Header + "\n" + good + "\t", 0, "more than 9 columns"},
		{"status no number", errors.Header + "\n" + strings.Replace(good, "400", "4xx", 1), 0, `status "4xx"`},
		{"status of success", errors.Header + "\n" + strings.Replace(good, "400", "200", 1), 0, `status "200"`},
		{"no code", errors.Header + "\n" + strings.TrimPrefix(good, "A.1"), 0, "empty or too long"},
		{"code too long", errors.Header + "\n" + strings.Repeat("A", 65) + good, 0, "empty or too long"},
		{"no such kind", errors.Header + "\n" + strings.Replace(good, "internal", "Internal", 1), 0, `no such kind: "Internal"`},
		{"no such retry", errors.Header + "\n" + strings.Replace(good, "yes", "after-wait", 1), 0, `no such retry: "after-wait"`},
		{"text empty", errors.Header + "\n" + strings.Replace(good, "\tr\tm", "\t\tm", 1), 0, "a text is empty"},
		{"twice", errors.Header + "\n" + good + "\n" + strings.ToLower(good), 0, "a.1 with status 400 is there twice"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, err := errors.Parse("x", test.text)
			if len(rows) != test.rows {
				t.Errorf("%q: got %d rows, want %d", test.text, len(rows), test.rows)
			}
			switch {
			case test.err == "" && err != nil:
				t.Errorf("%q: got %v, want no error", test.text, err)
			case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Errorf("%q: got error %v, want one with %q", test.text, err, test.err)
			}
		})
	}
}

func TestATableRefersToTheRowsAbove(t *testing.T) {
	rows, err := errors.Parse("x", errors.Header+
		"\nA.1\t\tinternal\tyes\tone\tdo\t一\t做\thttps://x"+
		"\nA.2\t\tinternal\tyes\ttwo\t=A.1\t二\t=A.1\t=")
	if err != nil {
		t.Fatal(err)
	}
	english, chinese := rows[1].Texts()
	if english != [2]string{"two", "do"} || chinese != [2]string{"二", "做"} || rows[1].Page != "https://x" {
		t.Errorf("got %q, %q and the page %q, want the remedies and the page of A.1", english, chinese, rows[1].Page)
	}
}

// A code of another service is looked for by its prefix, so that its table is
// parsed only when one comes.
func TestThePrefixesOfATableBeginAllItsCodes(t *testing.T) {
	for _, service := range []string{"sdrs", "csbs", "vbs", "evs", "ecs", "vpc", "ims", "fc"} {
		for _, e := range errors.Codes(service) {
			code := strings.ToLower(e.Code)
			if got, want := errors.Claims(service, code), !strings.HasPrefix(code, "common."); got != want {
				t.Errorf("%s %s: another service's look-up finds it is %t, want %t", service, e.Code, got, want)
			}
		}
	}
}

// FuzzParse looks for a text that panics, or that gives a row which a look-up
// could not show.
func FuzzParse(f *testing.F) {
	f.Add("# one\n" + errors.Header + "\nA.1\t400\tinternal\tyes\tm\tr\tm\tr\thttps://x\n")
	f.Add(errors.Header + "\nA\t\tgone\tno\tm\tr\tm\tr\t\nA\t500\tgone\tno\tm\tr\tm\tr\t\n")
	f.Add("\t\t\t\t\t\t\t\t\t")
	f.Add(errors.Header + "\nA\t\tgone\tno\tm\tr\tm\tr\tp\nB\t\tgone\tno\tm\t=a\tm\t=a\t=\nC\t\tgone\tno\tm\t=B\tm\t=B\t=\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := errors.Parse("x", text)
		if err != nil && rows != nil {
			t.Errorf("%q: got rows and the error %v", text, err)
		}
		for _, e := range rows {
			if e.Code == "" || !slices.Contains(errors.Kinds(), e.Kind) || e.Explain("en").Meaning == "" || e.Explain("zh").Remedy == "" {
				t.Errorf("%q: got the row %+v", text, e)
			}
		}
	})
}
