package cbr_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
)

const list = "https://cbr.eu-de.otc.t-systems.com/v3/" + huaweitest.Project + "/operation-logs"

// settings are all that a test can change.
type settings struct {
	huawei.Config
	cbr.Options
}

// config is good for the emulator and for canned answers.
func config(rt http.RoundTripper) settings { return settings{Config: huaweitest.Cloud(rt)} }

func open(t testing.TB, s settings) *cbr.Client {
	t.Helper()
	return huaweitest.Open(t, func(s settings) (*cbr.Client, error) { return cbr.New(s.Config, s.Options) }, s)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config) *cbr.Client {
	t.Helper()
	return open(t, config(emulator.Transport(emulator.CBR(c))))
}

// canned is a client for which url answers with status and body.
func canned(t testing.TB, url string, status int, body string) *cbr.Client {
	t.Helper()
	return open(t, config(huaweitest.Canned("GET", url, status, body)))
}
