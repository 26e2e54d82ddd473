package errors_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// vendorWords are the words of vendors that no code and no table of this package may
// have. What a provider's codes mean is the provider's.
var vendorWords = regexp.MustCompile(`(?i)huawei|alibaba|aliyun|apig|x-acs|InvalidAccessKey`)

// The package knows no vendor. Comments may have an example.
func TestThePackageKnowsNoVendor(t *testing.T) {
	sources, _ := filepath.Glob("*.go")
	tables, _ := filepath.Glob(filepath.Join("catalog", "*"))
	if len(sources) == 0 || len(tables) == 0 {
		t.Fatalf("%d sources and %d tables, want some of both", len(sources), len(tables))
	}
	for _, path := range append(sources, tables...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, ".go") {
			text = withoutComments(t, path, text)
		}
		for _, found := range vendorWords.FindAll(text, -1) {
			t.Errorf("%s: %q is a vendor's word", path, found)
		}
	}
}

// withoutComments returns a source with its comments blanked.
func withoutComments(t *testing.T, path string, text []byte) []byte {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:") {
				continue
			}
			from, to := set.Position(c.Pos()).Offset, set.Position(c.End()).Offset
			for i := from; i < to; i++ {
				text[i] = ' '
			}
		}
	}
	return text
}
