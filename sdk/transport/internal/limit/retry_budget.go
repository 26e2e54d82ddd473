package limit

import (
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Budget lets a client under an outage send fewer requests and not more. Each
// repetition costs, success and time give back, so it never runs dry for good.
type Budget struct {
	mu   sync.Mutex
	left float64
	at   time.Time
}

const (
	budgetFull      = 500.0
	budgetPerSecond = 10.0 // two repetitions a second go on through any outage
	costBusy        = 5.0
	costThrottled   = 1.0 // the limiter slows these down already
)

// NewBudget returns a full one.
func NewBudget() *Budget { return &Budget{left: budgetFull, at: time.Now()} }

// Cost returns what repeating after e takes.
func Cost(e *errors.Error) float64 {
	if e.Kind == errors.Throttled || e.Kind == errors.InvalidState {
		return costThrottled
	}
	return costBusy
}

// Take spends n, or reports that there is not so much.
func (b *Budget) Take(n float64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.left = min(budgetFull, b.left+now.Sub(b.at).Seconds()*budgetPerSecond)
	b.at = now
	if b.left < n {
		return false
	}
	b.left -= n
	return true
}

// Give returns n after a success.
func (b *Budget) Give(n float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = min(budgetFull, b.left+n)
}
