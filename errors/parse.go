package errors

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parse reads a table: comment lines, the header, rows. The entries are pieces
// of the text and not copies of it.
func parse(name, text string) (*rows, error) {
	h, err := parseHead(name, text)
	if err != nil {
		return nil, err
	}
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
			h.mark(&e)
			err = r.add(h, e)
		}
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", name, n, err)
		}
	}
	if !headed {
		return nil, fmt.Errorf("%s: no header", name)
	}
	if err := h.check(r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// resolve puts in what an entry takes from the rows before it.
func (r *rows) resolve(e *Entry) error {
	if e.Page == sameAs {
		if !r.begun {
			return fmt.Errorf("%s: the page is that of the row above, and there is none", e.Code)
		}
		e.Page = r.page
	}
	r.page, r.begun = e.Page, true
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
func (r *rows) add(h *head, e Entry) error {
	key := strings.ToLower(e.Code)
	if strings.Contains(key, "/") {
		return r.addSituation(h, key, e)
	}
	for _, i := range r.byCode[key] {
		if r.entries[i].Status == e.Status {
			return fmt.Errorf("%s with status %d is there twice", e.Code, e.Status)
		}
	}
	for _, k := range h.keys(key) {
		r.byCode[k] = append(r.byCode[k], len(r.entries))
	}
	r.entries = append(r.entries, e)
	return nil
}

// addSituation keeps a row that tells of a situation. It guesses at no cause.
func (r *rows) addSituation(h *head, key string, e Entry) error {
	switch {
	case !h.situations:
		return fmt.Errorf("%s is a situation, and the table does not say that it has any", e.Code)
	case r.hasSituation(key):
		return fmt.Errorf("%s is there twice", e.Code)
	case e.Kind != Unknown || e.Retry != RetryUnknown || e.Status != 0:
		return fmt.Errorf("%s is a situation: kind and retry must be unknown, and the status empty", e.Code)
	}
	if r.bySituation == nil {
		r.bySituation = make(map[string]int)
	}
	r.bySituation[key] = len(r.situations)
	r.situations = append(r.situations, e)
	return nil
}

func (r *rows) hasSituation(key string) bool {
	_, is := r.bySituation[key]
	return is
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
