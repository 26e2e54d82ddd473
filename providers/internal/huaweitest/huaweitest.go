// Package huaweitest helps to test the adapters of Huawei's services: with answers
// that are made by hand, with what the pages of a client bring together, and with
// what must hold of every answer, however odd.
//
// It knows no service and no emulator. A test package says of its own service how
// a client is built, and the rest is here.
package huaweitest

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Whose tasks are read. The project is the emulator's own.
const (
	Region  = "eu-de"
	Project = "emulator-project"
)

// Keys are those that the emulator knows.
func Keys() signer.Source {
	return credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"})
}

// Options let a client ask once, and as fast as it can. What it learns of its key is
// its own.
func Options() transport.Options {
	return transport.Options{MaxAttempts: 1, Rate: 1e6, Keys: transport.NewKeys()}
}

// Cloud is good for the emulator and for answers that are made by hand.
func Cloud(rt http.RoundTripper) huawei.Config {
	c := huawei.Config{Region: Region, ProjectID: Project, Credentials: Keys(), Transport: Options()}
	c.Transport.RoundTripper = rt
	return c
}

// Open builds a client, or ends the test.
func Open[K, C any](t testing.TB, build func(K) (C, error), config K) C {
	t.Helper()
	client, err := build(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Canned answers one URL with status and body, and fails every other request.
func Canned(method, url string, status int, body string) http.RoundTripper {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(method, url, httpmock.NewStringResponder(status, body))
	return mock
}

// Testdata is a body that is kept in the folder of an operation, or ends the test.
func Testdata(t testing.TB, operation, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", operation, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
