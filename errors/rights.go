package errors

import (
	"slices"
	"strings"
)

// NeedsRight reports whether a call that was refused with permission denied may
// lack a right, so that an error may name the one that its operation needs. It
// does not where the catalog knows the code for something else: whoever has not
// passed real-name verification is not helped by another right, and what a service
// that the called one builds on has denied is no right of the call.
func NeedsRight(service, code string, status int) bool {
	row, known := Lookup(service, code, status)
	if !known {
		return true
	}
	listed := strings.Replace(strings.ToLower(row.Code), "apigw.", "apig.", 1)
	return row.Kind == PermissionDenied && !deniesForOtherReasons[listed] && !slices.Contains(builtOn, row.Service)
}

// builtOn are the services that others build on. What one of them denies, it denies
// to the service that was called.
var builtOn = []string{"evs", "ecs", "vpc", "ims", "fc"}

// deniesForOtherReasons are the codes whose rows deny permission and are not about
// the rights of the caller, as the catalog lists them and in lower case.
var deniesForOtherReasons = map[string]bool{
	"csbs.9009":       true, // real-name verification
	"apig.0304":       true, // an application's authorization
	"apig.0310":       true, // the state of the project
	"apig.0402":       true, // the address that calls
	"apig.0502":       true, // a frozen application
	"apig.0802":       true, // a region that is closed to the user
	"sdrs.1355":       true, // a frozen account
	"sdrs.1828":       true, // a frozen account
	"autobackup.0100": true, // a policy that nobody may change
}
