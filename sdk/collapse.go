package sdk

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// collapsed is the error of a client that has panicked with a value, or ended its
// goroutine, which is the value nil. It must be called by the deferred function
// that has recovered: it names the place of the panic. Only the runtime's own
// words are told, since any other value may hold what must not be printed.
func collapsed(s Source, value any) error {
	if value == nil {
		return scanError(s, errors.Internal, "the client ended its goroutine while it read a page")
	}
	what := fmt.Sprintf("with a %T", value)
	if e, ok := value.(runtime.Error); ok {
		what = e.Error()
	}
	return scanError(s, errors.Internal, fmt.Sprintf("the client panicked in %s: %s", panicPlace(), what))
}

// panicPlace is the function and the line that panicked.
func panicPlace() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	panicked := false
	for {
		frame, more := frames.Next()
		inRuntime := strings.HasPrefix(frame.Function, "runtime.")
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case panicked && !inRuntime:
			return fmt.Sprintf("%s, line %d", frame.Function, frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
