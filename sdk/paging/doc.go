// Package paging walks lists that move while they are read. There are four
// walks, one for each way in which services cut their lists into pages, and
// [Lists] for lists inside lists:
//
//	for page, err := range paging.Offset(ctx, paging.Options{Limit: 999}, fetch, key) {
//		...
//	}
//
// An adapter hands in two functions: fetch asks the service for one page, and
// key names a row. The walk decides which page to ask for, which answers to
// believe and when the list is at its end. It yields every row once, and a
// cursor with each page from which another process can go on.
//
// # What a walk promises
//
// Each walk says what it promises under which condition. Where the condition
// does not hold, or cannot be seen to hold, the walk ends with an error: it
// never takes a list for whole that may not be.
//
//   - [Offset]: a row that is in the list during the whole walk is yielded
//     exactly once, whatever is inserted or deleted around it between two
//     requests, if the rows that stay keep their order.
//   - [Marker] and [Token]: the same, if the service goes on behind the place
//     of the marker. A marker that it no longer knows begins the walk anew.
//   - [Numbered]: the same, if a change between two requests changes the total
//     or shows a row twice. Pages by number cannot overlap, so a row deleted
//     and another inserted elsewhere at one moment cannot be seen.
//
// None yields a row twice. Across processes, that is from a cursor on, repeats
// are possible and loss is not.
//
// A walk fetches one page at a time, in the goroutine that ranges over it, and
// nothing after the loop was left. It can be ranged over again and begins anew
// then; a range is for one goroutine.
//
// # Why the walks lose nothing
//
// The lists of a service move while they are read: tasks end and slip out, new ones
// come in front. Whoever asks for page after page and adds up the rows loses some
// without a sign. Of a list of six, read three at a time by offset:
//
//	offset 0:  a b c | d e f
//	           a is deleted, and the others move up
//	offset 3:  b c d | e f      the page begins with e: nobody has read d
//
// The walks lose none, because each believes an answer only where the answer itself
// shows that nothing lies between it and what was read before.
//
//   - By offset, pages overlap by a row: the second is asked for at offset 2 and must
//     have a row that was read. It begins with d here, so the walk steps back, meets
//     c, and reads d. If the rows that stay keep their order, whatever stood before a
//     row that was read has been read, too. Not one certain row is looked for but any
//     that was read, since the one may be what was deleted.
//   - By marker or token, the service goes on behind a place in its order and not
//     behind a number of rows, so nothing can slip over the border. If it no longer
//     knows the marker, the walk begins anew and leaves out what it has yielded.
//   - By page number, pages cannot overlap. A pass over the pages counts only if the
//     list stood still, by its total and its rows; else another pass follows, until
//     one brings nothing that moved, or the walk gives up with an error.
//
// Rows are told apart by their keys, of which a walk keeps hashes, so that no row is
// yielded twice however often a page is read again. A row without a key is never taken
// for another one.
//
// An end is believed no more easily than a page. A total that was not reached, an empty
// page where more was promised, the same page for every offset and a marker that comes
// again are no end but an error, and so is a list that does not come to one. What no
// walk can see stands with each, above and in its own words; the rest of the SDK makes
// a receipt of it: a scan is complete only if every walk came to its end, every row
// could be read and every list inside was there.
//
// A cursor may be a page old when another process goes on from it, and the list has
// moved since. So a walk begins a little before the cursor's place, or from the
// beginning if it does not find that: rows may come again then, and none is lost.
package paging
