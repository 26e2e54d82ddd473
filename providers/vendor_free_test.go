package providers_test

import (
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// vendors are the words by which code knows a cloud.
var vendors = regexp.MustCompile(`(?i)huawei|alibaba|aliyun|apig|x-acs|InvalidAccessKey`)

// What every provider stands on knows no cloud: what a cloud says in its own way is
// a transport.Dialect. Comments may name one as an example.
func TestCoreKnowsNoVendor(t *testing.T) {
	files := 0
	for _, root := range []string{"sdk", "signer"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && vendors.MatchString(d.Name()): // a cloud's own room
				return fs.SkipDir
			case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			files++
			for _, word := range vendors.FindAllString(withoutComments(t, path), -1) {
				t.Errorf("%s knows a cloud: %s", path, word)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}

// withoutComments is a file's code alone.
func withoutComments(t *testing.T, path string) string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution) // no comments without being asked
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	if err := printer.Fprint(&code, set, file); err != nil {
		t.Fatal(err)
	}
	return code.String()
}
