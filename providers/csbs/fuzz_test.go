package csbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
)

func FuzzListCheckpointItems(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).ListCheckpointItems(t.Context(), csbs.ListCheckpointItemsInput{})
		a.Check(t, out != nil, err)
	}, huaweitest.Testdata(f, "list_checkpoint_items", "document"), huaweitest.Testdata(f, "list_checkpoint_items", "odd"))
}

func FuzzShowCheckpointItem(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		task, err := open(t, config(a)).Get(t.Context(), "i")
		a.Check(t, task.ID != "", err)
	}, `{"checkpoint_item":{"id":"i","status":"error","extend_info":{"fail_code":{"Code":1,"Description":"d"}}}}`)
}

func FuzzCountCheckpointItems(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).CountCheckpointItems(t.Context(), csbs.CountCheckpointItemsInput{})
		a.Check(t, out != nil, err)
	}, `{"count":10}`, `{"count":"10"}`)
}

func FuzzPolicies(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		client := open(t, config(a))
		list, err := client.ListPolicies(t.Context(), csbs.ListPoliciesInput{})
		a.Check(t, list != nil, err)
		one, err := client.ShowPolicy(t.Context(), csbs.ShowPolicyInput{PolicyID: "p"})
		a.Check(t, one != nil, err)
	}, huaweitest.Testdata(f, "list_policies", "document"), `{"policy":{"id":"p"}}`)
}
