package transport_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// An answer that the service was asked to hold back is not too slow for that.
func TestLongPoll(t *testing.T) {
	for _, tt := range []struct {
		name         string
		takes, asked time.Duration
		want         errors.Kind
		ends         time.Duration
	}{
		{"within the attempt's time", 59 * time.Second, 0, "", 59 * time.Second},
		{"beyond it", 61 * time.Second, 0, errors.Timeout, 60 * time.Second},
		{"held back as asked", 61 * time.Second, 30 * time.Second, "", 61 * time.Second},
		{"longer than asked", 91 * time.Second, 30 * time.Second, errors.Timeout, 90 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			slow := roundTrip(func(r *http.Request) (*http.Response, error) {
				select {
				case <-time.After(tt.takes):
					return answer(200, `{"ok":true}`), nil
				case <-r.Context().Done():
					return nil, r.Context().Err()
				}
			})
			call := get()
			call.Repeatable, call.LongPoll = false, tt.asked
			begun := time.Now()
			_, err := client(slow).Do(t.Context(), call)
			if got := errors.KindOf(err); got != tt.want || time.Since(begun) != tt.ends {
				t.Errorf("%s: %v after %v, want kind %q after %v", tt.name, err, time.Since(begun), tt.want, tt.ends)
			}
		})
	}
}
