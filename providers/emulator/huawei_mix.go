package emulator

// mixed is a list in which rows of three sorts take turns, evenly spread: those
// that count as failures, those that somebody should look at beside them, such as
// good ones with a warning, and those that are well.
type mixed struct{ failed, beside, well int }

// beside is how many rows a service with so many failures has beside them: none
// where it is to be quiet.
func beside(failures int) int { return failures / 6 }

// rowSort is the sort of a row.
type rowSort int

const (
	rowFailed rowSort = iota
	rowBeside
	rowWell
)

func (m mixed) total() int { return m.failed + m.beside + m.well }

// row says of which sort row n is, and the how-manieth of it.
func (m mixed) row(n int) (s rowSort, nth int) {
	well, n := turn(n, m.well, m.total())
	if well {
		return rowWell, n
	}
	aside, n := turn(n, m.beside, m.failed+m.beside)
	if aside {
		return rowBeside, n
	}
	return rowFailed, n
}

// turn shares total rows between some and the rest. It reports whether row n is
// one of those, and the how-manieth it is of its share.
func turn(n, some, total int) (its bool, nth int) {
	before := n * some / total
	if (n+1)*some/total > before {
		return true, before
	}
	return false, n - before
}
