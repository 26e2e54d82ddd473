package emulator

import (
	"net/url"
	"strconv"
)

// span is the part of a list that a request asks for.
type span struct {
	limit, offset int
	after         int // the position behind the marker's row; 0 without one
}

// number reads a whole number from a query, without a sign.
func number(q url.Values, name string, missing int) (v int, good bool) {
	if !q.Has(name) {
		return missing, true
	}
	text := q.Get(name)
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	v, err := strconv.Atoi(text)
	return v, err == nil
}

// pageLimit reads limit, which these services take from 1 to 1000.
func pageLimit(q url.Values, missing int) (v int, good bool) {
	v, good = number(q, "limit", missing)
	return v, good && 1 <= v && v <= 1000
}

// page walks a list of total rows, where at gives the row at a position, and
// returns the rows to show. more reports whether the list goes on behind them.
// Without a filter it touches only what it shows.
func page(total int, at func(pos int) int, keep func(row int) bool, s span) (shown []int, more bool) {
	first, skip := s.after, s.offset
	if keep == nil {
		first, skip = first+min(skip, total), 0
	}
	for pos := first; pos < total; pos++ {
		row := at(pos)
		switch {
		case keep != nil && !keep(row):
		case skip > 0:
			skip--
		case len(shown) == s.limit:
			return shown, true
		default:
			shown = append(shown, row)
		}
	}
	return shown, false
}

// newestFirst is the order in which rows are numbered.
func newestFirst(pos int) int { return pos }
