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
	name string
	fail bool
	subs []node
}

func TestFailingLeaf(t *testing.T) {
	failed := func(n *node) bool { return n.fail }
	subs := func(n *node) []node { return n.subs }
	chain := node{name: "deepest", fail: true}
	for range 10_000 {
		chain = node{fail: true, subs: []node{chain}}
	}
	for _, c := range []struct {
		name string
		tree node
		want string
	}{
		{"none", node{subs: []node{{}, {}}}, ""},
		{"itself", node{name: "top", fail: true, subs: []node{{name: "fine"}}}, "top"},
		{"first of two", node{fail: true, subs: []node{{name: "a"}, {name: "b", fail: true}, {name: "c", fail: true}}}, "b"},
		{"depth first", node{fail: true, subs: []node{{fail: true, subs: []node{{name: "deep", fail: true}}}, {name: "flat", fail: true}}}, "deep"},
		{"in one that went well", node{subs: []node{{subs: []node{{name: "part", fail: true}}}}}, "part"},
	} {
		got := ""
		if leaf := huawei.FailingLeaf(&c.tree, failed, subs); leaf != nil {
			got = leaf.name
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if leaf := huawei.FailingLeaf(&chain, failed, subs); leaf == nil || leaf.name == "deepest" {
		t.Errorf("a tree of 10,000 levels: got %v, want one from where the search ends", leaf)
	}
}

func TestQuery(t *testing.T) {
	q := huawei.Query{}
	q.Text("empty", "")
	q.Number("zero", 0)
	q.Flag("down", false)
	q.Text("text", "a b")
	q.Number("n", -1)
	q.Flag("up", true)
	if got := q.Values().Encode(); got != "n=-1&text=a+b&up=true" || strings.Contains(got, "zero") {
		t.Errorf("got %s", got)
	}
}
