package errors_test

import (
	"fmt"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// A retry that asks for a kind must never repeat a task that has failed.
func TestFailureMatchesNoKind(t *testing.T) {
	for _, k := range errors.Kinds() {
		failure := &errors.Failure{Service: "vbs", Kind: k, Retry: errors.RetryYes}
		for _, err := range []error{failure, fmt.Errorf("waiting: %w", failure), errors.Join(failure)} {
			for _, target := range errors.Kinds() {
				if errors.Is(err, target) {
					t.Errorf("failure of kind %s: Is %s is true, want false", k, target)
				}
			}
			if got := errors.KindOf(err); got != errors.Unknown {
				t.Errorf("failure of kind %s: KindOf = %s, want unknown", k, got)
			}
			if f, ok := errors.AsType[*errors.Failure](err); !ok || f.Kind != k {
				t.Errorf("failure of kind %s: AsType gave %v, %t", k, f, ok)
			}
		}
	}
}

func TestCodesFailure(t *testing.T) {
	tests := []struct {
		codes *errors.Codes
		code  string
		kind  errors.Kind
		retry errors.Retry
	}{
		{vault, "Vault.1", errors.InvalidState, errors.RetryAfterWait},
		{vault, "vault.2", errors.Internal, errors.RetryYes},
		{vault, "DISK.1", errors.QuotaExceeded, errors.RetryNo},
		{vault, "DISK.9999", errors.Unknown, errors.RetryUnknown},
		{vault, "", errors.Unknown, errors.RetryUnknown},
	}
	for _, test := range tests {
		f := test.codes.Failure(test.code, "reason", "phase")
		if f.Kind != test.kind || f.Retry != test.retry || f.Code != test.code || f.Reason != "reason" || f.Phase != "phase" || f.Service != "vault" {
			t.Errorf("Failure(%q) = %+v, want kind %s and retry %s", test.code, *f, test.kind, test.retry)
		}
	}
}

func TestFailureText(t *testing.T) {
	tests := []struct {
		failure errors.Failure
		want    string
	}{
		{errors.Failure{}, "task failed"},
		{errors.Failure{Service: "sdrs", Code: "EVS.2024", Reason: "no disk", Phase: "createFail"}, "sdrs task failed in createFail: EVS.2024: no disk"},
		{errors.Failure{Service: "fnf", Reason: "line\nbreak"}, `fnf task failed: line\nbreak`},
	}
	for _, test := range tests {
		if got := test.failure.Error(); got != test.want {
			t.Errorf("%+v: Error() = %q, want %q", test.failure, got, test.want)
		}
	}
}
