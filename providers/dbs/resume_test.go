package dbs_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// A run that always ends after one page must still come to the list's end: the
// page that a cursor's walk reads again may not be all that it brings.
func TestEveryRunComesOn(t *testing.T) {
	a := account{full: make(map[string][]string)}
	for i := range 70 {
		a.plans = append(a.plans, plan(fmt.Sprintf("plan%02d", i), "running"))
	}
	for i := range 130 {
		a.full["plan07"] = append(a.full["plan07"], full(fmt.Sprintf("set%03d", i), "finish"))
	}
	s := a.service()
	q := sdk.Query{PageSize: 30}
	all, pages := alibabatest.Scan(t, open(t, s), q)
	var tasks []sdk.Task
	for run := 1; ; run++ {
		if run > len(pages) {
			t.Fatalf("the list has %d pages, and %d runs of one page have not read it", len(pages), run-1)
		}
		var last sdk.Page
		for page, err := range open(t, s).Pages(context.Background(), q) {
			if err != nil {
				t.Fatalf("run %d: %v", run, err)
			}
			last = page
			break
		}
		tasks = append(tasks, last.Tasks...)
		if last.Cursor == "" {
			break
		}
		q.Resume = []sdk.Cursor{last.Cursor}
	}
	if got, want := alibabatest.IDs(tasks), alibabatest.IDs(all); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What the page that is read again took is in the numbers of the next, also when
// that is an error.
func TestTheRepeatedPageIsCounted(t *testing.T) {
	var a account
	for i := range 90 {
		a.plans = append(a.plans, plan(fmt.Sprintf("plan%02d", i), "running"))
	}
	broken := false
	a.before = func(_ string, p url.Values) (int, string) {
		if broken && p.Get("PageNum") == "2" {
			return 503, ""
		}
		return 0, ""
	}
	c := open(t, a.service())
	q := sdk.Query{PageSize: 30}
	_, pages := alibabatest.Scan(t, c, q)
	q.Resume = []sdk.Cursor{pages[1].Cursor}
	for _, fails := range []bool{false, true} {
		broken = fails
		for page, err := range c.Pages(context.Background(), q) {
			want := sdk.Stats{Pages: 2, Rows: 30, Requests: 2}
			if fails {
				want = sdk.Stats{Pages: 1, Requests: 2}
			}
			if page.Stats != want || errors.Is(err, errors.Unavailable) != fails || page.Cursor == "" {
				t.Errorf("fails=%t: %+v, %v and the cursor %q; want %+v", fails, page.Stats, err, page.Cursor, want)
			}
			break
		}
	}
}

// A reading whose last plans have gone, or none of which is asked for, ends well.
func TestNoPlanIsLeftToRead(t *testing.T) {
	a := account{plans: []string{plan("p", "running")}}
	c := open(t, a.service())
	got := sdk.Tasks(sdk.Query{Resource: "another"}, c)
	for page, err := range got.Pages(t.Context()) {
		if err != nil || len(page.Tasks) > 0 {
			t.Errorf("another resource: %v and %v, want nothing", page.Tasks, err)
		}
	}
	if !got.Complete() {
		t.Errorf("another resource: the scan is not complete: %+v", got.Receipts())
	}
	q := sdk.Query{}
	_, pages := alibabatest.Scan(t, c, q)
	q.Resume = []sdk.Cursor{pages[0].Cursor}
	rest := sdk.Tasks(q, open(t, account{}.service()))
	for page, err := range rest.Pages(t.Context()) {
		if err != nil || len(page.Tasks) > 0 {
			t.Errorf("without plans: %v and %v, want nothing", page.Tasks, err)
		}
	}
	if r := rest.Receipts()[0]; !r.Complete || r.Requests == 0 {
		t.Errorf("without plans: the receipt is %+v, want it complete and its requests counted", r)
	}
}

func TestIDsThatCannotBe(t *testing.T) {
	s := alibabatest.Fixed(200, well+`"Item":null}`)
	c := open(t, s)
	for _, id := range []string{"", "/", "a/", "/b", "a/b/c", "a/b/", "a//b", "..", "a/..", "../b", "a,b", "a/b,c"} {
		if _, err := c.Get(t.Context(), id); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("Get(%q): %v, want invalid_input", id, err)
		}
		if _, err := c.ExplainTask(t.Context(), id, "en"); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("ExplainTask(%q): %v, want invalid_input", id, err)
		}
	}
	if s.GetTotalCallCount() > 0 {
		t.Errorf("the service was asked %v, want nothing sent", asked(s))
	}
}
