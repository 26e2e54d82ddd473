// Package sleep waits no longer than a context.
package sleep

import (
	"context"
	"time"
)

// For waits for d. It ends with ctx, whose error it returns then.
func For(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
