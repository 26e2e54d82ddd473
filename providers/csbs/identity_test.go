package csbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// NULL is no name: items that have no other are not taken for one another, but told
// as rows that cannot be read.
func TestAnItemCalledNULL(t *testing.T) {
	client := canned(t, "GET", base+"/checkpoint_items", 200, `{"checkpoint_items":[{"id":"NULL","status":"error"},{"id":"null","status":"error"},{"id":"i","status":"error"}]}`)
	s := huaweitest.Read(t, client, sdk.Query{}, 1)
	if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].ID != "i" || len(s.Dropped) != 2 {
		t.Errorf("got %+v, %v, dropped %v; want i, and two that have no id", s.Tasks, s.Err, s.Dropped)
	}
}
