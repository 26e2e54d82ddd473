package huawei_test

import (
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/internal/huawei"
)

func TestWindow(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second": time.Second,
		"policy api over ratelimit,limit:600,time:1 minute":                                            time.Minute,
		"policy domain over ratelimit,limit:6,time:2 minutes.":                                         2 * time.Minute,
		"limit:6,time:1 hour":          time.Hour,
		"limit:6,time:30 days":         24 * time.Hour,
		"limit:6,time:147483647 days":  24 * time.Hour,
		"limit:6,TIME:5":               5 * time.Second,
		"limit:6,time:10s":             10 * time.Second,
		"limit:6,time:1 fortnight":     0,
		"limit:6,time:":                0,
		"limit:6,time:-1 second":       0,
		"limit:6,time:1e9 second":      0,
		"limit:6,time:99999999999 day": 0,
		"slow down":                    0,
		"":                             0,
	} {
		if got := huawei.Window(text); got != want {
			t.Errorf("window of %q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzWindow(f *testing.F) {
	f.Add("policy user over ratelimit,limit:20,time:1 second")
	f.Add("time:1 minute")
	f.Add("time:2147483647 days)")
	f.Fuzz(func(t *testing.T, text string) {
		if d := huawei.Window(text); d < 0 || d > 24*time.Hour {
			t.Errorf("window of %q: got %v, want 0 to 24h", text, d)
		}
	})
}

func TestHas(t *testing.T) {
	for _, c := range []struct {
		body string
		want bool
	}{
		{`{"jobs":[]}`, true},
		{"\xef\xbb\xbf" + `{"JOBS":null}`, true},
		{`{"a":{"jobs":1},"b":[{"jobs":1}]}`, false},
		{`{"a":{"x":1},"jobs"`, true},
		{`{"a":`, false},
		{`{}`, false},
		{`[]`, false},
		{``, false},
		{"{\"a\":\"\xff\",\"a\":1,\"jobs\":2}", true},
	} {
		if got := huawei.Has([]byte(c.body), []string{"count", "jobs"}); got != c.want {
			t.Errorf("has %s: got %v, want %v", c.body, got, c.want)
		}
	}
}

func TestReason(t *testing.T) {
	for text, want := range map[string]string{"": "", " NULL ": "", "null": "", "None": "", " why ": "why", "nullify": "nullify"} {
		if got := huawei.Reason(text); got != want {
			t.Errorf("reason %q: got %q, want %q", text, got, want)
		}
	}
}

type node struct {
	name         string
	fail         bool
	code, reason string
	subs         []node
}

var nodes = huawei.Tree[node]{
	Subs:   func(n *node) []node { return n.subs },
	Failed: func(n *node) bool { return n.fail },
	Said:   func(n *node) (code, reason string) { return n.code, n.reason },
}

func TestFailingLeaf(t *testing.T) {
	chain := node{name: "deepest", fail: true, code: "c"}
	for range 10_000 {
		chain = node{fail: true, subs: []node{chain}}
	}
	for _, c := range []struct {
		name               string
		tree               node
		want, code, reason string
	}{
		{"none", node{code: "c", subs: []node{{}, {reason: "r"}}}, "", "", ""},
		{"itself", node{name: "top", fail: true, code: "c", reason: "r", subs: []node{{name: "fine", code: "x"}}}, "top", "c", "r"},
		{"first of two", node{fail: true, subs: []node{{name: "a", code: "a"}, {name: "b", fail: true, code: "b"}, {name: "c", fail: true, code: "c", reason: "r"}}}, "b", "b", ""},
		{"depth first", node{fail: true, code: "c", subs: []node{{fail: true, subs: []node{{name: "deep", fail: true}}}, {name: "flat", fail: true, code: "x"}}}, "deep", "c", ""},
		{"the nearest's words", node{fail: true, code: "c", reason: "r", subs: []node{{fail: true, code: "null", reason: "s", subs: []node{{name: "deep", fail: true}}}}}, "deep", "c", "s"},
		{"in one that went well", node{code: "c", subs: []node{{reason: "r", subs: []node{{name: "part", fail: true}}}}}, "part", "", ""},
	} {
		got := ""
		leaf, code, reason := nodes.FailingLeaf(&c.tree)
		if leaf != nil {
			got = leaf.name
		}
		if got != c.want || code != c.code || reason != c.reason {
			t.Errorf("%s: got %q, %q, %q, want %q, %q, %q", c.name, got, code, reason, c.want, c.code, c.reason)
		}
	}
	if leaf, _, _ := nodes.FailingLeaf(&chain); leaf == nil || leaf.name == "deepest" {
		t.Errorf("a tree of 10,000 levels: got %v, want one from where the search ends", leaf)
	}
}

func TestDenied(t *testing.T) {
	for text, want := range map[string]string{
		"Policy doesn't allow backup:get_all to be performed.":                              "backup:get_all",
		"Policy doesn't allow csbs:a:b to be performed":                                     "csbs:a:b",
		"refused: policy doesn't allow csbs:*:get* to be performed, ask your administrator": "csbs:*:get*",
		"Policy doesn't allow this to be done":                                              "",
		"Policy doesn't allow  to be performed":                                             "",
		"Policy doesn't allow MIIFAKETOKEN-abc to be performed":                             "",
		"Policy doesn't allow you: and me to be performed":                                  "",
		"Policy doesn't allow a\nb to be performed":                                         "",
		"Policy doesn't allow " + strings.Repeat("a:", 65) + " to be performed":             "",
		" to be performed": "",
		"forbidden":        "",
		"":                 "",
	} {
		if got := huawei.Denied(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
