package providers_test

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// This file says which list inside a source a request asks for, service by service.

// inAction is the parameter of a request for one of some of Alibaba's operations
// that says whose list it asks for.
func inAction(parameter string, actions ...string) func(*http.Request) string {
	return func(r *http.Request) string {
		if action := cmp.Or(r.Header.Get("X-Acs-Action"), r.FormValue("Action")); !slices.Contains(actions, action) {
			return ""
		}
		return r.FormValue(parameter)
	}
}

// policyOrBackups is whose list a request to VBS asks for: the policy's, or that of
// backups.
func policyOrBackups(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/")
	switch last := parts[len(parts)-1]; {
	case last == "backuptasks":
		return parts[len(parts)-2]
	case last == "detail":
		return "backups"
	}
	return ""
}
