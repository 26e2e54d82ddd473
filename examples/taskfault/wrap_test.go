package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"   ", 10, []string{""}},
		{"one two three", 20, []string{"one two three"}},
		{"one two three", 8, []string{"one two", "three"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"two-part words", 6, []string{"two-", "part", "words"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"ab cdefghij", 4, []string{"ab", "cdef", "ghij"}},
		{"备份空间不足。", 8, []string{"备份空间", "不足。"}},
		{"备份空间不足，请扩容。", 12, []string{"备份空间不", "足，请扩容。"}},
		{"備", 1, []string{"備"}},
		{"a备b份", 2, []string{"a", "备", "b", "份"}},
		{"line\nbreak", 20, []string{"line", "break"}},
		{"é é", 3, []string{"é é"}},
		{"x", 0, []string{"x"}},
	} {
		if got := wrap(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

// FuzzWrap holds that no line is too wide and that nothing but white space is
// lost.
func FuzzWrap(f *testing.F) {
	f.Add("SdrsGenerateNativeServerParamsTask-fail:volume is error!", 20)
	f.Add("备份空间不足，请扩容后重试。", 7)
	f.Add("a\u0301b🇩🇪🇩🇪 👩‍👩‍👧 c\r\nd", 3)
	f.Add("\xff\xfe \x1b[31m", 2)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if len(text) > 2000 {
			return
		}
		width %= 300
		lines := wrap(text, width)
		for _, l := range lines {
			if w := uniseg.StringWidth(l); w > max(width, 1) && uniseg.GraphemeClusterCount(l) > 1 {
				t.Errorf("wrap(%q, %d): the line %q has %d columns", text, width, l, w)
			}
		}
		if got, want := bare(strings.Join(lines, "\n")), bare(text); got != want {
			t.Errorf("wrap(%q, %d) = %q: something is lost", text, width, lines)
		}
	})
}

// bare is text without white space.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// Of a long text the beginning and the end are left.
func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"", 5, ""},
		{"short", 5, "short"},
		{"Traceback: 1 2 3 4 5 6 7 disk full", 22, "Traceback: … 7 disk full"},
		{"123456789", 3, "1 … 89"},
		{"备份失败备份失败", 9, "备 … 败"},
		{strings.Repeat("\x80", 20), 8, "\x80 … \x80"},
	} {
		got := shorten(c.text, c.most)
		if got != c.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.text, c.most, got, c.want)
		}
	}
}

// What has failed stands at the end of a traceback.
func TestALongReasonKeepsItsHeadAndItsTail(t *testing.T) {
	reason := "Traceback (most recent call last):" + strings.Repeat("\n  File \"/usr/lib/backup.py\", line 1", 5000) + "\nOSError: no space left on device"
	r := taskRecord{Service: "vbs", ID: "b", Type: "backup", State: "failed", Failure: &failureRecord{Reason: reason}}
	for name, text := range map[string]string{"a table": (&table{style: style{width: 100}}).set(asEntries(r)), "get": sheet(style{width: 100}, &r)} {
		got := strings.Join(strings.Fields(text), " ")
		if !strings.Contains(got, "Traceback (most recent call last)") || !strings.Contains(got, "OSError: no space left on device") || len(got) > 2000 {
			t.Errorf("%s has %d bytes, want the head and the tail of the reason\n%s", name, len(got), text)
		}
	}
}
