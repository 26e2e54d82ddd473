package errors

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// header is the line that comes before the rows of every table.
const header = "code\tstatus\tkind\tretry\tmeaning_en\tremedy_en\tmeaning_zh\tremedy_zh\tpage"

// sameAs stands in a table for what was said before: alone as a page for that of
// the row above, and before a code in both remedies for those of that code's first
// row. It keeps the tables small, which every program carries.
const sameAs = "="

// maxCode is the length in bytes that no code of the catalog exceeds; longer ones
// are not looked for.
const maxCode = 64

// table is one file of the catalog. It is parsed when it is first asked for,
// and safe for concurrent use. The tables are plain data, so that a program pays
// nothing for them when it starts.
type table struct {
	name string
	text *string // embedded

	// prefixes begin the codes, in lower case, that another service's tasks may report.
	// Huawei's services share the prefix common for codes that differ in meaning, so
	// what begins with it is looked for in the service's own table only.
	prefixes []string

	once sync.Once
	rows *rows
}

// rows are the entries of a table, in the order of its document.
type rows struct {
	entries []Entry
	byCode  map[string][]int // lower-case code -> its entries
}

// load parses the text the first time. One that is malformed panics then, which
// the package's tests would do.
func (t *table) load() *rows {
	t.once.Do(func() {
		r, err := parse(t.name, *t.text)
		if err != nil {
			panic("errors: catalog: " + err.Error())
		}
		t.rows = r
	})
	return t.rows
}

// find looks for a folded code; nil if it is not there. Of several meanings it
// takes the one with the given status, else the first with a status of the same
// hundred, since 4xx and 5xx tell whose fault it is, else the first.
func (t *table) find(folded []byte, status int) *Entry {
	r := t.load()
	all := r.byCode[string(folded)]
	if len(all) == 0 {
		return nil
	}
	best, class := all[0], false
	for _, i := range all {
		s := r.entries[i].Status
		if s == status {
			best = i
			break
		}
		if s/100 == status/100 && !class {
			best, class = i, true
		}
	}
	return &r.entries[best]
}

// claims reports whether a folded code begins as the table's do.
func (t *table) claims(folded string) bool {
	return slices.ContainsFunc(t.prefixes, func(p string) bool { return strings.HasPrefix(folded, p) })
}

// each yields the entries of a folded code, and reports whether to go on.
func (t *table) each(folded string, yield func(*Entry) bool) bool {
	r := t.load()
	for _, i := range r.byCode[folded] {
		if !yield(&r.entries[i]) {
			return false
		}
	}
	return true
}

// fold writes a code in lower case into the buffer, so that a look-up needs no
// other memory. A code too long for any table folds into nothing.
func fold(buf *[maxCode]byte, code string) []byte {
	if len(code) > maxCode {
		return nil
	}
	for i := range len(code) {
		c := code[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	return buf[:len(code)]
}

// parse reads a table: comment lines, the header, rows. The entries are pieces
// of the text and not copies of it.
func parse(name, text string) (*rows, error) {
	r := &rows{byCode: make(map[string][]int)}
	headed := false
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if !headed {
			if headed = line == header; !headed && !strings.HasPrefix(line, "#") {
				return nil, fmt.Errorf("%s line %d: neither comment nor header: %q", name, n, line)
			}
			continue
		}
		e, err := parseRow(name, line)
		if err == nil {
			err = r.resolve(&e)
		}
		if err == nil {
			err = r.add(e)
		}
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", name, n, err)
		}
	}
	if !headed {
		return nil, fmt.Errorf("%s: no header", name)
	}
	return r, nil
}

// resolve puts in what an entry takes from the rows before it.
func (r *rows) resolve(e *Entry) error {
	if e.Page == sameAs {
		if len(r.entries) == 0 {
			return fmt.Errorf("%s: the page is that of the row above, and there is none", e.Code)
		}
		e.Page = r.entries[len(r.entries)-1].Page
	}
	code, refers := strings.CutPrefix(e.remedy[english], sameAs)
	if !refers {
		return nil
	}
	rows := r.byCode[strings.ToLower(code)]
	if len(rows) == 0 || e.remedy[chinese] != e.remedy[english] {
		return fmt.Errorf("%s: both remedies must be %s and a code that has a row above", e.Code, sameAs)
	}
	e.remedy = r.entries[rows[0]].remedy
	return nil
}

// add appends an entry, unless its code and status are there already.
func (r *rows) add(e Entry) error {
	key := strings.ToLower(e.Code)
	for _, i := range r.byCode[key] {
		if r.entries[i].Status == e.Status {
			return fmt.Errorf("%s with status %d is there twice", e.Code, e.Status)
		}
	}
	for _, k := range keys(key) {
		r.byCode[k] = append(r.byCode[k], len(r.entries))
	}
	r.entries = append(r.entries, e)
	return nil
}

// keys are the names that find a code: its own, and for Huawei's gateway that
// of the shared gateway, which says APIGW where the newer one says APIG.
func keys(lower string) []string {
	if n, ok := strings.CutPrefix(lower, "apig."); ok {
		return []string{lower, "apigw." + n}
	}
	return []string{lower}
}

// parseRow reads one row.
func parseRow(service, line string) (Entry, error) {
	const columns = 9
	var f [columns]string
	rest, more := line, true
	for i := range f {
		if !more {
			return Entry{}, fmt.Errorf("%d columns, want %d", i, columns)
		}
		f[i], rest, more = strings.Cut(rest, "\t")
	}
	if more {
		return Entry{}, fmt.Errorf("more than %d columns", columns)
	}
	e := Entry{
		Service: service,
		Code:    f[0],
		Kind:    Kind(f[2]),
		Retry:   Retry(f[3]),
		Page:    f[8],
		meaning: [2]string{english: f[4], chinese: f[6]},
		remedy:  [2]string{english: f[5], chinese: f[7]},
	}
	if f[1] != "" {
		status, err := strconv.Atoi(f[1])
		if err != nil || status < 400 || status > 599 {
			return Entry{}, fmt.Errorf("status %q is not one of an error", f[1])
		}
		e.Status = status
	}
	return e, e.check()
}

// check finds what is missing in an entry or not one of the known words.
func (e Entry) check() error {
	switch {
	case e.Code == "" || len(e.Code) > maxCode:
		return fmt.Errorf("code %q is empty or too long", e.Code)
	case !slices.Contains(Kinds(), e.Kind):
		return fmt.Errorf("%s: no such kind: %q", e.Code, string(e.Kind))
	case !e.Retry.valid():
		return fmt.Errorf("%s: no such retry: %q", e.Code, string(e.Retry))
	case slices.Contains(e.meaning[:], "") || slices.Contains(e.remedy[:], ""):
		return fmt.Errorf("%s: a text is empty", e.Code)
	}
	return nil
}
