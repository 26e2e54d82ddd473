package huawei_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
)

func TestReason(t *testing.T) {
	for text, want := range map[string]string{"": "", " NULL ": "", "null": "", "None": "", " why ": "why", "nullify": "nullify"} {
		if got := huawei.Reason(text); got != want {
			t.Errorf("reason %q: got %q, want %q", text, got, want)
		}
	}
}

// node is a job: its state is Succeeded where it has none.
type node struct {
	name         string
	state        sdk.State
	code, reason string
	subs         []node
}

var nodes = huawei.Tree[node]{
	Subs:  func(n *node) []node { return n.subs },
	State: func(n *node) sdk.State { return cmp.Or(n.state, sdk.Succeeded) },
	Said:  func(n *node) (code, reason string) { return n.code, n.reason },
	Step:  func(n *node) (kind, status string) { return n.name, string(n.state) },
}

// What a job says of itself, and what its parts do, is its failure or its warning.
func TestWhatAJobSaysOfItsParts(t *testing.T) {
	const fail, unknown = sdk.Failed, sdk.Unknown
	chain := node{name: "deepest", state: fail, code: "c"}
	for range 10_000 {
		chain = node{state: fail, subs: []node{chain}}
	}
	for _, c := range []struct {
		name string
		tree node
		want string
	}{
		{"none", node{code: "c", subs: []node{{}, {reason: "r"}}}, ""},
		{"itself", node{name: "top", state: fail, code: "c", reason: "r", subs: []node{{name: "fine", code: "x"}}}, "failure top c r failed"},
		{"without a word", node{name: "top", state: fail, code: "null"}, "failure top   failed"},
		{"first of two", node{state: fail, subs: []node{{name: "a", code: "a"}, {name: "b", state: fail, code: "b"}, {name: "c", state: fail, code: "c", reason: "r"}}}, "failure b b  failed"},
		{"depth first", node{state: fail, code: "c", subs: []node{{state: fail, subs: []node{{name: "deep", state: fail}}}, {name: "flat", state: fail, code: "x"}}}, "failure deep c  failed"},
		{"the nearest's words", node{state: fail, code: "c", reason: "r", subs: []node{{state: fail, code: "null", reason: "s", subs: []node{{name: "deep", state: fail}}}}}, "failure deep c s failed"},
		{"in one that went well", node{code: "c", subs: []node{{reason: "r", subs: []node{{name: "part", state: fail}}}}}, "warning part   failed"},
		{"in one that runs", node{state: sdk.Running, subs: []node{{name: "part", state: fail, code: "c"}}}, "warning part c  failed"},

		{"a word that no table has", node{name: "top", state: unknown}, ""},
		{"and a code", node{name: "top", state: unknown, code: "c"}, "failure top c  unknown"},
		{"and a reason", node{name: "top", state: unknown, reason: "r"}, "failure top  r unknown"},
		{"and NULL", node{name: "top", state: unknown, code: "NULL", reason: "none"}, ""},
		{"and a step that failed", node{name: "top", state: unknown, subs: []node{{name: "part", state: fail, reason: "r"}}}, "failure part  r failed"},
		{"and a step that failed without a word", node{name: "top", state: unknown, subs: []node{{name: "part", state: fail}}}, "warning part   failed"},
		{"a step of such a word in a good job", node{subs: []node{{name: "part", state: unknown, code: "c"}}}, "warning part c  unknown"},
		{"a step of such a word without a reason", node{subs: []node{{name: "part", state: unknown}}}, ""},
	} {
		task := sdk.Task{State: nodes.State(&c.tree)}
		nodes.Explain(errors.NewCodes("vbs", ""), &c.tree, &task)
		if got := told("failure", task.Failure) + told("warning", task.Warning); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	task := sdk.Task{State: fail}
	if nodes.Explain(errors.NewCodes("vbs", ""), &chain, &task); task.Failure == nil || task.Failure.Phase == "deepest" {
		t.Errorf("a tree of 10,000 levels: got %v, want one from where the search ends", task.Failure)
	}
}

func told(what string, f *errors.Failure) string {
	if f == nil {
		return ""
	}
	return strings.Join([]string{what, f.Phase, f.Code, f.Reason, f.Situation}, " ")
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
