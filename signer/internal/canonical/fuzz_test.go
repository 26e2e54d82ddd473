package canonical_test

import (
	"net/url"
	"sort"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// escape is a second implementation: what net/url leaves alone beyond the
// unreserved set is put right afterwards.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func FuzzQuery(f *testing.F) {
	for _, raw := range []string{"", "a=1&b=2", "b=+&a=%7E*", "a&a&=", "%E5%A4%87=%00", "a=%", "k=x/y&k=x-y"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		// net/url refuses semicolons, which are data to us.
		want, errWant := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B"))
		params, err := canonical.ParseQuery(nil, raw)
		if (err == nil) != (errWant == nil) {
			t.Fatalf("%q: got error %v, net/url has %v", raw, err, errWant)
		}
		if err != nil {
			return
		}
		canonical.Sort(params)
		got := string(canonical.AppendQuery(nil, params))
		var names, pairs []string
		for name := range want {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			sort.Strings(want[name])
			for _, value := range want[name] {
				pairs = append(pairs, escape(name)+"="+escape(value))
			}
		}
		if plain := strings.Join(pairs, "&"); got != plain {
			t.Fatalf("%q: got %q, the plain way gives %q", raw, got, plain)
		}
		again, err := canonical.ParseQuery(nil, got)
		if err != nil || string(canonical.AppendQuery(nil, again)) != got {
			t.Fatalf("%q: its canonical form %q is not its own (%v)", raw, got, err)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, path := range []string{"/", "/v1/a%2Fb", "/a*b/%7E", "//./..", "/%", "/%e5%a4%87", "/a b"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u := url.URL{Path: path}
		if parsed, err := url.ParseRequestURI(path); err == nil {
			u = *parsed
		}
		escaped := u.EscapedPath()
		segments := strings.Split(escaped, "/")
		for i, segment := range segments {
			decoded, err := url.PathUnescape(segment)
			if err != nil {
				t.Fatalf("%q: net/url escaped a path into %q: %v", path, escaped, err)
			}
			segments[i] = escape(decoded)
		}
		got := string(canonical.AppendPath(nil, escaped))
		if plain := strings.Join(segments, "/"); got != plain {
			t.Fatalf("%q: got %q, the plain way gives %q", escaped, got, plain)
		}
		if again := string(canonical.AppendPath(nil, got)); again != got {
			t.Fatalf("%q: its canonical form %q is not its own but %q", escaped, got, again)
		}
	})
}
