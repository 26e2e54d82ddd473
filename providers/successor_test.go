package providers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
)

// A service that has moved for its tenant names the source of its successor, for the
// same region and project, and that source can be opened. Which codes say so stands in
// its table, and no other error names it.
func TestAServiceThatHasMovedNamesItsSuccessor(t *testing.T) {
	tried := 0
	for _, spec := range providers.Default() {
		for _, old := range spec.Follows {
			for _, c := range []struct {
				status int
				code   string
				moved  bool
			}{{400, "BackupService.4003", true}, {400, "BackupService.4008", true}, {410, "", false}, {404, "APIGW.0101", false}, {400, "BackupService.6105", false}} {
				mock := httpmock.NewMockTransport()
				mock.RegisterNoResponder(httpmock.NewStringResponder(c.status, fmt.Sprintf(`{"error_code":%q,"error_msg":"go elsewhere"}`, c.code)))
				client, err := providers.Open(t.Context(), old+"://eu-de?project_id=p%20q", providers.WithCredentials(keys),
					providers.WithTransport(transport.Options{RoundTripper: http.RoundTripper(mock), Keys: transport.NewKeys(), MaxAttempts: 1}))
				if err != nil {
					t.Fatal(err)
				}
				want := spec.Service + "://eu-de?project_id=p+q"
				told := 0
				for _, err := range sdk.Failures(sdk.Query{}, client).All(t.Context()) {
					e, ok := errors.AsType[*errors.Error](err)
					if !ok || c.moved && e.Kind != errors.Gone {
						t.Fatalf("%s %s: got %v, want gone", old, c.code, err)
					}
					for _, lang := range []string{"en", "zh"} {
						if c.moved && !strings.Contains(e.Explain(lang).Remedy, spec.Service) {
							t.Errorf("%s %s in %s: the remedy %q does not name %s", old, c.code, lang, e.Explain(lang).Remedy, spec.Service)
						}
					}
					if strings.Contains(e.Message, "(read "+want+" instead)") {
						told++
					}
				}
				if told > 0 != c.moved {
					t.Errorf("%s %d %s: the successor is named %d times", old, c.status, c.code, told)
				}
				if _, err := providers.Open(t.Context(), want); err != nil {
					t.Error(err)
				}
				tried++
			}
		}
	}
	if tried == 0 {
		t.Error("no provider has a predecessor")
	}
}
