package alibabatest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// Fuzz gives one answer after the other to the operation of that name, which may
// never panic, nor take for success what says that it is none. It begins with the
// operation's body of testdata and with answers. The corpus of a target is pairs
// of a status, which counts as 200 where it is none, and a body.
func (o Operations[C]) Fuzz(f *testing.F, name string, answers ...Answer) {
	f.Helper()
	for _, op := range o.All {
		if op.Name != name {
			continue
		}
		for _, a := range append([]Answer{{200, Testdata(f, op.Body)}}, answers...) {
			f.Add(a.Status, a.Body)
		}
		f.Fuzz(func(t *testing.T, status int, body string) {
			if status < 200 || status > 599 {
				status = 200
			}
			a := Answer{status, body}
			out, err := op.Call(t.Context(), o.Open(t, Fixed(a.Status, a.Body)))
			if wrong := a.judge(name, out, err); wrong != "" {
				t.Errorf("status %d, body %.200q: %s", a.Status, a.Body, wrong)
			}
		})
		return
	}
	f.Fatalf("there is no operation %s", name)
}

// judge says what is wrong with what an operation made of an answer, nothing where
// it is as it should be.
func (a Answer) judge(operation string, out any, err error) string {
	e, typed := errors.AsType[*errors.Error](err)
	none := out == nil || reflect.ValueOf(out).IsZero() // a nil pointer, mostly
	switch {
	case err != nil && (!typed || e.Kind == "" || e.Operation != operation):
		return fmt.Sprintf("the error %#v does not tell its kind and operation", err)
	case err != nil && !none:
		return fmt.Sprintf("an output beside the error %v", err)
	case err != nil:
		return ""
	case none:
		return "neither an output nor an error"
	case a.Status > 299:
		return fmt.Sprintf("an error's status is read as %+v", out)
	case !strings.Contains(a.Body, "{") || strings.HasPrefix(strings.TrimSpace(a.Body), "<"):
		return fmt.Sprintf("no object at all is read as %+v", out)
	}
	return ""
}
