package sdrs_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/sdrs"
)

const base = "https://sdrs.eu-de.otc.t-systems.com/v1/" + huaweitest.Project

// settings are all that a test can change.
type settings struct {
	huawei.Config
	sdrs.Options
}

// config is good for the emulator and for canned answers.
func config(rt http.RoundTripper) settings { return settings{Config: huaweitest.Cloud(rt)} }

func open(t testing.TB, s settings) *sdrs.Client {
	t.Helper()
	return huaweitest.Open(t, func(s settings) (*sdrs.Client, error) { return sdrs.New(s.Config, s.Options) }, s)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config) *sdrs.Client {
	t.Helper()
	return open(t, config(emulator.Transport(emulator.SDRS(c))))
}

// oneJob is a client of a service with the job j and failures of it in the task
// center, at the level of groups.
func oneJob(t testing.TB, job string, failures ...string) *sdrs.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/jobs/j", httpmock.NewStringResponder(200, job))
	list := fmt.Sprintf(`{"count":%d,"failure_jobs":[%s]}`, len(failures), strings.Join(failures, ","))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
		if req.URL.Query().Get("server_group_id") != "" {
			return httpmock.NewStringResponse(200, `{"count":0,"failure_jobs":[]}`), nil
		}
		return httpmock.NewStringResponse(200, list), nil
	})
	return open(t, config(mock))
}

// canned is a client for which url answers with status and body.
func canned(t testing.TB, method, url string, status int, body string) *sdrs.Client {
	t.Helper()
	return open(t, config(huaweitest.Canned(method, url, status, body)))
}
