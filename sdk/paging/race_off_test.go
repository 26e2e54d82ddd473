//go:build !race

package paging_test

// rounds is how many lists each walk is driven over.
const rounds = 10_000
