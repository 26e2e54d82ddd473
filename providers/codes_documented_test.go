package providers_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// documentedCode is a row of a list in testdata/documented. The lists were made
// from the services' documents and not from the catalog's tables. Kind and retry
// are empty where the document leaves them to the reader.
type documentedCode struct {
	code        string
	status      int
	kind, retry string
}

// documented reads the list of a service.
func documented(t *testing.T, service string) []documentedCode {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "documented", service+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var list []documentedCode
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") || line == "code\tstatus\tkind\tretry" {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("%s: %d columns in %q, want 4", service, len(f), line)
		}
		d := documentedCode{code: f[0], kind: f[2], retry: f[3]}
		if f[1] != "" {
			if d.status, err = strconv.Atoi(f[1]); err != nil {
				t.Fatalf("%s: status in %q: %v", service, line, err)
			}
		}
		list = append(list, d)
	}
	return list
}

func TestEveryDocumentedCodeIsExplained(t *testing.T) {
	for _, service := range tables() {
		list := documented(t, service)
		if len(list) == 0 {
			t.Errorf("%s: the list of documented codes is empty", service)
		}
		for _, d := range list {
			e, ok := codesOf(service).Lookup(d.code, d.status)
			if !ok || e.Service != service || e.Code != d.code {
				t.Errorf("%s %s with status %d is documented, and Lookup gives %+v, %t", service, d.code, d.status, e, ok)
				continue
			}
			if d.status != 0 && e.Status != 0 && e.Status != d.status {
				t.Errorf("%s %s: status %d, want %d", service, d.code, e.Status, d.status)
			}
			if d.kind != "" && string(e.Kind) != d.kind {
				t.Errorf("%s %s: kind %s, want %s", service, d.code, e.Kind, d.kind)
			}
			if d.retry != "" && string(e.Retry) != d.retry {
				t.Errorf("%s %s: retry %s, want %s", service, d.code, e.Retry, d.retry)
			}
		}
	}
}

// What is in a table and in no document would be a guess.
func TestTheCatalogHasNoCodeThatIsNotDocumented(t *testing.T) {
	for _, service := range tables() {
		list := documented(t, service)
		for _, e := range codesOf(service).Entries() {
			if !slices.ContainsFunc(list, func(d documentedCode) bool {
				return d.code == e.Code && (d.status == e.Status || d.status == 0 || e.Status == 0)
			}) {
				t.Errorf("%s %s with status %d is in the table and not in the list of documented codes", service, e.Code, e.Status)
			}
		}
	}
}

// The code that the document on SDRS's failed tasks shows is another service's.
func TestTheCodeOfTheDocumentsSampleIsExplained(t *testing.T) {
	x := codesOf("sdrs").Failure("EVS.2024", "SdrsGenerateNativeServerParamsTask-fail:volume is error!", "createFail").Explain("en")
	if x.Service != "evs" || x.Kind != errors.Internal || x.Retry != errors.RetryAfterWait || x.Page == "" || !strings.Contains(x.Meaning, "disk") {
		t.Errorf("got %+v, want the row of EVS", x)
	}
}

// The two clouds' limits for tags differ, so a row that names one names both.
func TestRowsOfTwoCloudsNameBothTheirNumbers(t *testing.T) {
	for _, code := range []string{"SDRS.2203", "SDRS.2218"} {
		e, _ := codesOf("sdrs").Lookup(code, 400)
		for lang, clouds := range map[string][]string{"en": {"Huawei Cloud", "Open Telekom Cloud"}, "zh": {"华为云", "OTC"}} {
			remedy := e.Explain(lang).Remedy
			for _, want := range append(clouds, "10", "20") {
				if !strings.Contains(remedy, want) {
					t.Errorf("%s in %s: %q does not name %s", code, lang, remedy, want)
				}
			}
		}
	}
}

// Whoever has not passed real-name verification lacks no right, a throttled FnF
// may be at its own limit, and a denied call is not always one that lacks a right.
func TestTextsBlameTheRightParty(t *testing.T) {
	for _, test := range []struct {
		service, code string
		status        int
		wants         []string
	}{
		{"csbs", "CSBS.9009", 403, []string{"owner of the account", "no right is missing"}},
		{"fnf", "ResourceThrottled", 429, []string{"this account", "the service as a whole"}},
		{"fnf", "AccessDenied", 403, []string{"another account", "right", "not turned on"}},
		{"sdrs", "SDRS.0217", 400, []string{"dr_type"}},
		{"sdrs", "SDRS.0218", 400, []string{"cluster ID", "Huawei Cloud only"}},
	} {
		e, ok := codesOf(test.service).Lookup(test.code, test.status)
		meaning := e.Explain("en").Meaning
		for _, want := range test.wants {
			if !ok || !strings.Contains(meaning, want) {
				t.Errorf("%s %s: %q does not say %q", test.service, test.code, meaning, want)
			}
		}
	}
}
