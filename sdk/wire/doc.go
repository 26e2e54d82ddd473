// Package wire reads what these services really put in their bodies, leniently
// and honestly.
//
// Leniently: a number may come as text, a list as a single object, a time in a
// dozen forms, an error in a dozen envelopes, and the documents disagree with
// the samples about which. [Unmarshal] takes a value in any form whose meaning
// is plain.
//
// Honestly: what cannot be read is never taken for nothing. A body that is
// empty, cut, HTML or of the wrong shape is an error; a row that cannot be read
// is kept in [List.Dropped]. No error of this package holds a piece of a body.
//
// Every function may be called concurrently, and neither keeps nor changes the
// bytes it is given.
package wire
