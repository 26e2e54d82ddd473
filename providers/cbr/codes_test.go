package cbr_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/sdrs"
)

// The documents have 166 codes: 127 with status 400, one with 403, 15 with 404 and 23
// with 500, of which eleven are no faults of the service.
func TestEveryCodeIsThere(t *testing.T) {
	if err := cbr.Codes().Check(); err != nil {
		t.Fatal(err)
	}
	statuses, faults := map[int]int{}, 0
	for _, e := range cbr.Codes().Entries() {
		statuses[e.Status]++
		if e.Status == 500 && (e.Kind == errors.Internal || e.Kind == errors.Unavailable || e.Kind == errors.Unknown) {
			faults++
		}
	}
	if want := map[int]int{400: 127, 403: 1, 404: 15, 500: 23}; !maps.Equal(statuses, want) || faults != 23-11-1 {
		t.Errorf("by status %v, %d faults of the service, want %v and %d", statuses, faults, want, 23-11-1)
	}
}

// What a task does, how it ended and which of its parts failed tells what to see to
// where no code does.
func TestEverySituationIsThere(t *testing.T) {
	want := strings.Fields("app_consistency backup copy delete err_sync_backup_num fail_count migrate_resources remove_resource replication restore skipped sync timeout vault_delete")
	var got []string
	for _, e := range cbr.Codes().Situations() {
		if word, own := strings.CutPrefix(e.Code, "cbr/"); own {
			got = append(got, word)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Tasks of other services that report a code of CBR find it, and the other way round.
func TestCodesOfSiblings(t *testing.T) {
	all := errors.JoinCodes(sdrs.Codes(), csbs.Codes(), cbr.Codes())
	for _, e := range cbr.Codes().Entries() {
		if found, ok := all.Of("sdrs").Lookup(e.Code, e.Status); !ok || found.Kind != e.Kind || found.Retry != e.Retry {
			t.Errorf("sdrs finds %+v for %s", found, e.Code)
		}
	}
	for code, service := range map[string]string{"CSBS.6005": "csbs", "EVS.2024": "evs", "APIGW.0301": "huawei", "BackupService.6114": "cbr"} {
		if e, ok := all.Of("cbr").Lookup(code, 0); !ok || e.Service != service {
			t.Errorf("cbr finds %+v for %s, want a code of %s", e, code, service)
		}
	}
}
