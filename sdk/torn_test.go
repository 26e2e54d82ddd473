package sdk_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// What one scan could not read, the scan that goes on from its cursor has not
// read either: it is not complete, and the one after it begins anew.
func TestCursorBehindWhatWasNotRead(t *testing.T) {
	unread := []*errors.Error{{Kind: errors.Malformed, Message: "row 1 is a number"}}
	for name, tear := range map[string]func(*sdk.Page){
		"nothing":           func(*sdk.Page) {},
		"a row":             func(p *sdk.Page) { p.Dropped = unread },
		"a task's details":  func(p *sdk.Page) { p.Lookups = unread },
		"a list":            func(p *sdk.Page) { p.Unread = unread },
		"a refused look-up": func(p *sdk.Page) { p.NotLookedUp = 1 },
	} {
		for way, all := range map[string]func(*sdk.Scan) iter.Seq2[sdk.Task, error]{
			"All":    func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.All(t.Context()) },
			"Merged": func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.Merged(t.Context()) },
		} {
			read := func(c *fake, resume ...sdk.Cursor) (tasks int, errs []string, r sdk.Receipt) {
				scan := sdk.Failures(sdk.Query{Resume: resume}, c)
				for _, err := range all(scan) {
					if err != nil {
						errs = append(errs, err.Error())
					} else {
						tasks++
					}
				}
				return tasks, errs, scan.Receipts()[0]
			}
			torn := name != "nothing"

			broken := newFake("a", 2, 2, 2, 2)
			tear(&broken.pages[0])
			broken.failAt, broken.err = 3, errors.New("gone away")
			tasks, _, first := read(broken)
			if tasks != 4 || first.Complete || first.Cursor == "" {
				t.Fatalf("%s, %s: %d tasks and %+v of the scan that broke", name, way, tasks, first)
			}
			// It breaks once more behind the cursor: what is missing is still missing.
			broken = newFake("a", 2, 2, 2, 2)
			broken.failAt, broken.err = 2, errors.New("gone away")
			tasks, _, second := read(broken, first.Cursor)
			if tasks != 2 || second.Cursor == first.Cursor {
				t.Fatalf("%s, %s: %d tasks and %+v of the second scan", name, way, tasks, second)
			}
			tasks, errs, last := read(newFake("a", 2, 2, 2, 2), second.Cursor)
			if tasks != 2 || last.Complete == torn || (last.Err != nil) != torn || (last.Cursor == "") != torn {
				t.Errorf("%s was not read, %s: %d tasks and %+v of the scan that reached the end", name, way, tasks, last)
			}
			if e, _ := errors.AsType[*errors.Error](last.Err); torn && (e == nil || e.Situation != errors.TornCursor) {
				t.Errorf("%s was not read, %s: %+v does not tell the situation", name, way, last.Err)
			}
			if said := strings.Contains(strings.Join(errs, "\n"), "begins anew"); said != torn {
				t.Errorf("%s was not read, %s: the errors are %q", name, way, errs)
			}
		}
	}
}
