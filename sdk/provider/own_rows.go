package provider

import (
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// OwnRows leaves out of an answer the rows that belong to other lists than own, the
// one that was asked for. A service that ignores what it is asked for gives the same
// rows in each of its lists: every task would come once for each, and as a task of
// the wrong one.
//
// of is what a row says that it belongs to, empty where it does not say. read reports
// whether a list is read by itself, and so brings its rows; a row of any other is
// noted as dropped, since perhaps only the name is written in another way.
func OwnRows[R any](p *Progress, at Place, a *paging.Answer[R], own string, read func(list string) bool, of func(*R) string) {
	var strange []error
	a.Rows = slices.DeleteFunc(a.Rows, func(row R) bool {
		list := ID(of(&row))
		if list == "" || list == own {
			return false
		}
		if !read(list) {
			strange = append(strange, errStrange)
		}
		return true
	})
	at.List = own
	p.Drop(at, strange)
}

var errStrange = errors.New("a row belongs to something that was not asked for")
