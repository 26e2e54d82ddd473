package emulator

import (
	"strconv"
	"testing"
	"time"
)

func TestNoncesAreForgottenInTimeAndInNumber(t *testing.T) {
	now := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	var n nonces
	for i := range 3 * nonceMemory {
		if !n.fresh("ak", strconv.Itoa(i), now) {
			t.Fatalf("nonce %d is not fresh", i)
		}
	}
	if len(n.seen) != nonceMemory || len(n.ring) > 2*nonceMemory+1 {
		t.Errorf("remembers %d nonces in %d places, want %d", len(n.seen), len(n.ring), nonceMemory)
	}
	last := strconv.Itoa(3*nonceMemory - 1)
	if n.fresh("ak", last, now.Add(2*window)) {
		t.Error("a nonce is fresh again while its date may be near")
	}
	if !n.fresh("other", last, now) {
		t.Error("a nonce of another key is not fresh")
	}
	if !n.fresh("ak", last, now.Add(2*window+time.Second)) || len(n.seen) != 1 {
		t.Errorf("after half an hour %d nonces are remembered, want the new one alone", len(n.seen))
	}
}

func TestWindow(t *testing.T) {
	now := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	for _, c := range []struct {
		away time.Duration
		want bool
	}{{0, true}, {window, true}, {-window, true}, {window + time.Second, false}, {-window - time.Second, false}} {
		if got := near(now.Add(c.away), now); got != c.want {
			t.Errorf("near at %v = %v, want %v", c.away, got, c.want)
		}
	}
	if near(time.Time{}, now) {
		t.Error("no time at all is near")
	}
}
