package provider_test

import (
	"testing"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

func TestHasFailure(t *testing.T) {
	for _, s := range sdk.States() {
		bad := s == sdk.Failed || s == sdk.Partial || s == sdk.Missed
		for _, c := range []struct {
			code, reason string
			want         bool
		}{
			{"", "", bad},
			{"C.1", "", bad || s == sdk.Unknown},
			{"", "why", bad || s == sdk.Unknown},
		} {
			if got := provider.HasFailure(s, c.code, c.reason); got != c.want {
				t.Errorf("%s with code %q and reason %q: got %t, want %t", s, c.code, c.reason, got, c.want)
			}
		}
	}
}

func TestReasonBeginsWithTheTasksOwnWords(t *testing.T) {
	for _, c := range []struct{ own, standard, want string }{
		{"", "", ""},
		{"disk full", "", "disk full"},
		{"", "The backup failed.", "The backup failed."},
		{"disk full", "The backup failed.", "disk full (The backup failed.)"},
		{"The backup failed", "the  backup failed.", "The backup failed"},
		{"The backup failed: disk full", "The backup failed.", "The backup failed: disk full"},
		{"失败", "备份网关已离线。", "失败 (备份网关已离线。)"},
		{"备份网关已离线", "备份网关已离线。", "备份网关已离线"},
	} {
		if got := provider.Reason(c.own, c.standard); got != c.want {
			t.Errorf("own %q, standard %q: got %q, want %q", c.own, c.standard, got, c.want)
		}
	}
}
