package transport

import (
	"crypto/rand"
	mathrand "math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// nonce is new for every attempt and cannot be guessed.
func nonce() string { return rand.Text() }

// jitter is the randomness of those who bring none.
func jitter() float64 { return mathrand.Float64() }

// module is this SDK's import path.
const module = "github.com/taskfault/taskfault"

// own is our part of the User-Agent, with the version that was built in.
var own = sync.OnceValue(func() string {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == module && strings.HasPrefix(m.Version, "v") {
				version = m.Version
			}
		}
	}
	return "taskfault/" + version + " (" + runtime.GOOS + "; " + runtime.GOARCH + ")"
})

// userAgent puts a user's part before our own.
func userAgent(theirs string) string {
	if theirs == "" {
		return own()
	}
	return theirs + " " + own()
}
