package sdktest_test

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// good is the harness of a client that keeps every rule.
func good() sdktest.Harness {
	h := sdktest.Harness{
		Serve: func(d sdktest.Data) http.Handler {
			failures := d.Failures
			if failures == 0 {
				failures = -1
			}
			return emulator.CSBS(emulator.Config{
				Seed: d.Seed, Failures: failures, ProjectID: "p",
				AccessKeyID: d.Credentials.AccessKeyID, AccessKeySecret: d.Credentials.AccessKeySecret,
			})
		},
		Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
			return csbs.New(huawei.Config{Region: "eu-de", ProjectID: "p", Credentials: s, Transport: o}, csbs.Options{})
		},
		Absent:  []string{"00000000-0000-4000-8000-000000000000"},
		Code:    "CSBS.0001",
		Reword:  sdktest.RewordMembers("status"),
		Spoil:   sdktest.SpoilFirstRow,
		Unlist:  sdktest.ReplaceLists("checkpoint_items"),
		Refusal: sdktest.JSONRefusal("error_code", "error_msg"),
	}
	h.Planted = told(h)
	return h
}

// flows is the harness of a client with lists inside its source that keeps every
// rule.
func flows() sdktest.Harness {
	h := sdktest.Harness{
		Serve: func(d sdktest.Data) http.Handler {
			return emulator.FnF(emulator.Config{
				Seed: d.Seed, Failures: cmp.Or(d.Failures, -1),
				AccessKeyID: d.Credentials.AccessKeyID, AccessKeySecret: d.Credentials.AccessKeySecret,
			})
		},
		Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
			return fnf.New(alibaba.Config{Region: "cn-hangzhou", Credentials: s, Transport: o}, fnf.Options{})
		},
		Absent:  []string{"no-such-flow/no-such-execution"},
		Unlist:  sdktest.ReplaceLists("Executions"),
		Refusal: sdktest.JSONRefusal("Code", "Message"),
		List: func(r *http.Request) string {
			if r.FormValue("Action") != "ListExecutions" {
				return ""
			}
			return r.FormValue("FlowName")
		},
		Forget: sdktest.RemoveRows("Name"),
	}
	h.Planted = told(h)
	return h
}

// told takes a client that keeps every rule at its word for what the service holds.
// It is the suite that is tested here.
func told(h sdktest.Harness) func(sdktest.Data) sdktest.Planted {
	serve, build := h.Serve, h.Client
	return func(d sdktest.Data) (p sdktest.Planted) {
		c, err := build(transport.Options{RoundTripper: emulator.Transport(serve(d)), Keys: transport.NewKeys()}, credentials.Static(d.Credentials))
		if err != nil {
			panic(err)
		}
		for task, err := range sdk.Tasks(sdk.Query{}, c).All(context.Background()) {
			if err != nil {
				panic(err)
			}
			p.Listed = append(p.Listed, task)
		}
		return p
	}
}

func TestRun(t *testing.T) {
	t.Run("one list", func(t *testing.T) { sdktest.Run(t, good()) })
	t.Run("lists inside", func(t *testing.T) { sdktest.Run(t, flows()) })
	t.Run("tokens", func(t *testing.T) { sdktest.Run(t, tokens()) })
}

// Every rule has a client that breaks it, and the suite finds it.
func TestRunFindsWrongClients(t *testing.T) {
	for _, test := range wrongClients() {
		t.Run(test.name, func(t *testing.T) {
			for _, name := range test.cases {
				if failed, said := sdktest.Fails(t, name, test.wrong); !failed {
					t.Errorf("the case %q does not find it: %s", name, said)
				} else if !strings.Contains(said, "the rule: ") {
					t.Errorf("the case %q does not tell its rule: %s", name, said)
				}
			}
		})
	}
}

// A case that no wrong client fails proves nothing.
func TestEveryCaseHasAWrongClient(t *testing.T) {
	found := map[string]bool{}
	for _, test := range wrongClients() {
		for _, name := range test.cases {
			found[name] = true
		}
	}
	for _, name := range sdktest.Cases() {
		if !found[name] {
			t.Errorf("no wrong client fails the case %q", name)
		}
	}
}

func TestEveryCaseHasAName(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range sdktest.Cases() {
		if name == "" || seen[name] {
			t.Errorf("the name %q is empty or there twice", name)
		}
		seen[name] = true
	}
}
