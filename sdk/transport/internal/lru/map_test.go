package lru_test

import (
	"testing"

	"github.com/taskfault/taskfault/sdk/transport/internal/lru"
)

// A full map forgets what was not asked for the longest, and nothing else.
func TestForgetsTheLeastRecentlyUsed(t *testing.T) {
	var m lru.Map[int, int]
	get := func(k int) (made bool) {
		m.Get(k, func() int { made = true; return k })
		return made
	}
	for k := range 1000 {
		get(k)
	}
	if get(0) || m.Len() != 1000 {
		t.Fatalf("a map of %d values has forgotten one", m.Len())
	}
	get(1000)
	for k, want := range map[int]bool{0: false, 2: false, 1000: false} {
		if get(k) != want {
			t.Errorf("%d was forgotten: it was asked for later than another", k)
		}
	}
	if !get(1) || m.Len() != 1000 {
		t.Errorf("the value that was not asked for the longest is still there, among %d", m.Len())
	}
	n := 0
	for k, v := range m.All() {
		if n++; k != v {
			t.Errorf("%d has the value %d", k, v)
		}
		if n == 10 {
			break
		}
	}
}
