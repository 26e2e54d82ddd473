package errors_test

import (
	"slices"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

func TestEverySituationOfACallIsExplained(t *testing.T) {
	situations := []errors.Situation{
		errors.ProxyLogin, errors.ProxyRefused, errors.ProxyUnreachable, errors.ProxySetting, errors.ServiceNotEnabled,
		errors.NoCredentials, errors.TornCursor, errors.OwnLimit,
	}
	var rows []errors.Situation
	for _, e := range errors.SituationRows() {
		if e.Code == "no_code" || e.Code == "no_table" {
			continue // of failures
		}
		rows = append(rows, errors.Situation(e.Code))
		if e.Page != "" || e.Status != 0 {
			t.Errorf("row %s: page %q and status %d, want none", e.Code, e.Page, e.Status)
		}
	}
	if !slices.Equal(rows, situations) {
		t.Errorf("rows: got %q, want %q", rows, situations)
	}
	for _, s := range situations {
		for _, lang := range []string{"en", "zh"} {
			e := &errors.Error{Service: "fnf", Code: "AccessDenied", Status: 403, Kind: errors.PermissionDenied, Situation: s}
			x := e.Explain(lang)
			e.Situation = ""
			if y := e.Explain(lang); x.Remedy == y.Remedy || x.Remedy == "" || x.Code != "AccessDenied" || x.Status != 403 || x.Service != "fnf" || x.Lang != lang {
				t.Errorf("%s in %s: got %+v", s, lang, x)
			}
		}
	}
}

// A situation that is not known leaves it to code and kind.
func TestASituationThatIsNotKnownExplainsNothing(t *testing.T) {
	for _, situation := range []errors.Situation{"nobody_knows", "no_code", "no_table"} {
		e := vault.Error(&errors.Error{Service: "vault", Code: "Vault.3", Situation: situation})
		if x := e.Explain("en"); x.Kind != errors.PermissionDenied || x.Page == "" {
			t.Errorf("%s: got %+v, want the row of the code", situation, x)
		}
	}
}
