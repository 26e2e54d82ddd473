package dbs_test

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// troubles are the tasks of an account that somebody should look at, one a line.
func troubles(t *testing.T, a account) string {
	t.Helper()
	tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{Trouble: true})
	var b strings.Builder
	for _, task := range tasks {
		fmt.Fprintf(&b, "%s %s", task.ID, task.State)
		for name, f := range map[string]*errors.Failure{"failure": task.Failure, "warning": task.Warning} {
			if f != nil {
				fmt.Fprintf(&b, " %s=%s|%s|%s|%s", name, f.Phase, f.Situation, f.Code, f.Reason)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A plan that is locked makes no more backups. Nothing has failed, and somebody
// must act.
func TestLockedPlanWithAMessageIsAWarning(t *testing.T) {
	row := func(id, status, message string) string {
		return fmt.Sprintf(`{"BackupPlanId":%q,"BackupPlanStatus":%q,"ErrMessage":%q}`, id, status, message)
	}
	a := account{plans: []string{
		row("a", "locked", "the account is in arrears"), row("b", "LOCKED", "overdue"), row("c", "locked", "NULL"), row("d", "locked", ""),
		row("e", "pause", "by hand"), row("f", "running", "of an earlier night"), row("g", "retired", "gone"), row("h", "retired", "NULL"),
	}}
	want := `a pending warning=locked|||the account is in arrears
b pending warning=locked|||overdue
g unknown failure=|retired||gone
`
	if got := troubles(t, a); got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
	f := dbs.Codes().Failure("", "overdue", "locked")
	if x := f.Explain("en"); x.Page == "" || x.Kind != errors.Unknown {
		t.Errorf("a locked plan is explained by %+v", x)
	}
}

// A word that tells no state does not hide that the task failed, nor why it may
// have: what has an end is asked for, and what the list says is kept.
func TestUncompletedSetWithAnEndIsLookedUp(t *testing.T) {
	set := func(id, status, more string) string {
		return fmt.Sprintf(`{"BackupSetId":%q,"BackupSetJobId":%q,"BackupStatus":%q%s}`, id, id, status, more)
	}
	const ended, message = `,"EndTime":1548075392000`, `,"ErrMessage":"two tables were left out"`
	a := account{
		plans: []string{plan("p", "running")},
		full: map[string][]string{"p": {
			set("f1", "UNCOMPLETED", ended+message), set("f2", "UNCOMPLETED", message), set("f3", "uncompleted", ended), set("f4", "UNCOMPLETED", ended+message), set("f5", "expiring", ""),
		}},
		increments: map[string][]string{"p": {set("i1", "UNCOMPLETED", ended), set("i2", "UNCOMPLETED", ""), set("i3", "melted", ""), set("i4", "UNCOMPLETED", ended)}},
		restore:    map[string][]string{"p": {`{"RestoreTaskId":"r1","RestoreStatus":"melted","ErrMessage":"why"}`, `{"RestoreTaskId":"r2","RestoreStatus":"melted"}`}},
		errorCodes: map[string]string{
			"f1": well + `"Item":{"ErrorCode":"Storage.Full","ErrorMessage":"no space"}}`,
			"i1": well + `"Item":{"ErrorCode":"Binlog.NotFound"}}`,
			"i3": well + `"Item":{"ErrorCode":"Binlog.NotFound"}}`,
			"i4": `{"Success":false,"ErrCode":"Param.NotFound","HttpStatusCode":404,"RequestId":"r"}`,
			"r1": well + `"Item":{"ErrorCode":"Storage.Full"}}`,
		},
	}
	want := `p/f1 failed failure=fullBackup||Storage.Full|two tables were left out (no space)
p/f2 unknown failure=|UNCOMPLETED||two tables were left out
p/f4 unknown failure=|UNCOMPLETED||two tables were left out
p/i1 failed failure=incrementBackup||Binlog.NotFound|
p/i3 failed failure=incrementBackup||Binlog.NotFound|
r1 failed failure=restoreTask||Storage.Full|why
`
	if got := troubles(t, a); got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
	s := a.service()
	_, pages := alibabatest.Scan(t, open(t, s), sdk.Query{Trouble: true})
	var lookedUp []string
	for _, call := range asked(s) {
		if id, is := strings.CutPrefix(call, "DescribeJobErrorCode "); is {
			lookedUp = append(lookedUp, id)
		}
	}
	if want := []string{"f1", "f3", "f4", "f5", "i1", "i3", "i4", "r1", "r2"}; !reflect.DeepEqual(lookedUp, want) {
		t.Errorf("looked up %v, want %v", lookedUp, want)
	}
	for _, p := range pages {
		if len(p.Lookups) > 0 {
			t.Errorf("looked up in vain: %v", p.Lookups)
		}
	}
}

// What goes on has no end yet, whatever the row has in its place.
func TestOnlyWhatIsOverHasAnEnd(t *testing.T) {
	const times = `"StartTime":1548075391000,"EndTime":1548075392000`
	a := account{
		plans:      []string{plan("p", "running")},
		full:       map[string][]string{"p": {`{"BackupSetId":"run","BackupStatus":"running",` + times + `}`, `{"BackupSetId":"end","BackupStatus":"finish",` + times + `}`, `{"BackupSetId":"odd","BackupStatus":"UNCOMPLETED",` + times + `}`}},
		increments: map[string][]string{"p": {`{"BackupSetJobId":"inc","BackupStatus":"FILLING",` + times + `}`}},
		restore: map[string][]string{"p": {
			`{"RestoreTaskId":"half","RestoreStatus":"running","RestoreTaskFinishTime":1548075392000}`,
			`{"RestoreTaskId":"whole","RestoreStatus":"running","RestoreTaskFinishTime":1548075392000,"FullStruforeRestoreProgress":100,"FullDataRestoreProgress":100,"FullStruAfterRestoreProgress":100}`,
		}},
	}
	over := map[string]bool{"p/end": true, "p/odd": true, "whole": true}
	tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
	for _, task := range tasks {
		if task.Type == "backupPlan" {
			continue
		}
		end, change := at(1548075392000).Time, time.Time{}
		if !over[task.ID] {
			end, change = change, end
		}
		if !task.EndedAt.Equal(end) || !task.UpdatedAt.Equal(change) {
			t.Errorf("%s in %s: ended at %v, changed at %v, want %v and %v", task.ID, task.State, task.EndedAt, task.UpdatedAt, end, change)
		}
	}
}

// The service's standard text comes behind the task's own words, in the language
// that the user reads; ExplainTask gives it alone.
func TestStandardTextIsInTheUsersLanguage(t *testing.T) {
	for lang, want := range map[string]string{"": "en", "en": "en", "zh": "cn", "zh-CN": "cn", "fr": "en"} {
		a := account{plans: []string{plan("p", "running")}, full: map[string][]string{"p": {full("s", "failed")}}}
		s := a.service()
		s.Answer("DescribeJobErrorCode", func(p url.Values) (int, string) {
			return 200, well + `"Item":{"ErrorCode":"C","ErrorMessage":"text in ` + p.Get("Language") + `"}}`
		})
		c := open(t, s, func(c *settings) { c.Lang = lang })
		reason := "the row's message (text in " + want + ")"
		tasks, _ := alibabatest.Scan(t, c, sdk.Query{Trouble: true})
		read, err := c.Get(t.Context(), "p/s")
		if len(tasks) != 1 || tasks[0].Failure.Reason != reason || err != nil || read.Failure.Reason != reason {
			t.Errorf("%q: listed %s read %+v, %v, want %q", lang, tell(tasks), read.Failure, err, reason)
		}
		if f, err := c.ExplainTask(t.Context(), "p/s", "en"); err != nil || f.Reason != "text in en" {
			t.Errorf("%q: explained by %+v, %v, want the text alone", lang, f, err)
		}
	}
}
