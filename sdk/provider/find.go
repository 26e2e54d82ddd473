package provider

import (
	"iter"
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Find looks for one task in the pages of a reading, by what in finds of it in each.
// nowhere is the error where it is in none.
//
// That it is nowhere is known only if everything could be read. Where something
// could not, the task may be there, and the error tells of that: of kind
// [errors.Malformed] where it is that a list was not found, which does not mean that
// the task is not.
func Find(pages iter.Seq2[sdk.Page, error], in func(sdk.Page) *sdk.Task, nowhere *errors.Error) (sdk.Task, error) {
	var unread *errors.Error
	for page, err := range pages {
		if t := in(page); t != nil {
			return *t, nil
		}
		if err != nil {
			return sdk.Task{}, unproven(err)
		}
		if rest := slices.Concat(page.Unread, page.Dropped); unread == nil && len(rest) > 0 {
			unread = rest[0]
		}
	}
	if unread == nil {
		return sdk.Task{}, nowhere
	}
	e := *unread
	e.Message = nowhere.Message + ", as far as the lists can be read: " + e.Message
	return sdk.Task{}, unproven(&e)
}

// WithID finds the task with an ID in a page.
func WithID(id string) func(sdk.Page) *sdk.Task {
	return func(page sdk.Page) *sdk.Task {
		for i := range page.Tasks {
			if page.Tasks[i].ID == id {
				return &page.Tasks[i]
			}
		}
		return nil
	}
}

// unproven is the error of a list that had to be there.
func unproven(err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Kind != errors.NotFound {
		return err
	}
	list := *e
	list.Kind = errors.Malformed
	return &list
}
