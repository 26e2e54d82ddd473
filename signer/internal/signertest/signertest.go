// Package signertest helps to test signers: it sends requests over the wire
// without a network, changes them byte by byte, shows where two texts part, and
// holds what must be true of every verification.
package signertest

import "fmt"

// Diff says where got and want part, or is empty.
func Diff(got, want string) string {
	if got == want {
		return ""
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-30)
	cut := func(s string) string { return s[min(from, len(s)):min(i+50, len(s))] }
	return fmt.Sprintf("they part at byte %d:\n got …%q\nwant …%q", i, cut(got), cut(want))
}
