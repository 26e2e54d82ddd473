// Package fold finds words in texts in which the case of letters does not count.
package fold

import "strings"

// Index returns where mark, which is ASCII in lower case, stands in s in any case,
// and -1 if it does not.
func Index(s, mark string) int {
	for i := 0; i+len(mark) <= len(s); i++ {
		if s[i]|0x20 == mark[0] && strings.EqualFold(s[i:i+len(mark)], mark) {
			return i
		}
	}
	return -1
}
