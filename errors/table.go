package errors

import "sync"

// header is the line that comes before the rows of every table.
const header = "code\tstatus\tkind\tretry\tmeaning_en\tremedy_en\tmeaning_zh\tremedy_zh\tpage"

// sameAs stands in a table for what was said before: alone as a page for that of
// the row above, and before a code in both remedies for those of that code's first
// row. It keeps the tables small, which every program carries.
const sameAs = "="

// maxCode is the length in bytes that no code of a table exceeds; longer ones
// are not looked for.
const maxCode = 64

// table is the text of a table. It is parsed when it is first asked for, and safe
// for concurrent use, so that a program pays nothing for it when it starts.
type table struct {
	name string
	text string

	headOnce sync.Once
	said     *head

	once sync.Once
	rows *rows
}

// rows are the entries of a table, in the order of its document.
type rows struct {
	entries []Entry
	byCode  map[string][]int // lower-case code -> its entries

	situations  []Entry
	bySituation map[string]int // lower-case SERVICE/WORD -> its row

	page  string // of the last row that was read, if one was
	begun bool
}

// head reads the comments the first time. What is malformed panics then, which a
// provider's tests would do.
func (t *table) head() *head {
	t.headOnce.Do(func() {
		h, err := parseHead(t.name, t.text)
		if err != nil {
			panic("errors: table of codes: " + err.Error())
		}
		t.said = h
	})
	return t.said
}

// load parses the text the first time. One that is malformed panics then.
func (t *table) load() *rows {
	t.once.Do(func() {
		r, err := parse(t.name, t.text)
		if err != nil {
			panic("errors: table of codes: " + err.Error())
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

// appendEntries appends the entries of a folded code.
func (t *table) appendEntries(to []Entry, folded []byte, code string) []Entry {
	r := t.load()
	for _, i := range r.byCode[string(folded)] {
		to = append(to, r.entries[i].as(code))
	}
	return to
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
