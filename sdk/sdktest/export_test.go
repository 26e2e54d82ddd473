package sdktest

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// recorder is a test that only writes down what becomes of it.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
	said   strings.Builder
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	fmt.Fprintf(&r.said, format+"\n", args...)
}
func (r *recorder) Error(args ...any)                 { r.Errorf("%s", fmt.Sprint(args...)) }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); runtime.Goexit() }

func (r *recorder) Logf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.said, format+"\n", args...)
}
func (r *recorder) Helper() {}
func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}
func (r *recorder) Context() context.Context { return context.Background() }

// Cases are the names of all cases.
func Cases() (names []string) {
	for _, c := range cases() {
		names = append(names, c.name)
	}
	return names
}

// Fails plays one case and tells whether it fails, and what it says.
func Fails(t *testing.T, name string, h Harness) (failed bool, said string) {
	t.Helper()
	for _, c := range cases() {
		if c.name != name {
			continue
		}
		r := &recorder{}
		synctest.Test(t, func(*testing.T) {
			done := make(chan struct{})
			go func() { // Fatalf ends it
				defer close(done)
				c.check(r, h)
			}()
			<-done
		})
		return r.Failed(), r.said.String()
	}
	t.Fatalf("there is no case %q", name)
	return false, ""
}
