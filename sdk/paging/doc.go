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
package paging
