package emulator

import (
	"net/http"
	"strings"
)

// DBS is Alibaba's Database Backup Service, version 2019-03-06: DescribeBackupPlanList,
// DescribeFullBackupList, DescribeIncrementBackupList, DescribeRestoreTaskList,
// DescribePreCheckProgressList and DescribeJobErrorCode, by GET or POST, signed in
// either version.
//
// The gateway refuses with an error status and an envelope, in XML unless JSON is
// asked for (Format=JSON, or accept: application/json). The service itself refuses
// with status 200 and Success false: an ID that it does not know with
// Param.NotFound, any other wrong value with InvalidParameterValid. An OwnerId other
// than the account's, 1234567890123456, is 403 Request.Forbidden. It publishes no request rates, so
// Config.Throttle changes nothing here.
//
// Failed tasks are plans in stop, plans in init whose precheck failed, full and
// increment sets in failed, fail or stop (in any case of letters), full sets whose
// status no document names and sets in UNCOMPLETED with an end, where
// DescribeJobErrorCode names an error for them, and restores in stop. Besides
// Config.Failures of them there are plans, sets and restores in every other state,
// a full set of undocumented status without an error, and from six failures on a
// plan that is locked and says why. The document's own example, r1iv62ud****, is a
// restore in init whose precheck failed.
func DBS(c Config) http.Handler {
	c = c.withDefaults()
	d := newDBSData(c)
	c.tell(d)
	s := &alibabaService{
		config: c, product: "Dbs", version: "2019-03-06", wantsXML: true, codes: gatewayCodes,
		operations: map[string]alibabaOperation{
			"DescribeBackupPlanList":       {run: d.guarded(d.describeBackupPlanList)},
			"DescribeFullBackupList":       {run: d.guarded(d.describeFullBackupList), required: []string{"BackupPlanId"}},
			"DescribeIncrementBackupList":  {run: d.guarded(d.describeIncrementBackupList), required: []string{"BackupPlanId"}},
			"DescribeRestoreTaskList":      {run: d.guarded(d.describeRestoreTaskList)},
			"DescribePreCheckProgressList": {run: d.guarded(d.describePreCheckProgressList)},
			"DescribeJobErrorCode":         {run: d.guarded(d.describeJobErrorCode), required: []string{"TaskId"}},
		},
	}
	return dated(c.Now, s)
}

// gatewayCodes are the words of Alibaba's common gateway.
var gatewayCodes = alibabaCodes{
	unknownAction:     alibabaError{http.StatusNotFound, "InvalidApi.NotFound", "Specified api is not found, please check your url and method."},
	unknownVersion:    alibabaError{http.StatusNotFound, "InvalidApi.NotFound", "Specified api is not found in version %s."},
	missingParam:      alibabaError{http.StatusBadRequest, "Missing%s", "%s is mandatory for this action."},
	missingHeader:     alibabaError{http.StatusBadRequest, "MissingParameter", "The header %s is mandatory for this action."},
	unknownKey:        alibabaError{http.StatusNotFound, "InvalidAccessKeyId.NotFound", "Specified access key is not found."},
	badSignature:      alibabaError{http.StatusBadRequest, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."},
	badScheme:         incompleteSignature,
	noSignatureParam:  incompleteSignature,
	noSignatureHeader: incompleteSignature,
	badDate:           alibabaError{http.StatusBadRequest, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."},
	skewed:            alibabaError{http.StatusBadRequest, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."},
	throttled:         alibabaError{http.StatusBadRequest, "Throttling.User", "Request was denied due to user flow control."},
	malformed:         alibabaError{http.StatusBadRequest, "InvalidParameter.Format", "The parameters of the request are not well formatted."},
	tooLarge:          alibabaError{http.StatusBadRequest, "InvalidParameter.Format", "The body of the request is too large."},
}

var incompleteSignature = alibabaError{http.StatusBadRequest, "IncompleteSignature", "The request signature does not conform to Aliyun standards."}

// dbsHead is in every answer of the service. Its numbers are plain.
type dbsHead struct {
	RequestId      string
	Success        bool
	HttpStatusCode int
	ErrCode        string
	ErrMessage     string
}

func (c *alibabaCall) ok() dbsHead {
	return dbsHead{RequestId: c.requestID, Success: true, HttpStatusCode: http.StatusOK}
}

// dbsFailure is the service's own refusal: an answer of status 200.
type dbsFailure struct{ dbsHead }

// unknown refuses an ID. As in the document's example, nobody filled in the message.
func (c *alibabaCall) unknown() any {
	return dbsFailure{dbsHead{c.requestID, false, http.StatusNotFound, "Param.NotFound", "The specified parameter %s value is not valid."}}
}

// invalid refuses the value of a parameter.
func (c *alibabaCall) invalid(name string) any {
	return dbsFailure{dbsHead{c.requestID, false, http.StatusBadRequest, "InvalidParameterValid", "The specified parameter " + name + " value is not valid."}}
}

// guarded checks what every operation accepts.
func (*dbsData) guarded(run func(*alibabaCall) any) func(*alibabaCall) (any, *alibabaError) {
	return func(c *alibabaCall) (any, *alibabaError) {
		if owner := c.params.Get("OwnerId"); owner != "" && owner != alibabaAccount {
			return nil, &alibabaError{http.StatusForbidden, "Request.Forbidden", "Have no Permissions"}
		}
		if token := c.params.Get("ClientToken"); token != "" && (!printable(token) || len(token) > 64) {
			return c.invalid("ClientToken"), nil
		}
		return run(c), nil
	}
}

// list is a parameter that holds several values between commas.
func (c *alibabaCall) list(name string) []string {
	var values []string
	for v := range strings.SplitSeq(c.params.Get(name), ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}
