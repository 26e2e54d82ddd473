package fnf_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

var onlyFailed = []sdk.State{sdk.Failed}

// open builds a client for the emulator and for services that answer by hand.
func open(t testing.TB, rt http.RoundTripper, change ...func(*fnf.Config)) *fnf.Client {
	t.Helper()
	return alibabatest.Open(t, fnf.New, fnf.Config{
		Region: alibabatest.Region, Endpoint: "http://fnf.test", RoundTripper: rt,
		Credentials: alibabatest.Keys(), Transport: alibabatest.Options(),
	}, change...)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config, change ...func(*fnf.Config)) *fnf.Client {
	t.Helper()
	return open(t, emulator.Transport(emulator.FnF(c)), change...)
}
