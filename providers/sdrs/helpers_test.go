package sdrs_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/sdrs"
)

const base = "https://sdrs.eu-de.otc.t-systems.com/v1/" + huaweitest.Project

// config is good for the emulator and for canned answers.
func config(rt http.RoundTripper) sdrs.Config {
	return sdrs.Config{
		Region: huaweitest.Region, ProjectID: huaweitest.Project, RoundTripper: rt,
		Credentials: huaweitest.Keys(), Transport: huaweitest.Options(),
	}
}

func open(t testing.TB, c sdrs.Config) *sdrs.Client {
	t.Helper()
	return huaweitest.Open(t, sdrs.New, c)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config) *sdrs.Client {
	t.Helper()
	return open(t, config(emulator.Transport(emulator.SDRS(c))))
}

// canned is a client for which url answers with status and body.
func canned(t testing.TB, method, url string, status int, body string) *sdrs.Client {
	t.Helper()
	return open(t, config(huaweitest.Canned(method, url, status, body)))
}
