package providers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// builtOn are the services that others build on.
var builtOn = strings.Fields("evs ecs vpc ims fc")

// A right is named only where one may be missing. Every row that denies permission
// is in one of the two lists, so that a new one has to be thought about.
func TestARightIsNamedOnlyWhereItMayBeMissing(t *testing.T) {
	const (
		aRight    = "Forbidden.RAM NoPermission Request.Forbidden AccessDenied APIG.0302 APIG.0306 SDRS.0003 SDRS.0004 SDRS.0005 SDRS.0009 VolumeBackup.0042 VolumeBackup.0044 AutoBackup.0213"
		otherwise = "CSBS.9009 APIG.0304 APIG.0310 APIG.0402 APIG.0502 APIG.0802 SDRS.1355 SDRS.1828 AutoBackup.0100 BackupService.6220 BackupService.8600"
	)
	want := map[string]bool{}
	for code := range strings.FieldsSeq(aRight) {
		want[code] = true
	}
	for code := range strings.FieldsSeq(otherwise) {
		want[code] = false
	}
	for _, e := range providers.Codes().Entries() {
		if slices.Contains(builtOn, e.Service) {
			if codesOf(e.Service).NeedsRight(e.Code, e.Status) {
				t.Errorf("%s %s: a right is named, and it is the other service that denies", e.Service, e.Code)
			}
			continue
		}
		needs, listed := want[e.Code]
		if e.Kind == errors.PermissionDenied && !listed {
			t.Errorf("%s %s denies permission, and nobody has said whether a right is missing", e.Service, e.Code)
		}
		if got := codesOf(e.Service).NeedsRight(e.Code, e.Status); e.Kind == errors.PermissionDenied && got != needs {
			t.Errorf("%s %s: a right is named is %t, want %t", e.Service, e.Code, got, needs)
		}
	}
	for _, test := range []struct {
		service, code string
		status        int
		want          bool
	}{
		{"sdrs", "", 403, true},
		{"sdrs", "Nobody.Knows", 403, true},
		{"sdrs", "APIGW.0402", 403, false}, // as the shared gateway writes it
		{"csbs", "csbs.9009", 403, false},
		{"vbs", "VolumeBackup.0080", 403, false}, // a quota
		{"vbs", "common.0011", 403, false},
		{"vbs", "EVS.1027", 403, false}, // denied to VBS by the service behind it
		{"fnf", "FC.AccessDenied", 403, false},
	} {
		if got := codesOf(test.service).NeedsRight(test.code, test.status); got != test.want {
			t.Errorf("%s %s with %d: a right is named is %t, want %t", test.service, test.code, test.status, got, test.want)
		}
	}
}
