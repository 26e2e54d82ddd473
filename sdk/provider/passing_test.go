package provider_test

import (
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/provider"
)

func TestPassing(t *testing.T) {
	if provider.Passing(nil) {
		t.Error("no error is one that passes")
	}
	passing := map[errors.Kind]bool{
		errors.Throttled: true, errors.Unavailable: true, errors.Timeout: true, errors.Canceled: true,
		errors.Unauthenticated: true, errors.ClockSkew: true, errors.Internal: true,
	}
	for _, kind := range errors.Kinds() {
		if got := provider.Passing(&errors.Error{Kind: kind, Status: 500}); got != passing[kind] {
			t.Errorf("%s: got %t", kind, got)
		}
	}
	// A refusal inside of a success is about what was asked.
	if provider.Passing(&errors.Error{Kind: errors.Internal, Status: 200}) {
		t.Error("internal with status 200 is one that passes")
	}
}
