// Package alibabatest helps to test the adapters of Alibaba's services: with a
// service that answers by hand, with what must hold of each of its operations, and
// with what must hold of the pages that a client reads.
//
// It knows no service and no emulator. A test package says of its own service how
// a client is built and which operations there are, and the rest is here.
package alibabatest

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Region is the one whose tasks are read.
const Region = "cn-hangzhou"

// Keys are those that the emulator knows.
func Keys() signer.Source {
	return credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"})
}

// Options let a client ask once, and as fast as it can. What it learns of its key is
// its own.
func Options() transport.Options {
	return transport.Options{MaxAttempts: 1, Rate: 1e6, Keys: transport.NewKeys()}
}

// Cloud is good for the emulator and for a [Service].
func Cloud(rt http.RoundTripper) alibaba.Config {
	c := alibaba.Config{Region: Region, Credentials: Keys(), Transport: Options()}
	c.Transport.RoundTripper = rt
	return c
}

// Open builds a client of config with changes, or ends the test.
func Open[K, C any](t testing.TB, build func(K) (C, error), config K, changes ...func(*K)) C {
	t.Helper()
	for _, change := range changes {
		change(&config)
	}
	client, err := build(config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return client
}

// Testdata is a body that is kept in the folder of an operation, or ends the test.
// name is the folder with the file, list_flows/members.json for instance.
func Testdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
