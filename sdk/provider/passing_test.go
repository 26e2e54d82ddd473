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
	lasting := map[errors.Kind]bool{
		errors.NotFound: true, errors.Gone: true, errors.PermissionDenied: true,
		errors.InvalidInput: true, errors.Unsupported: true, errors.Malformed: true,
	}
	for _, kind := range errors.Kinds() {
		if got := provider.Passing(&errors.Error{Kind: kind}); got == lasting[kind] {
			t.Errorf("%s: got %t", kind, got)
		}
	}
}
