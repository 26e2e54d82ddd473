package errors_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

func TestExplainLanguage(t *testing.T) {
	e, ok := vault.Lookup("Vault.1", 409)
	if !ok {
		t.Fatal("Vault.1 is not known")
	}
	english, chinese := e.Texts()
	for lang, want := range map[string]string{
		"en": "en", "": "en", "de": "en", "EN-US": "en", "zhuang": "en", "cnr": "en",
		"zh": "zh", "ZH": "zh", "zh-CN": "zh", "zh_CN": "zh", "zh-Hans": "zh", "cn": "zh", "CN": "zh",
	} {
		texts := english
		if want == "zh" {
			texts = chinese
		}
		x := e.Explain(lang)
		if x.Lang != want || x.Meaning != texts[0] || x.Remedy != texts[1] {
			t.Errorf("Explain(%q) = %+v, want the language %s", lang, x, want)
		}
	}
}

func TestExplainOfAKnownCode(t *testing.T) {
	want, _ := vault.Lookup("Vault.2", 400)
	failure := &errors.Failure{Service: "vault", Code: "vault.2", Status: 400, Kind: errors.Unknown}
	call := vault.Error(&errors.Error{Service: "vault", Code: "Vault.2", Status: 400})
	for _, got := range []errors.Explanation{vault.Explain(failure, "en"), call.Explain("en")} {
		if got != want.Explain("en") || got.Kind != errors.InvalidInput || got.Status != 400 || got.Page == "" {
			t.Errorf("got %+v, want %+v", got, want.Explain("en"))
		}
	}
}

func TestExplainOfAnUnknownCode(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		x := vault.Failure("DISK.9999", "no disk", "").Explain(lang)
		if x.Kind != errors.Unknown || x.Retry != errors.RetryUnknown || x.Page != "" || x.Service != "vault" || x.Code != "DISK.9999" || x.Lang != lang {
			t.Errorf("%s: got %+v, want the code, said to be unknown, and no page", lang, x)
		}
		if x.Meaning == "" || x.Remedy == "" {
			t.Errorf("%s: got %+v, want both sentences", lang, x)
		}
	}
}

// A call that failed without a code is not said to have one that is unknown.
func TestErrorWithoutACode(t *testing.T) {
	x := (&errors.Error{Service: "vault", Kind: errors.Unknown}).Explain("en")
	if want := "No error code came with this failure."; x.Meaning != want || x.Kind != errors.Unknown || x.Page != "" || x.Service != "vault" {
		t.Errorf("got %+v, want %q", x, want)
	}
}

// Where only the kind is known, the kind is explained.
func TestExplainOfAKind(t *testing.T) {
	for _, k := range errors.Kinds() {
		call := vault.Error(&errors.Error{Service: "vault", Code: "Nobody.Knows", Status: 418, Kind: k})
		task := &errors.Failure{Service: "vault", Code: "Nobody.Knows", Status: 418, Kind: k}
		x := call.Explain("en")
		if x != vault.Explain(task, "en") {
			t.Errorf("%s: error and failure are explained differently", k)
		}
		if x.Kind != k || x.Retry != errors.RetryOf(k) || x.Page != "" || x.Code != "Nobody.Knows" || x.Status != 418 || x.Service != "vault" {
			t.Errorf("%s: got %+v", k, x)
		}
	}
	for _, k := range []errors.Kind{"", "nonsense", errors.Kind(strings.Repeat("x", 100))} {
		if x := (&errors.Error{Kind: k}).Explain("en"); x.Kind != errors.Unknown {
			t.Errorf("kind %.20q: got %+v, want unknown", k, x)
		}
	}
}

func TestRetryOf(t *testing.T) {
	want := map[errors.Kind]errors.Retry{
		errors.Throttled: errors.RetryYes, errors.Unavailable: errors.RetryYes,
		errors.Internal: errors.RetryYes, errors.Timeout: errors.RetryYes,
		errors.InvalidState: errors.RetryAfterWait, errors.Conflict: errors.RetryAfterWait,
		errors.Unknown: errors.RetryUnknown,
		"nonsense":     errors.RetryUnknown, "": errors.RetryUnknown,
	}
	for _, k := range append(errors.Kinds(), "nonsense", "") {
		w, ok := want[k]
		if !ok {
			w = errors.RetryNo
		}
		if got := errors.RetryOf(k); got != w {
			t.Errorf("RetryOf(%q) = %q, want %q", k, got, w)
		}
	}
}

func TestKindOfStatus(t *testing.T) {
	want := map[int]errors.Kind{
		-1: errors.Unknown, 0: errors.Unknown, 100: errors.Unknown, 199: errors.Unknown, 600: errors.Unknown, 999: errors.Unknown,
		200: errors.Malformed, 204: errors.Malformed, 302: errors.Malformed, 307: errors.Malformed,
		400: errors.InvalidInput, 401: errors.Unauthenticated, 403: errors.PermissionDenied, 404: errors.NotFound,
		405: errors.Unsupported, 406: errors.InvalidInput, 407: errors.Unauthenticated, 408: errors.Timeout,
		409: errors.Conflict, 410: errors.Gone, 411: errors.InvalidInput, 412: errors.InvalidInput, 413: errors.InvalidInput,
		414: errors.InvalidInput, 415: errors.InvalidInput, 416: errors.InvalidInput, 417: errors.InvalidInput, 418: errors.InvalidInput,
		422: errors.InvalidInput, 425: errors.Unavailable, 429: errors.Throttled, 431: errors.InvalidInput, 494: errors.InvalidInput,
		500: errors.Internal, 501: errors.Unsupported, 502: errors.Unavailable, 503: errors.Unavailable, 504: errors.Unavailable,
		505: errors.Unsupported, 507: errors.Internal, 511: errors.Internal,
	}
	for status, kind := range want {
		if got := errors.KindOfStatus(status); got != kind {
			t.Errorf("KindOfStatus(%d) = %s, want %s", status, got, kind)
		}
	}
}
