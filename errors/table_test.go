package errors_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/taskfault/taskfault/errors"
)

func TestOwnSentences(t *testing.T) {
	for _, e := range slices.Concat(errors.KindRows(), errors.SituationRows()) {
		english, chinese := e.Texts()
		for _, s := range english {
			if strings.ContainsFunc(s, isCJK) {
				t.Errorf("%s: English text has Chinese in it: %q", e.Code, s)
			}
			checkSentence(t, e, s, ".")
		}
		for _, s := range chinese {
			if !strings.ContainsFunc(s, unicodeHan) {
				t.Errorf("%s: Chinese text has none: %q", e.Code, s)
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

// FuzzParse looks for a text that panics, or that gives a row which a look-up
// could not show.
func FuzzParse(f *testing.F) {
	f.Add("# one\n" + errors.Header + "\nA.1\t400\tinternal\tyes\tm\tr\tm\tr\thttps://x\n")
	f.Add(errors.Header + "\nA\t\tgone\tno\tm\tr\tm\tr\t\nA\t500\tgone\tno\tm\tr\tm\tr\t\n")
	f.Add("\t\t\t\t\t\t\t\t\t")
	f.Add("#: gateway iam\n#: alias OLD. A.\n#: rule Slow.<Anything> A.1\n" + errors.Header + "\nA.1\t\tgone\tno\tm\tr\tm\tr\t\n")
	f.Add("#: situations\n#: prefixes A.\n" + errors.Header + "\na/b\t\tunknown\tunknown\tm\tr\tm\tr\tp\n")
	f.Add("#: no-right A\n#: foundation\n" + errors.Header + "\nA\t403\tpermission_denied\tno\tm\tr\tm\tr\tp\n")
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
