package paging_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/taskfault/taskfault/sdk/paging"
)

// A row costs at most 72 bytes for as long as the walk goes on, also where
// several walks share what they have yielded.
func TestSeenMemory(t *testing.T) {
	const n, limit = 240_000, 1000 // just beyond the last growth: the dearest moment
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		from := r.Offset + r.Page*limit
		rs := make([]row, 0, limit)
		for i := from; i < min(from+limit, n); i++ {
			rs = append(rs, row{fmt.Sprintf("a key of some length, for row %08d", i)})
		}
		return paging.Answer[row]{Rows: rs, Total: n}, nil
	}
	for name, walk := range map[string]walkFunc{"offset": paging.Offset[row], "numbered": paging.Numbered[row]} {
		var shared paging.Seen
		before, after := heap(), int64(0)
		yielded := 0
		for page, err := range walk(t.Context(), paging.Options{Limit: limit, Seen: &shared}, fetch, rowID) {
			if err != nil {
				t.Fatal(err)
			}
			if yielded += len(page.Rows); yielded > n-limit && after == 0 {
				after = heap()
			}
		}
		if yielded != n {
			t.Fatalf("%s: %d rows, want %d", name, yielded, n)
		}
		if per := float64(after-before) / n; per > 72 {
			t.Errorf("%s: %.0f bytes a row, want at most 72", name, per)
		} else {
			t.Logf("%s: %.0f bytes a row", name, per)
		}
		runtime.KeepAlive(&shared)
	}
}

// Reading a row costs no allocation of its own: a page does, with its cursor.
func TestAllocations(t *testing.T) {
	pageOf := func(n int) float64 {
		rs := rows(0, n)
		answer := make([]row, n)
		return testing.AllocsPerRun(20, func() {
			seen := new(paging.Seen)
			for range paging.Offset(t.Context(), paging.Options{Limit: n, Seen: seen}, func(context.Context, paging.Request) (paging.Answer[row], error) {
				copy(answer, rs)
				return paging.Answer[row]{Rows: answer, Total: 10 * n}, nil
			}, rowID) {
				break
			}
		})
	}
	small, large := pageOf(100), pageOf(1000)
	if perRow := (large - small) / 900; perRow > 0.02 {
		t.Errorf("%.0f allocations for 100 rows and %.0f for 1000: %.3f a row, want those of the growing sets alone", small, large, perRow)
	}
}

func TestSeen(t *testing.T) {
	var s paging.Seen
	for _, c := range []struct {
		key  string
		want bool
	}{{"a", true}, {"a", false}, {"b", true}, {"", true}, {"", true}, {"a", false}} {
		if got := s.Add(c.key); got != c.want {
			t.Errorf("Add(%q) = %v, want %v", c.key, got, c.want)
		}
	}
	if s.Len() != 2 {
		t.Errorf("Len = %d, want 2", s.Len())
	}
}
