package emulator

import (
	"slices"
	"strings"
	"sync"
)

// sortKey is one of the members by which a list is ordered: of is a text that
// compares as the member does.
type sortKey struct {
	name string
	desc bool
	of   func(n int) string
}

// orders keeps the orders that were asked for, so that walking a long list sorts
// it once and not for every page. It is safe for concurrent use.
type orders struct {
	mu   sync.Mutex
	made map[string][]int32
}

// ordersKept is how many orders are remembered. It covers every single key in both
// directions; more than that come only from many keys at once.
const ordersKept = 16

// by is the order of a list of total rows: which row stands at a position. Equal
// rows stay newest first.
func (o *orders) by(total int, keys []sortKey) func(pos int) int {
	if len(keys) == 0 || keys[0].name == "created_at" && keys[0].desc {
		return newestFirst
	}
	if keys[0].name == "created_at" {
		return func(pos int) int { return total - 1 - pos }
	}
	var name strings.Builder
	for _, k := range keys {
		name.WriteString(k.name)
		if k.desc {
			name.WriteByte('-')
		}
		name.WriteByte(',')
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	order, known := o.made[name.String()]
	if !known {
		order = sorted(total, keys)
		if o.made == nil || len(o.made) == ordersKept {
			o.made = map[string][]int32{}
		}
		o.made[name.String()] = order
	}
	return func(pos int) int { return int(order[pos]) }
}

func sorted(total int, keys []sortKey) []int32 {
	order := make([]int32, total)
	values := make([][]string, len(keys))
	for i, k := range keys {
		values[i] = make([]string, total)
		for n := range total {
			values[i][n] = k.of(n)
		}
	}
	for n := range order {
		order[n] = int32(n)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		for i, k := range keys {
			if c := strings.Compare(values[i][a], values[i][b]); c != 0 {
				if k.desc {
					return -c
				}
				return c
			}
		}
		return 0
	})
	return order
}

// position is where a row stands in an order.
func position(total int, at func(pos int) int, row int) int {
	for pos := range total {
		if at(pos) == row {
			return pos
		}
	}
	return total
}
