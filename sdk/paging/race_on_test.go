//go:build race

package paging_test

// rounds is how many lists each walk is driven over. The walks have no
// concurrency of their own, so a part of them is enough under the race detector.
const rounds = 1_000
