package providers_test

import (
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

// A status that contradicts every row of a code decides the kind.
func TestAStatusThatContradictsEveryRowDecides(t *testing.T) {
	tests := []struct {
		service, code string
		status        int
		want          errors.Kind
		retry         errors.Retry
	}{
		// rows of another status, and rows of none
		{"vbs", "common.0011", 404, errors.NotFound, errors.RetryNo},
		{"vbs", "common.0011", 403, errors.PermissionDenied, errors.RetryNo},
		{"vbs", "common.0011", 409, errors.Conflict, errors.RetryAfterWait},
		{"vbs", "common.0011", 429, errors.Throttled, errors.RetryYes},
		{"vbs", "common.0011", 401, errors.Unauthenticated, errors.RetryNo},
		{"sdrs", "SDRS.0408", 404, errors.NotFound, errors.RetryNo},
		{"sdrs", "SDRS.0013", 429, errors.Throttled, errors.RetryYes},
		{"csbs", "CSBS.9009", 404, errors.NotFound, errors.RetryNo},
		{"csbs", "SDRS.0408", 404, errors.NotFound, errors.RetryNo}, // a sibling's code
		{"dbs", "Param.NotFound", 404, errors.NotFound, errors.RetryNo},
		{"fnf", "InternalServerError", 404, errors.NotFound, errors.RetryNo},

		// a row of that very status
		{"csbs", "CSBS.9009", 403, errors.PermissionDenied, errors.RetryNo},
		{"fnf", "TaskInvalidState", 409, errors.InvalidState, errors.RetryAfterWait},
		// a row of no status, whose kind such a status may well have
		{"vbs", "VolumeBackup.0080", 403, errors.QuotaExceeded, errors.RetryNo},
		{"vbs", "VolumeBackup.0042", 403, errors.PermissionDenied, errors.RetryNo},
		{"vbs", "VolumeBackup.0013", 409, errors.Conflict, errors.RetryAfterWait},
		{"vbs", "VolumeBackup.0205", 409, errors.InvalidState, errors.RetryAfterWait},

		// statuses that say nothing against a code
		{"vbs", "common.0011", 400, errors.Internal, errors.RetryYes},
		{"vbs", "common.0011", 500, errors.Internal, errors.RetryYes},
		{"vbs", "common.0011", 0, errors.Internal, errors.RetryYes},
		{"sdrs", "SDRS.1013", 500, errors.NotFound, errors.RetryNo},
		{"sdrs", "SDRS.1013", 405, errors.NotFound, errors.RetryNo},

		// throttled, unauthenticated, clock_skew, a nonce: the code decides
		{"fnf", "ResourceThrottled", 403, errors.Throttled, errors.RetryYes},
		{"fnf", "SignatureNotMatch", 404, errors.Unauthenticated, errors.RetryNo},
		{"fnf", "InvalidAccessKeyID", 404, errors.Unauthenticated, errors.RetryNo},
		{"fnf", "RequestTimeTooSkewed", 401, errors.ClockSkew, errors.RetryNo},
		{"vbs", "AutoBackup.0003", 403, errors.Unauthenticated, errors.RetryYes},
		{"dbs", "SignatureNonceUsed", 403, errors.Conflict, errors.RetryYes},
		// and so does a gateway's
		{"dbs", "InvalidApi.NotFound", 403, errors.Unsupported, errors.RetryNo},
		{"dbs", "Throttling.Anything", 404, errors.Throttled, errors.RetryYes},
		{"dbs", "MissingTaskId", 404, errors.InvalidInput, errors.RetryNo},
		{"sdrs", "APIGW.0201", 401, errors.InvalidInput, errors.RetryNo},
		{"sdrs", "APIG.0613", 404, errors.Unavailable, errors.RetryYes},
		{"iam", "IAM.0012", 401, errors.Throttled, errors.RetryYes},

		// nothing but the status is known
		{"sdrs", "EVS.9999", 404, errors.NotFound, errors.RetryNo},
		{"sdrs", "", 503, errors.Unavailable, errors.RetryYes},
		{"sdrs", "EVS.9999", 0, errors.Unknown, errors.RetryUnknown},
	}
	for _, test := range tests {
		kind, retry := codesOf(test.service).Classify(test.code, test.status)
		if kind != test.want || retry != test.retry {
			t.Errorf("Classify(%q, %q, %d) = %s, %s, want %s, %s", test.service, test.code, test.status, kind, retry, test.want, test.retry)
		}
	}
}

// The row of a code still explains a call whose kind its status has decided.
func TestTheRowStillExplainsWhatAStatusHasDecided(t *testing.T) {
	row, _ := codesOf("vbs").Lookup("common.0011", 0)
	x := codesOf("vbs").Error(&errors.Error{Service: "vbs", Code: "common.0011", Status: 404, Kind: errors.NotFound}).Explain("en")
	if x.Meaning != row.Explain("en").Meaning || x.Page == "" {
		t.Errorf("got %+v, want the sentences of %+v", x, row)
	}
}

// Rows of every table keep their kind with the status that their document gives.
func TestEveryRowAgreesWithItsOwnStatus(t *testing.T) {
	for _, e := range providers.Codes().Entries() {
		if kind, retry := codesOf(e.Service).Classify(e.Code, e.Status); kind != e.Kind || retry != e.Retry {
			t.Errorf("%s %s with %d is %s, %s, want %s, %s", e.Service, e.Code, e.Status, kind, retry, e.Kind, e.Retry)
		}
	}
}

// Clocks that differ are explained as such, also where the code stands for every
// refusal of a signature: nobody is sent to look at a key that is right.
func TestClockSkewIsExplainedWhateverItsCode(t *testing.T) {
	for _, c := range []struct{ service, code string }{{"sdrs", "APIGW.0301"}, {"dbs", "SignatureDoesNotMatch"}, {"fnf", "SignatureNotMatch"}, {"vbs", ""}} {
		for _, lang := range []string{"en", "zh"} {
			e := codesOf(c.service).Error(&errors.Error{Service: c.service, Code: c.code, Status: 401, Kind: errors.ClockSkew})
			x := e.Explain(lang)
			want := (&errors.Error{Kind: errors.ClockSkew}).Explain(lang)
			if x.Kind != errors.ClockSkew || x.Remedy != want.Remedy || x.Meaning != want.Meaning || x.Code != c.code || x.Service != c.service {
				t.Errorf("%s in %s: got %+v, want what is said of clocks", c.code, lang, x)
			}
		}
	}
	const own = "InvalidTimeStamp.Expired"
	row, _ := codesOf("dbs").Lookup(own, 400)
	if x := codesOf("dbs").Error(&errors.Error{Service: "dbs", Code: own, Status: 400, Kind: errors.ClockSkew}).Explain("en"); x != row.Explain("en") {
		t.Errorf("%s: got %+v, want its own row", own, x)
	}
}
