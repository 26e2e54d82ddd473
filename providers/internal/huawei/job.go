package huawei

import "strings"

// deepest bounds the search in a tree of sub-jobs. The services are seen to nest
// them twice.
const deepest = 50

// Tree says how to read a tree of jobs and the jobs inside them.
type Tree[J any] struct {
	Subs   func(*J) []J
	Failed func(*J) bool
	Said   func(*J) (code, reason string)
}

// FailingLeaf is the first job in the tree below and including j, depth first,
// that failed and has no failed job inside, or nil: a parent can fail with its
// code only in a sub-job. The code and the reason are the leaf's; what it leaves
// out is taken from the nearest of the failed jobs around it that has it.
func (t Tree[J]) FailingLeaf(j *J) (leaf *J, code, reason string) {
	return t.leaf(j, deepest)
}

func (t Tree[J]) leaf(j *J, depth int) (found *J, code, reason string) {
	inner := t.Subs(j)
	for i := 0; i < len(inner) && depth > 0 && found == nil; i++ {
		found, code, reason = t.leaf(&inner[i], depth-1)
	}
	if !t.Failed(j) {
		return found, code, reason
	}
	if found == nil {
		found = j
	}
	ownCode, ownReason := t.Said(j)
	return found, first(code, Reason(ownCode)), first(reason, Reason(ownReason))
}

// Reason is a service's text without what it writes for none.
func Reason(text string) string {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "null") || strings.EqualFold(text, "none") {
		return ""
	}
	return text
}
