package faults_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
)

// listMember is a list of a service that a scan reads: the operation that
// answers with it, the list's own member, and that of the total, where the
// service tells one.
type listMember struct {
	service, operation, member, total string
	path                              string // the last element of its address, where that tells the operation
}

// listMembers has the lists of all scans. Of a service without a documented list it
// is the one that the emulator answers with.
var listMembers = append(documentedListMembers, emulatedListMembers()...)

func emulatedListMembers() (all []listMember) {
	for _, s := range services {
		if _, documented := documentedLists[s.name]; !documented {
			all = append(all, listMember{s.name, s.operation, s.list.name(), s.total, s.path})
		}
	}
	return all
}

var documentedListMembers = []listMember{
	{"dbs", "DescribeBackupPlanList", "Items", "TotalElements", ""},
	{"dbs", "DescribeFullBackupList", "Items", "TotalElements", ""},
	{"dbs", "DescribeIncrementBackupList", "Items", "TotalElements", ""},
	{"dbs", "DescribeRestoreTaskList", "Items", "TotalElements", ""},
	{"fnf", "ListFlows", "Flows", "", ""},
	{"fnf", "ListExecutions", "Executions", "", ""},
	{"sdrs", "ListFailureJobs", "failure_jobs", "count", "failure-jobs"},
	{"sdrs", "ListProtectionGroups", "server_groups", "count", "server-groups"},
	{"csbs", "ListCheckpointItems", "checkpoint_items", "", "checkpoint_items"},
	{"vbs", "ListBackupsDetail", "backups", "", "detail"},
	{"vbs", "ListPolicies", "backup_policies", "", "backuppolicy"},
	{"vbs", "ListPolicyTasks", "tasks", "count", "backuptasks"},
}

// asks reports whether a request is for the list.
func (l listMember) asks(r *http.Request) bool {
	action := r.Header.Get("X-Acs-Action") + r.URL.Query().Get("Action")
	return action == l.operation || action == "" && path.Base(r.URL.Path) == l.path
}

// replaced is a service whose lists, all that the operation answers with, are
// value. The total is as given, and left out for none. sent counts the requests
// for the list, by where they ask for it but for the place in it.
func (l listMember) replaced(base http.RoundTripper, value, total string, sent map[string]int) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err != nil || !l.asks(r) {
			return resp, err
		}
		sent[l.list(r)]++
		var members map[string]json.RawMessage
		if err := json.NewDecoder(resp.Body).Decode(&members); err != nil {
			return nil, err
		}
		members[l.member] = json.RawMessage(value)
		for _, name := range []string{l.total, "TotalPages", "NextToken", "backups_links"} {
			delete(members, name)
		}
		if l.total != "" && total != "" {
			members[l.total] = json.RawMessage(total)
		}
		body, err := json.Marshal(members)
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return resp, err
	})
}

// list names what a request asks a list of.
func (l listMember) list(r *http.Request) string {
	q := r.URL.Query()
	return r.URL.Path + q.Get("BackupPlanId") + q.Get("FlowName") + q.Get("Status") + q.Get("server_group_id")
}

// Where a list is due, a text, a number, a boolean or an object that is no row
// is not one. It is told once, and the list is not asked for again and again.
func TestInvalidListIsToldOnce(t *testing.T) {
	for _, l := range listMembers {
		for _, value := range []string{`"canary"`, `0`, `17`, `true`, `false`, `{"canary":"canary"}`, `{"canary":7}`, `{"canary":1,"canary2":[]}`} {
			for _, total := range []string{"", "0", "1", "1000"} {
				if l.total == "" && total != "" {
					continue
				}
				errs, receipt, sent := l.scan(t, value, total)
				if receipt.Complete || len(sent) == 0 {
					t.Errorf("%s %s of %s, total %q: complete %v after %v", l.service, l.operation, value, total, receipt.Complete, sent)
				}
				for list, n := range sent {
					if n > 2 {
						t.Errorf("%s %s of %s, total %q: %d requests for %s, want no more than 2", l.service, l.operation, value, total, n, list)
					}
				}
				if len(errs) == 0 || len(errs) > len(sent) {
					t.Errorf("%s %s of %s, total %q: %d errors for %d lists, want one each", l.service, l.operation, value, total, len(errs), len(sent))
				}
				for _, err := range errs {
					if e, ok := errors.AsType[*errors.Error](err); !ok || e.Kind != errors.Malformed || !strings.Contains(e.Message, l.member) || strings.Contains(e.Error(), "canary") {
						t.Errorf("%s %s of %s: %v, want malformed that names %s", l.service, l.operation, value, err, l.member)
					}
				}
			}
		}
	}
}

// An empty list is written in many ways.
func TestEmptyLists(t *testing.T) {
	for _, l := range listMembers {
		values := []string{`[]`, `null`, `{}`, `""`, `{"Rows":null}`, `{"Rows":[]}`, `{"Rows":""}`}
		for _, value := range values {
			for _, total := range []string{"", "0"} {
				errs, receipt, sent := l.scan(t, value, total)
				if !receipt.Complete || len(errs) > 0 || len(sent) == 0 {
					t.Errorf("%s %s of %s, total %q: complete %v, %v, sent %v; want it empty", l.service, l.operation, value, total, receipt.Complete, errs, sent)
				}
				for list, n := range sent {
					if n > 1 {
						t.Errorf("%s %s of %s, total %q: %d requests for %s, want 1", l.service, l.operation, value, total, n, list)
					}
				}
			}
		}
	}
}

// scan reads all tasks of the service, the list being value.
func (l listMember) scan(t *testing.T, value, total string) (errs []error, receipt sdk.Receipt, sent map[string]int) {
	t.Helper()
	sent = make(map[string]int)
	for _, s := range services {
		if s.name != l.service {
			continue
		}
		base := l.replaced(emulator.Transport(s.emulate(emulatorConfig(2))), value, total, sent)
		w := openWatched(t, s, base, emulatorKeys, func(c *clientConfig) { c.Transport.Rate = 1e6 })
		scan := sdk.Tasks(sdk.Query{}, w.client)
		for _, err := range scan.All(t.Context()) {
			if err != nil {
				errs = append(errs, err)
			}
		}
		receipt = scan.Receipts()[0]
	}
	return errs, receipt, sent
}

// A list that never ends is read as far as the query lets it.
func TestEndlessListIsBoundedByRows(t *testing.T) {
	for _, s := range services {
		n := 0
		endless := roundTripper(func(r *http.Request) (*http.Response, error) {
			n++
			var rows []string
			for i := range 10 {
				rows = append(rows, s.row(fmt.Sprintf("id-%d-%d", n, i)))
			}
			body := strings.Replace(s.answer(rows...), `"NextToken":""`, fmt.Sprintf(`"NextToken":"t%d"`, n), 1)
			return said{status: 200, body: body}.response(r)
		})
		w := openWatched(t, s, endless, func(c *clientConfig) { c.Transport.Rate = 1e6 })
		scan := sdk.Tasks(sdk.Query{MaxRows: 200, PageSize: 10}, w.client)
		var ends error
		for _, err := range scan.All(t.Context()) {
			if err != nil && strings.Contains(err.Error(), "the list has no end") {
				ends = err
			}
		}
		if !errors.Is(ends, errors.Malformed) || scan.Complete() || n > 100 {
			t.Errorf("%s: %v after %d requests, complete %v; want the first list to end by its rows", s.name, ends, n, scan.Complete())
		}
	}
}
