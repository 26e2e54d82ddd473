package wire

import "strconv"

// BadRow is a row that could not be read, in the words of [List.Dropped]. It holds
// nothing of the row's content.
type BadRow struct {
	Index int    // in its answer, from 0
	Why   string // what is wrong with it, to be read behind "row 7 "

	strange bool // it is an object of which no member is known
}

// Error names the row by its place in the answer.
func (r *BadRow) Error() string { return "row " + strconv.Itoa(r.Index) + " " + r.Why }
