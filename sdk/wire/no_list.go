package wire

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// noListError says what stands where a list is due, in words.
type noListError string

func (e noListError) Error() string { return string(e) + " in place of a list" }

// scalar reads a text, a number or a boolean in place of the array. "" is an empty
// list. Where rows are objects, nothing else is a list of one row.
func (r *rows[T]) scalar() error {
	kind := r.dec.PeekKind()
	switch {
	case bytes.HasPrefix(fromValue(r.dec.UnreadBuffer()), []byte(`""`)):
		return r.dec.SkipValue()
	case !r.structs:
		return r.row(0)
	}
	if err := r.dec.SkipValue(); err != nil {
		return err
	}
	return r.drop(noListError(kindName(kind)))
}

// single reads the row in place of the array. An object of which no member is known
// is not taken for a row there.
func (r *rows[T]) single() error {
	if err := r.row(0); err != nil {
		return err
	}
	if n := len(r.Dropped) - 1; n >= 0 {
		if bad, ok := errors.AsType[*BadRow](r.Dropped[n]); ok && bad.strange {
			r.Dropped[n] = noListError(kindName('{'))
		}
	}
	return nil
}

// noList is what came in place of the list, empty if one did.
func (l *List[T]) noList() string {
	if len(l.Dropped) == 1 {
		if what, ok := errors.AsType[noListError](l.Dropped[0]); ok {
			return string(what)
		}
	}
	return ""
}

// CheckLists returns an error if a member of out, a pointer to a struct that was read
// by [Unmarshal], is a [List] for which something else came: text, a number, a
// boolean, or an object that is no row. It looks at the lists among the named
// members, by their names in JSON. It is for the lists that an answer is about, since without
// them it answers nothing, and a walk would ask for their rows again and again.
// Lists inside of rows are left to who reads them: there the row itself is good.
func CheckLists(out any, names ...string) error {
	return checkLists(reflect.ValueOf(out).Elem(), names)
}

func checkLists(v reflect.Value, names []string) error {
	for i := range v.NumField() {
		f, member := v.Field(i), v.Type().Field(i)
		if member.Anonymous && f.Kind() == reflect.Struct {
			if err := checkLists(f, names); err != nil {
				return err
			}
			continue
		}
		list, ok := asList(f)
		if !ok || list.noList() == "" {
			continue
		}
		if name := memberName(member); slices.Contains(names, name) {
			return errors.New(list.noList() + " in place of the list " + name)
		}
	}
	return nil
}

// anyList is a List of any rows.
type anyList interface{ noList() string }

func asList(f reflect.Value) (anyList, bool) {
	if f.Kind() != reflect.Struct || !f.CanAddr() || !f.Addr().CanInterface() {
		return nil, false
	}
	l, ok := f.Addr().Interface().(anyList)
	return l, ok
}

// memberName is what a field is called in JSON.
func memberName(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return f.Name
}
