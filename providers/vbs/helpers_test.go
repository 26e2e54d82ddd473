package vbs_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/vbs"
)

const (
	base = "https://vbs.eu-de.otc.t-systems.com"
	v1   = base + "/v1/" + huaweitest.Project
	v2   = base + "/v2/" + huaweitest.Project
)

// settings are all that a test can change.
type settings struct {
	huawei.Config
	vbs.Options
}

// config is good for the emulator and for canned answers.
func config(rt http.RoundTripper) settings { return settings{Config: huaweitest.Cloud(rt)} }

func open(t testing.TB, s settings) *vbs.Client {
	t.Helper()
	return huaweitest.Open(t, func(s settings) (*vbs.Client, error) { return vbs.New(s.Config, s.Options) }, s)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config) *vbs.Client {
	t.Helper()
	return open(t, config(emulator.Transport(emulator.VBS(c))))
}

// canned is a client for which url answers with status and body.
func canned(t testing.TB, method, url string, status int, body string) *vbs.Client {
	t.Helper()
	return open(t, config(huaweitest.Canned(method, url, status, body)))
}
