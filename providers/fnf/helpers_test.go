package fnf_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

var onlyFailed = []sdk.State{sdk.Failed}

// settings are all that a test can change.
type settings struct {
	alibaba.Config
	fnf.Options
}

// open builds a client for the emulator and for services that answer by hand.
func open(t testing.TB, rt http.RoundTripper, change ...func(*settings)) *fnf.Client {
	t.Helper()
	s := settings{alibabatest.Cloud(rt), fnf.Options{Endpoint: "http://fnf.test"}}
	return alibabatest.Open(t, func(s settings) (*fnf.Client, error) { return fnf.New(s.Config, s.Options) }, s, change...)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config, change ...func(*settings)) *fnf.Client {
	t.Helper()
	return open(t, emulator.Transport(emulator.FnF(c)), change...)
}
