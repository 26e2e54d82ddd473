package errors_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
)

func TestPrintable(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"plain ASCII, with \"quotes\" and a \\", "plain ASCII, with \"quotes\" and a \\"},
		{"备份失败。", "备份失败。"},
		{"a\nb\r\tc", `a\nb\r\tc`},
		{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"nul\x00del\x7f", `nul\x00del\x7f`},
		{"c1 \u009b31m", `c1 \u009b31m`},
		{"bidi \u202etxt.exe", `bidi \u202etxt.exe`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"line\u2028separator", `line\u2028separator`},
		{"tag \U000e0041", `tag \U000e0041`},
		{"broken \xff\x0a \xc3", `broken \xff\n \xc3`},
		{"replaced \ufffd", "replaced \ufffd"},
		{"replaced \ufffd\n", "replaced \ufffd\\n"},
	}
	for _, test := range tests {
		if got := errors.Printable(test.in); got != test.want {
			t.Errorf("Printable(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"plain", "备份\n", "\x1b[2J", "\u202e", "\xff\xfe", "\\x1b", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := errors.Printable(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("Printable(%q) = %q, which has runes that cannot be shown", s, got)
		}
		if again := errors.Printable(got); again != got {
			t.Errorf("Printable(%q) = %q, and once more %q", s, got, again)
		}
		if len(got) > 10*len(s) {
			t.Errorf("Printable made %d bytes of %d", len(got), len(s))
		}
	})
}
