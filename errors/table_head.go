package errors

import (
	"fmt"
	"slices"
	"strings"
)

// head is what the comments of a table say about it; see [NewCodes].
type head struct {
	prefixes   []string // in lower case
	gateway    bool
	serves     []string // services that have no codes but this gateway's
	foundation bool
	situations bool
	noRight    []string // codes in lower case
	aliases    []alias
	rules      []rule
}

// alias says that codes with the prefix from are those with the prefix to, both in
// lower case.
type alias struct{ from, to string }

// rule says that codes with a prefix, in any case, are listed as another code: all
// of them, or if named those that go on with the name of a parameter.
type rule struct {
	prefix string
	named  bool
	listed string
}

// directive begins a line that says something about the table.
const directive = "#: "

// The ends of the pattern of a rule.
const (
	anyEnd  = "<Anything>"
	nameEnd = "<Name>"
)

// parseHead reads the comments of a table.
func parseHead(name, text string) (*head, error) {
	h := &head{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if !strings.HasPrefix(line, "#") {
			break
		}
		said, is := strings.CutPrefix(line, directive)
		if !is {
			continue
		}
		words := strings.Fields(said)
		if len(words) == 0 {
			return nil, fmt.Errorf("%s line %d: nothing follows %q", name, n, directive)
		}
		if err := h.read(words[0], words[1:]); err != nil {
			return nil, fmt.Errorf("%s line %d: %s: %w", name, n, words[0], err)
		}
	}
	return h, nil
}

// checkWords checks how many words follow a directive. It is no table, so that a program
// pays nothing for it when it starts.
func checkWords(what string, n int) error {
	least, most := 0, 0
	switch what {
	case "prefixes", "no-right":
		least, most = 1, 1000
	case "gateway":
		most = 1000
	case "alias", "rule":
		least, most = 2, 2
	case "foundation", "situations":
	default:
		return New("there is no such directive")
	}
	if n < least || n > most {
		return fmt.Errorf("%d words follow, want %d to %d", n, least, most)
	}
	return nil
}

// read takes one directive.
func (h *head) read(what string, words []string) error {
	if err := checkWords(what, len(words)); err != nil {
		return err
	}
	switch what {
	case "prefixes":
		h.prefixes = append(h.prefixes, lowered(words)...)
	case "gateway":
		h.gateway, h.serves = true, words
	case "foundation":
		h.foundation = true
	case "situations":
		h.situations = true
	case "no-right":
		h.noRight = append(h.noRight, lowered(words)...)
	case "alias":
		low := lowered(words)
		h.aliases = append(h.aliases, alias{low[0], low[1]})
	case "rule":
		return h.readRule(words[0], words[1])
	}
	return nil
}

// readRule takes a rule.
func (h *head) readRule(pattern, listed string) error {
	prefix, named := strings.CutSuffix(pattern, nameEnd)
	if !named {
		var ends bool
		if prefix, ends = strings.CutSuffix(pattern, anyEnd); !ends {
			return fmt.Errorf("the pattern %q ends neither with %s nor with %s", pattern, anyEnd, nameEnd)
		}
	}
	if prefix == "" {
		return fmt.Errorf("the pattern %q covers every code", pattern)
	}
	h.rules = append(h.rules, rule{prefix, named, listed})
	return nil
}

func lowered(words []string) []string {
	low := make([]string, len(words))
	for i, w := range words {
		low[i] = strings.ToLower(w)
	}
	return low
}

// claims reports whether a folded code is looked for here in the name of another
// service.
func (h *head) claims(folded []byte) bool {
	if h.gateway {
		return true
	}
	for _, p := range h.prefixes {
		if len(folded) >= len(p) && string(folded[:len(p)]) == p {
			return true
		}
	}
	return false
}

// listedAs tells under which code a rule lists the given one; empty if none does.
func (h *head) listedAs(code string) string {
	for i := range h.rules {
		r := &h.rules[i]
		if hasPrefixFold(code, r.prefix) && (!r.named || isParameter(code[len(r.prefix):])) {
			return r.listed
		}
	}
	return ""
}

// isParameter reports whether name may be that of a parameter.
func isParameter(name string) bool {
	return name != "" && 'A' <= name[0] && name[0] <= 'Z' && !strings.ContainsFunc(name, func(r rune) bool {
		return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.' || r == '_' || r == '-')
	})
}

// hasPrefixFold is strings.HasPrefix for a prefix in any case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// keys are the names that find a code in lower case: its own and its aliases.
func (h *head) keys(lower string) []string {
	names := []string{lower}
	for _, a := range h.aliases {
		if n, ok := strings.CutPrefix(lower, a.to); ok {
			names = append(names, a.from+n)
		}
	}
	return names
}

// mark puts on an entry what the head says about it.
func (h *head) mark(e *Entry) {
	e.gateway, e.foundation = h.gateway, h.foundation
	e.noRight = slices.Contains(h.noRight, strings.ToLower(e.Code))
}

// check finds what the head says of rows that are not there.
func (h *head) check(r *rows) error {
	for _, code := range h.noRight {
		all := r.byCode[code]
		if !slices.ContainsFunc(all, func(i int) bool { return r.entries[i].Kind == PermissionDenied }) {
			return fmt.Errorf("no-right: %s has no row that denies permission", code)
		}
	}
	for _, rule := range h.rules {
		if len(r.byCode[strings.ToLower(rule.listed)]) == 0 {
			return fmt.Errorf("rule: %s has no row", rule.listed)
		}
	}
	return nil
}
