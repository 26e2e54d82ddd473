package cbr_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// lister answers for a list of so many failed tasks. most is the largest page that it
// gives, count what it says beside one.
type lister struct {
	total, most int
	count       func(total, page int) int
	limit       bool // it shows the limit that it kept
	gone        bool // a page behind the last task has the status 404
	asked       []string
}

func (l *lister) RoundTrip(req *http.Request) (*http.Response, error) {
	q := req.URL.Query()
	l.asked = append(l.asked, q.Get("enterprise_project_id"))
	offset, _ := strconv.Atoi(q.Get("offset"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	limit = min(limit, l.most)
	var rows []string
	for n := offset; n < min(offset+limit, l.total); n++ {
		rows = append(rows, fmt.Sprintf(`{"id":"t%d","status":"failed"}`, n))
	}
	echo, status := "", 200
	if l.limit {
		echo = fmt.Sprintf(`"limit":%d,"offset":%d,`, limit, offset)
	}
	if l.gone && len(rows) == 0 {
		status = 404
	}
	return httpmock.NewStringResponse(status, fmt.Sprintf(`{%s"count":%d,"operation_logs":[%s]}`, echo, l.count(l.total, len(rows)), strings.Join(rows, ","))), nil
}

// Whether count is the total or the page's own length is not documented: with either,
// no task is lost.
func TestCountAsTotalOrAsPage(t *testing.T) {
	counts := map[string]func(total, page int) int{
		"the total": func(total, _ int) int { return total },
		"the page":  func(_, page int) int { return page },
		"nothing":   func(int, int) int { return 0 },
	}
	for name, count := range counts {
		for _, total := range []int{0, 1, 2, 3, 10, 11, 1000, 1001} {
			for _, c := range []struct {
				size, most int
				limit      bool
			}{{0, 1000, true}, {0, 1000, false}, {3, 1000, true}, {3, 1000, false}, {0, 5, true}} {
				l := &lister{total: total, most: c.most, count: count, limit: c.limit}
				scan := sdk.Failures(sdk.Query{PageSize: c.size}, open(t, config(l)))
				n := 0
				for _, err := range scan.All(t.Context()) {
					if err != nil {
						t.Errorf("%s of %d, %+v: %v", name, total, c, err)
					}
					n++
				}
				if n != total || !scan.Complete() {
					t.Errorf("count is %s, %+v: %d of %d tasks, complete %t", name, c, n, total, scan.Complete())
				}
			}
		}
	}
}

// The documents show the body of a list with the status 404. At the beginning it is an
// empty list, later the list has moved, and with a code or with tasks it is neither.
func TestAnEmptyListWithStatus404(t *testing.T) {
	for _, c := range []struct {
		body string
		kind errors.Kind // empty for an empty list
	}{
		{`{"operation_logs":[],"count":0,"limit":1000,"offset":0}`, ""},
		{`{"operation_logs":[]}`, ""},
		{`{"operation_logs":null,"count":0}`, ""},
		{`{"operation_logs":[{"id":"i","status":"failed"}],"count":1}`, errors.NotFound},
		{`{"operation_logs":[7],"count":1}`, errors.NotFound},
		{`{"operation_logs":"none","count":1}`, errors.NotFound},
		{`{"operation_logs":[],"error_code":"BackupService.6105","error_msg":"no vault"}`, errors.NotFound},
		{`{"error_code":"APIGW.0101","error_msg":"not published"}`, errors.NotFound},
		{`{"count":0}`, errors.NotFound},
		{`{}`, errors.NotFound},
		{`<html>`, errors.NotFound},
		{``, errors.NotFound},
	} {
		client := canned(t, list, 404, c.body)
		out, err := client.ListOpLogs(t.Context(), cbr.ListOpLogsInput{})
		s := huaweitest.Read(t, client, sdk.Query{}, 0)
		if c.kind == "" && (err != nil || len(out.OperationLogs.Rows) > 0 || s.Err != nil || s.Stats.Requests != 1 || s.Stats.Pages != 1) {
			t.Errorf("%s: got %+v, %v, and a scan of %+v, %v; want an empty list", c.body, out, err, s.Stats, s.Err)
		}
		if c.kind != "" && (out != nil || errors.KindOf(err) != c.kind || errors.KindOf(s.Err) != c.kind) {
			t.Errorf("%s: got %+v, %v, and a scan that ends with %v; want %s", c.body, out, err, s.Err, c.kind)
		}
	}
	// One that says how many tasks there are contradicts itself.
	if s := huaweitest.Read(t, canned(t, list, 404, `{"operation_logs":[],"count":5}`), sdk.Query{}, 0); s.Err == nil {
		t.Error("an empty list of five tasks was read to its end")
	}
}

// A list that is empty further on than its beginning has moved: what was not read is
// looked for again.
func TestStatus404BehindTheBeginningIsDrift(t *testing.T) {
	l := &lister{total: 20, most: 1000, count: func(int, int) int { return 0 }, gone: true}
	client := open(t, config(l))
	ids, drift := 0, 0
	for page, err := range client.Pages(t.Context(), sdk.Query{PageSize: 8}) {
		if err != nil {
			t.Fatal(err)
		}
		ids += len(page.Tasks)
		drift += page.Stats.Drift
		if ids == 8 {
			l.total = 5
		}
	}
	if ids != 8 || drift == 0 {
		t.Errorf("got %d tasks, drift %d, want 8 tasks and some drift", ids, drift)
	}
}

// Without a choice the list is asked for all enterprise projects that the user may see,
// and without them where the service refuses that.
func TestEnterpriseProjects(t *testing.T) {
	const all = cbr.AllGrantedEPs
	refusal := func(status int) string {
		return fmt.Sprintf(`{"error_code":"Common.%d","error_msg":"enterprise_project_id"}`, status)
	}
	for _, c := range []struct {
		name, chosen string
		refuse       map[string]int // status of a request, by what it asks for
		asked        []string
		kind         errors.Kind
	}{
		{"taken", "", nil, []string{all, all, all}, ""},
		{"refused as input", "", map[string]int{all: 400}, []string{all, "", "", ""}, ""},
		{"refused as a right", "", map[string]int{all: 403}, []string{all, "", "", ""}, ""},
		{"both refused", "", map[string]int{all: 403, "": 403}, []string{all, ""}, errors.PermissionDenied},
		{"an outage is no refusal", "", map[string]int{all: 500}, []string{all}, errors.Internal},
		{"throttling is no refusal", "", map[string]int{all: 429}, []string{all}, errors.Throttled},
		{"a refused key is not tried again", "", map[string]int{all: 401}, []string{all}, errors.Unauthenticated},
		{"one is chosen", "e1", nil, []string{"e1", "e1", "e1"}, ""},
		{"the chosen one is refused", "e1", map[string]int{"e1": 403}, []string{"e1"}, errors.PermissionDenied},
		{"all are chosen and refused", all, map[string]int{all: 400}, []string{all}, errors.InvalidInput},
	} {
		l := &lister{total: 5, most: 1000, count: func(total, _ int) int { return total }}
		var asked []string
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", list, func(req *http.Request) (*http.Response, error) {
			of := req.URL.Query().Get("enterprise_project_id")
			asked = append(asked, of)
			if status := c.refuse[of]; status > 0 {
				return httpmock.NewStringResponse(status, refusal(status)), nil
			}
			return l.RoundTrip(req)
		})
		set := config(mock)
		set.EnterpriseProjectID = c.chosen
		s := huaweitest.Read(t, open(t, set), sdk.Query{PageSize: 3}, 0)
		if !slices.Equal(asked, c.asked) {
			t.Errorf("%s: asked for %q, want %q", c.name, asked, c.asked)
		}
		if c.kind == "" && (s.Err != nil || len(s.Tasks) != 5) || c.kind != "" && errors.KindOf(s.Err) != c.kind {
			t.Errorf("%s: got %d tasks, %v, want the kind %q", c.name, len(s.Tasks), s.Err, c.kind)
		}
	}
}

// A refusal further on is one: what was read by then was read with all enterprise
// projects, and the rest would be without.
func TestEnterpriseProjectsDoNotChangeInAList(t *testing.T) {
	l := &lister{total: 9, most: 1000, count: func(total, _ int) int { return total }}
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", list, func(req *http.Request) (*http.Response, error) {
		if req.URL.Query().Get("offset") != "" {
			return httpmock.NewStringResponse(403, `{"error_code":"APIGW.0302","error_msg":"no"}`), nil
		}
		return l.RoundTrip(req)
	})
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{PageSize: 3}, 0)
	if !errors.Is(s.Err, errors.PermissionDenied) || len(s.Tasks) != 3 || s.Stats.Requests != 2 {
		t.Errorf("got %d tasks after %d requests, %v", len(s.Tasks), s.Stats.Requests, s.Err)
	}
}

// No filter is sent that might hide a task.
func TestAScanSendsNoFilter(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", list, func(req *http.Request) (*http.Response, error) {
		if got := req.URL.Query().Encode(); got != "enterprise_project_id=all_granted_eps&limit=1000" {
			t.Errorf("sent %s", got)
		}
		return httpmock.NewStringResponse(200, `{"operation_logs":[]}`), nil
	})
	client := open(t, config(mock))
	q := sdk.Query{States: []sdk.State{sdk.Failed}, Since: at("2026-11-20T01:00:00Z").Time, Until: at("2026-11-21T01:00:00Z").Time, PageSize: 5000}
	if s := huaweitest.Read(t, client, q, 0); s.Err != nil {
		t.Error(s.Err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range client.Pages(ctx, q) {
		if !errors.Is(err, errors.Canceled) {
			t.Errorf("canceled: got %v", err)
		}
	}
}
