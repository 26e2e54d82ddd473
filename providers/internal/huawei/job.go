package huawei

import "strings"

// deepest bounds the search in a tree of sub-jobs. The services are seen to nest
// them twice.
const deepest = 50

// FailingLeaf is the first job in the tree below and including j, depth first,
// that failed and has no failed job inside, or nil: a parent can fail with its
// code only in a sub-job.
func FailingLeaf[J any](j *J, failed func(*J) bool, subs func(*J) []J) *J {
	return leaf(j, failed, subs, deepest)
}

func leaf[J any](j *J, failed func(*J) bool, subs func(*J) []J, depth int) *J {
	inner := subs(j)
	for i := range inner {
		if depth == 0 {
			break
		}
		if found := leaf(&inner[i], failed, subs, depth-1); found != nil {
			return found
		}
	}
	if failed(j) {
		return j
	}
	return nil
}

// Reason is a service's text without what it writes for none.
func Reason(text string) string {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "null") || strings.EqualFold(text, "none") {
		return ""
	}
	return text
}
