package providers_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// lookupCase is a code as a service says it, and the entry that is meant.
type lookupCase struct {
	service, code string
	status        int
	table         string // where the entry is from, empty if there is none
	want          string // its code
	kind          errors.Kind
	retry         errors.Retry
}

// lookupCases are codes in every form that they come in, and those that no table has.
var lookupCases = []lookupCase{
	// the service's own table
	{"csbs", "CSBS.6005", 400, "csbs", "CSBS.6005", errors.InvalidState, errors.RetryAfterWait},
	{"csbs", "csbs.6005", 0, "csbs", "CSBS.6005", errors.InvalidState, errors.RetryAfterWait},
	{"csbs", "BackupService.4008", 400, "csbs", "BackupService.4008", errors.Gone, errors.RetryNo},
	{"vbs", "VOLUMEBACKUP.0900", 0, "vbs", "VolumeBackup.0900", errors.Unavailable, errors.RetryYes},
	{"vbs", "common.0011", 0, "vbs", "common.0011", errors.Internal, errors.RetryYes},
	{"sdrs", "SDRS.1013", 400, "sdrs", "SDRS.1013", errors.NotFound, errors.RetryNo},
	{"fnf", "TaskAlreadyCompleted", 400, "fnf", "TaskAlreadyCompleted", errors.Conflict, errors.RetryNo},
	{"fnf", "TaskInvalidState", 409, "fnf", "TaskInvalidState", errors.InvalidState, errors.RetryAfterWait},
	{"fnf", "ActionNotSupported", 400, "fnf", "ActionNotSupported", errors.Unsupported, errors.RetryNo},
	{"fnf", "APIVersionNotSupported", 400, "fnf", "APIVersionNotSupported", errors.Unsupported, errors.RetryNo},
	{"fnf", "EntityTooLarge", 400, "fnf", "EntityTooLarge", errors.InvalidInput, errors.RetryNo},
	{"fnf", "UnsupportedMediaType", 415, "fnf", "UnsupportedMediaType", errors.InvalidInput, errors.RetryNo},
	{"fnf", "RequestTimeTooSkewed", 403, "fnf", "RequestTimeTooSkewed", errors.ClockSkew, errors.RetryNo},
	{"fnf", "ResourceThrottled", 429, "fnf", "ResourceThrottled", errors.Throttled, errors.RetryYes},
	{"fnf", "InternalServerError", 500, "fnf", "InternalServerError", errors.Internal, errors.RetryYes},
	{"fnf", "MissingRequiredParams", 400, "fnf", "MissingRequiredParams", errors.InvalidInput, errors.RetryNo},
	{"dbs", "Request.Forbidden", 403, "dbs", "Request.Forbidden", errors.PermissionDenied, errors.RetryNo},
	{"dbs", "InvalidParameterValid", 200, "dbs", "InvalidParameterValid", errors.InvalidInput, errors.RetryNo},

	// then its cloud's gateway
	{"dbs", "InvalidTimeStamp.Expired", 400, "alibaba", "InvalidTimeStamp.Expired", errors.ClockSkew, errors.RetryNo},
	{"fnf", "SignatureNonceUsed", 400, "alibaba", "SignatureNonceUsed", errors.Conflict, errors.RetryYes},
	{"fnf", "FlowNotExists", 404, "alibaba", "FlowNotExists", errors.NotFound, errors.RetryNo},
	{"sts", "NoPermission", 403, "alibaba", "NoPermission", errors.PermissionDenied, errors.RetryNo},
	{"sdrs", "APIG.0308", 429, "huawei", "APIG.0308", errors.Throttled, errors.RetryYes},
	{"iam", "IAM.0012", 429, "huawei", "IAM.0012", errors.Throttled, errors.RetryYes},
	{"huawei", "APIG.0301", 401, "huawei", "APIG.0301", errors.Unauthenticated, errors.RetryNo},

	// then the siblings, but not what they write alike
	{"sdrs", "CSBS.3001", 0, "csbs", "CSBS.3001", errors.NotFound, errors.RetryNo},
	{"csbs", "VolumeBackup.0200", 0, "vbs", "VolumeBackup.0200", errors.Internal, errors.RetryAfterWait},
	{"vbs", "SDRS.1013", 0, "sdrs", "SDRS.1013", errors.NotFound, errors.RetryNo},
	{"sdrs", "common.0011", 0, "", "", "", ""},
	{"csbs", "Common.0011", 0, "", "", "", ""},

	// rules
	{"dbs", "Throttling.Api.Risk", 503, "alibaba", "Throttling.Api.Risk", errors.Throttled, errors.RetryYes},
	{"fnf", "throttling.anything", 0, "alibaba", "throttling.anything", errors.Throttled, errors.RetryYes},
	{"dbs", "Throttling.User", 400, "alibaba", "Throttling.User", errors.Throttled, errors.RetryYes},
	{"dbs", "MissingTaskId", 400, "alibaba", "MissingTaskId", errors.InvalidInput, errors.RetryNo},
	{"fnf", "MissingTaskToken", 400, "alibaba", "MissingTaskToken", errors.InvalidInput, errors.RetryNo}, // as long as MissingParameter
	{"dbs", "MissingSecurityToken", 400, "alibaba", "MissingSecurityToken", errors.Unauthenticated, errors.RetryNo},
	{"", "MissingParameter.Value", 400, "alibaba", "MissingParameter.Value", errors.InvalidInput, errors.RetryNo},
	{"vbs", "APIGW.0101", 404, "huawei", "APIGW.0101", errors.NotFound, errors.RetryNo},
	{"iam", "apigw.0307", 401, "huawei", "apigw.0307", errors.Unauthenticated, errors.RetryYes},
	{"dbs", "Missing", 400, "", "", "", ""},
	{"dbs", "Missingparts", 400, "", "", "", ""},
	{"dbs", "MissingTask Id", 400, "", "", "", ""},
	{"dbs", "ThrottlingUser", 400, "", "", "", ""},
	{"sdrs", "Throttling.User", 400, "", "", "", ""},
	{"dbs", "APIGW.0308", 429, "", "", "", ""},
	{"sdrs", "APIGW.9999", 400, "", "", "", ""},

	// a status chooses between meanings
	{"csbs", "CSBS.9009", 403, "csbs", "CSBS.9009", errors.PermissionDenied, errors.RetryNo},
	{"csbs", "CSBS.9009", 400, "csbs", "CSBS.9009", errors.InvalidInput, errors.RetryNo},
	{"csbs", "CSBS.9009", 0, "csbs", "CSBS.9009", errors.PermissionDenied, errors.RetryNo},
	{"csbs", "CSBS.3001", 400, "csbs", "CSBS.3001", errors.NotFound, errors.RetryNo},
	{"sdrs", "APIG.0201", 414, "huawei", "APIG.0201", errors.InvalidInput, errors.RetryNo},
	{"sdrs", "APIG.0201", 502, "huawei", "APIG.0201", errors.Unavailable, errors.RetryYes},
	{"sdrs", "APIGW.0201", 500, "huawei", "APIGW.0201", errors.Internal, errors.RetryYes},
	{"sdrs", "APIG.0201", 503, "huawei", "APIG.0201", errors.Unavailable, errors.RetryYes},
	{"sdrs", "APIG.0201", 0, "huawei", "APIG.0201", errors.InvalidInput, errors.RetryNo},
	{"sdrs", "APIG.0201", -1, "huawei", "APIG.0201", errors.InvalidInput, errors.RetryNo},

	// then the services that these build on
	{"sdrs", "EVS.2024", 0, "evs", "EVS.2024", errors.Internal, errors.RetryAfterWait},
	{"vbs", "evs.5404", 404, "evs", "EVS.5404", errors.NotFound, errors.RetryNo},
	{"sdrs", "Ecs.0219", 0, "ecs", "Ecs.0219", errors.Internal, errors.RetryAfterWait},
	{"sdrs", "VPC.0701", 0, "vpc", "VPC.0701", errors.Conflict, errors.RetryNo},
	{"csbs", "IMG.0132", 0, "ims", "IMG.0132", errors.InvalidState, errors.RetryAfterWait},
	{"fnf", "FC.ResourceThrottled", 0, "fc", "FC.ResourceThrottled", errors.Throttled, errors.RetryYes},
	{"fnf", "FC.Unknown", 0, "fc", "FC.Unknown", errors.Unknown, errors.RetryUnknown},
	{"fnf", "FnF.TaskTimeout", 0, "fnf", "FnF.TaskTimeout", errors.Timeout, errors.RetryYes},
	{"ecs", "Common.0021", 400, "ecs", "Common.0021", errors.Internal, errors.RetryAfterWait},
	{"evs", "APIGW.0301", 401, "huawei", "APIGW.0301", errors.Unauthenticated, errors.RetryNo},
	{"fc", "Throttling.User", 400, "alibaba", "Throttling.User", errors.Throttled, errors.RetryYes},

	// everywhere
	{"", "CSBS.6005", 0, "csbs", "CSBS.6005", errors.InvalidState, errors.RetryAfterWait},
	{"", "common.0011", 0, "vbs", "common.0011", errors.Internal, errors.RetryYes},
	{"", "AccessDenied", 0, "fnf", "AccessDenied", errors.PermissionDenied, errors.RetryNo},

	// nowhere
	{"sdrs", "EVS.9999", 0, "", "", "", ""},
	{"dbs", "EVS.2024", 500, "", "", "", ""},
	{"sdrs", "FC.Unknown", 0, "", "", "", ""},
	{"sdrs", "Common.0021", 400, "", "", "", ""},
	{"sdrs", "", 400, "", "", "", ""},
	{"", "", 0, "", "", "", ""},
	{"nosuch", "CSBS.6005", 0, "", "", "", ""},
	{"", "unknown", 0, "", "", "", ""},
	{"csbs", "CSBS.6005\n", 0, "", "", "", ""},
	{"csbs", "ＣSBS.6005", 0, "", "", "", ""},
	{"csbs", strings.Repeat("C", 1<<20), 0, "", "", "", ""},
}

func TestCodesLookup(t *testing.T) {
	for _, test := range lookupCases {
		name := fmt.Sprintf("Lookup(%q, %.80q, %d)", test.service, test.code, test.status)
		e, ok := codesOf(test.service).Lookup(test.code, test.status)
		if ok != (test.table != "") {
			t.Errorf("%s: found is %t, want %t", name, ok, !ok)
			continue
		}
		if e.Service != test.table || e.Code != test.want || e.Kind != test.kind || e.Retry != test.retry {
			t.Errorf("%s: got %s %s %s %s, want %s %s %s %s", name,
				e.Service, e.Code, e.Kind, e.Retry, test.table, test.want, test.kind, test.retry)
		}
	}
}

// Every row is what a look-up with its own code and status gives.
func TestLookupFindsEveryRow(t *testing.T) {
	for _, service := range tables() {
		for _, want := range codesOf(service).Entries() {
			for _, code := range []string{want.Code, strings.ToUpper(want.Code), strings.ToLower(want.Code)} {
				if got, ok := codesOf(service).Lookup(code, want.Status); !ok || got != want {
					t.Errorf("Lookup(%q, %q, %d) = %+v, %t, want %+v", service, code, want.Status, got, ok, want)
				}
			}
		}
	}
}

func TestCodesLookupAll(t *testing.T) {
	tests := []struct {
		service, code string
		want          []string // service, code and status of each
	}{
		{"csbs", "CSBS.9009", []string{"csbs CSBS.9009 403", "csbs CSBS.9009 400"}},
		{"", "csbs.9009", []string{"csbs CSBS.9009 403", "csbs CSBS.9009 400"}},
		{"vbs", "AutoBackup.0205", []string{"vbs AutoBackup.0205 0"}},
		{"sdrs", "apigw.0201", []string{
			"huawei apigw.0201 400", "huawei apigw.0201 413", "huawei apigw.0201 414", "huawei apigw.0201 494",
			"huawei apigw.0201 502", "huawei apigw.0201 504", "huawei apigw.0201 500",
		}},
		{"fnf", "Throttling.X", []string{"alibaba Throttling.X 0"}},
		{"", "MissingPlan", []string{"alibaba MissingPlan 400"}},
		{"sdrs", "EVS.2024", []string{"evs EVS.2024 500"}},
		{"sdrs", "EVS.9999", nil},
		{"ecs", "common.0011", []string{"ecs Common.0011 400"}},
		{"", "common.0011", []string{"vbs common.0011 0", "evs Common.0011 400", "ecs Common.0011 400"}},
		{"nosuch", "CSBS.9009", nil},
		{"", "", nil},
	}
	for _, test := range tests {
		var got []string
		for _, e := range codesOf(test.service).LookupAll(test.code) {
			got = append(got, fmt.Sprintf("%s %s %d", e.Service, e.Code, e.Status))
		}
		if strings.Join(got, "; ") != strings.Join(test.want, "; ") {
			t.Errorf("LookupAll(%q, %q) = %v, want %v", test.service, test.code, got, test.want)
		}
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	providers.Codes().Entries() // everything is parsed
	for _, code := range []string{
		"CSBS.6005", "csbs.9009", "VolumeBackup.0200", "APIGW.0308", "APIG.0201", "EVS.2024", "EVS.9999", strings.Repeat("x", 1000),
	} {
		if n := testing.AllocsPerRun(100, func() { codesOf("csbs").Lookup(code, 500) }); n != 0 {
			t.Errorf("Lookup(csbs, %.40q) allocates %v times, want 0", code, n)
		}
	}
	for _, code := range []string{"Throttling.User", "Throttling.Other", "MissingTaskId", "TaskInvalidState", "Failed"} {
		if n := testing.AllocsPerRun(100, func() { codesOf("fnf").Lookup(code, 0) }); n != 0 {
			t.Errorf("Lookup(fnf, %.40q) allocates %v times, want 0", code, n)
		}
	}
}

func TestLookupIsSafeForConcurrentUse(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, service := range tables() {
				for _, e := range codesOf(service).Entries() {
					codesOf(service).Lookup(e.Code, e.Status)
					codesOf("").LookupAll(e.Code)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzLookup(f *testing.F) {
	for _, code := range []string{
		"CSBS.9009", "csbs.9009", "APIGW.0201", "apigw.", "Throttling.", "MissingTaskId", "MissingK", "common.0011", "", "\xff", "APIG\u212a",
	} {
		f.Add("csbs", code, 403)
		f.Add("fnf", code, 0)
		f.Add("", code, 500)
	}
	f.Fuzz(func(t *testing.T, service, code string, status int) {
		e, ok := codesOf(service).Lookup(code, status)
		all := codesOf(service).LookupAll(code)
		if ok != (len(all) > 0) {
			t.Errorf("Lookup(%q, %q) found is %t, and LookupAll gives %d meanings", service, code, ok, len(all))
		}
		if !ok {
			if e != (errors.Entry{}) {
				t.Errorf("Lookup(%q, %q) found nothing and gave %+v", service, code, e)
			}
			return
		}
		if !strings.EqualFold(e.Code, code) {
			t.Errorf("Lookup(%q, %q) gave the code %q", service, code, e.Code)
		}
		for _, meaning := range all {
			if !strings.EqualFold(meaning.Code, code) {
				t.Errorf("LookupAll(%q, %q) gave the code %q", service, code, meaning.Code)
			}
			if meaning.Status == status && e.Status != status {
				t.Errorf("Lookup(%q, %q, %d) chose status %d", service, code, status, e.Status)
			}
		}
		if x := e.Explain("zh"); x.Meaning == "" || x.Remedy == "" || x.Page == "" {
			t.Errorf("Lookup(%q, %q).Explain = %+v", service, code, x)
		}
	})
}

// BenchmarkLookup sets the look-up beside a plain map of the same rows, which
// needs the exact code and knows one meaning of each.
func BenchmarkLookup(b *testing.B) {
	plain := make(map[string]errors.Entry)
	csbs, vbs, sdrs := codesOf("csbs"), codesOf("vbs"), codesOf("sdrs")
	rows := csbs.Entries()
	for _, e := range rows {
		plain[e.Code] = e
	}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, ok := plain[rows[i%len(rows)].Code]; !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, ok := csbs.Lookup(rows[i%len(rows)].Code, 400); !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("sibling", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, ok := vbs.Lookup(rows[i%len(rows)].Code, 400); !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("unknown", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := sdrs.Lookup("EVS.9999", 0); ok {
				b.Fatal("found")
			}
		}
	})
}
