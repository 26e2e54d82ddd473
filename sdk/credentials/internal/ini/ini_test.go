package ini_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk/credentials/internal/ini"
)

func TestSection(t *testing.T) {
	const text = "\ufeffstray = 1\n; a comment\n# another\n[ basic ]\r\nAK = id \r\nsk=se=cr;et#x\nno value\n  pad\t=\t x y \n[other]\nak = 2\n[basic]\nak=3\nempty=\n[open\nak=4"
	for _, test := range []struct {
		section string
		want    map[string]string // nil: not found
	}{
		{"basic", map[string]string{"ak": "3", "sk": "se=cr;et#x", "pad": "x y", "empty": ""}},
		{"other", map[string]string{"ak": "2"}},
		{"open", map[string]string{"ak": "4"}},
		{"Basic", nil},
		{"", nil},
	} {
		got, found := ini.Section(text, test.section)
		if found != (test.want != nil) || found && !maps.Equal(got, test.want) {
			t.Errorf("section %q = %v, %v; want %v", test.section, got, found, test.want)
		}
	}
	if _, found := ini.Section("", "basic"); found {
		t.Error("an empty text has a section")
	}
}

func FuzzSection(f *testing.F) {
	f.Add("[a]\nk=v", "a")
	f.Add("[a\n=\n[a]]\n#", "a")
	f.Add("\ufeff[a]\r\nK = v = w", "a")
	f.Fuzz(func(t *testing.T, text, name string) {
		values, found := ini.Section(text, name)
		if !found && len(values) > 0 {
			t.Errorf("%q in %q is not found and has %v", name, text, values)
		}
		for k, v := range values {
			if k != strings.ToLower(strings.TrimSpace(k)) || v != strings.TrimSpace(v) || strings.ContainsAny(k+v, "\n") {
				t.Errorf("%q in %q has %q = %q", name, text, k, v)
			}
		}
		// A section written at the end in plain form adds to what was there.
		if plain := strings.TrimSpace(name); plain == name && !strings.ContainsAny(name, "]\r\n") {
			again, _ := ini.Section(text+"\n["+name+"]\nadded=1\n", name)
			if again["added"] != "1" {
				t.Errorf("%q at the end of %q is not read: %v", name, text, again)
			}
		}
	})
}
