package providers_test

import (
	"slices"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
)

// The emulator knows no provider and has a list of its own. Both have the same
// services, in the same order.
func TestEmulatorServesEveryProvider(t *testing.T) {
	var emulated []string
	for _, s := range emulator.Services() {
		emulated = append(emulated, s.Name)
		if s.New(emulator.Config{}) == nil {
			t.Errorf("the emulator has no handler for %s", s.Name)
		}
	}
	if want := providers.Services(); !slices.Equal(emulated, want) {
		t.Errorf("the emulator serves %q, and the providers are %q", emulated, want)
	}
}
