package dbs_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

var onlyFailed = []sdk.State{sdk.Failed}

// settings are all that a test can change.
type settings struct {
	alibaba.Config
	dbs.Options
}

// open builds a client for the emulator and for services that answer by hand.
func open(t testing.TB, rt http.RoundTripper, change ...func(*settings)) *dbs.Client {
	t.Helper()
	s := settings{alibabatest.Cloud(rt), dbs.Options{Endpoint: "http://dbs.test"}}
	return alibabatest.Open(t, func(s settings) (*dbs.Client, error) { return dbs.New(s.Config, s.Options) }, s, change...)
}

// emulated is a client of an emulator of its own.
func emulated(t testing.TB, c emulator.Config, change ...func(*settings)) *dbs.Client {
	t.Helper()
	return open(t, emulator.Transport(emulator.DBS(c)), change...)
}

// asked are the operations that a service was asked for, with what they named.
func asked(s *alibabatest.Service) []string {
	var all []string
	for _, r := range s.Asked {
		all = append(all, r.Action+" "+r.Params.Get("BackupPlanId")+r.Params.Get("RestoreTaskId")+r.Params.Get("TaskId"))
	}
	return all
}
