package emulator

import (
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// window is how far a request's date may be from the services' clock.
const window = 15 * time.Minute

// near reports whether a request's date is inside the window.
func near(at, now time.Time) bool { return at.Sub(now).Abs() <= window }

// nonceMemory is how many nonces are remembered at once.
const nonceMemory = 1 << 16

// nonces remembers which nonces were used. Memory is bounded: beyond nonceMemory
// the oldest is forgotten early. It is safe for concurrent use.
type nonces struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]struct{}
	ring []usedNonce // in order of use, from next on
	next int
}

type usedNonce struct {
	sum  [sha256.Size]byte
	gone time.Time // when no date that it could be sent with is near any more
}

// fresh reports whether the nonce is new for this key, and remembers it.
func (n *nonces) fresh(key, nonce string, now time.Time) bool {
	sum := sha256.Sum256([]byte(key + "\x00" + nonce))
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = map[[sha256.Size]byte]struct{}{}
	}
	n.expire(now)
	if _, used := n.seen[sum]; used {
		return false
	}
	if len(n.ring)-n.next == nonceMemory {
		n.forget()
	}
	n.seen[sum] = struct{}{}
	n.ring = append(n.ring, usedNonce{sum, now.Add(2 * window)})
	return true
}

func (n *nonces) expire(now time.Time) {
	for n.next < len(n.ring) && now.After(n.ring[n.next].gone) {
		n.forget()
	}
}

// forget drops the oldest nonce, and now and then the room that the dropped ones
// took.
func (n *nonces) forget() {
	delete(n.seen, n.ring[n.next].sum)
	n.next++
	if n.next > 1024 && n.next > len(n.ring)/2 {
		n.ring = append([]usedNonce(nil), n.ring[n.next:]...)
		n.next = 0
	}
}

// bucket is one published request rate. It is safe for concurrent use.
type bucket struct {
	limiter *rate.Limiter
	now     func() time.Time
}

// newBucket holds burst requests and gets perSecond new ones each second. Without
// Config.Throttle it never runs dry.
func newBucket(c Config, burst int, perSecond float64) *bucket {
	limit := rate.Inf
	if c.Throttle {
		limit = rate.Limit(perSecond)
	}
	return &bucket{rate.NewLimiter(limit, burst), c.Now}
}

// take reports whether a request may pass, and counts it.
func (b *bucket) take() bool { return b.limiter.AllowN(b.now(), 1) }
