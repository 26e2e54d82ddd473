package providers_test

import (
	"os/exec"
	"testing"
)

// A provider outside of this module is written against public packages only. A change
// that breaks it breaks everybody's. .ci/run tests it, too.
func TestAProviderOutsideCompiles(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash to copy it with")
	}
	if out, err := exec.Command("bash", "../.ci/outside", "vet").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
