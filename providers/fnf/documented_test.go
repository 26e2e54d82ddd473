package fnf_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestEveryOperationNamesItsPage holds that each native operation has a file of
// its own name and says, in the last line of its comment, which page it follows.
func TestEveryOperationNamesItsPage(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() || !takes(f, f.Name.Name+"Input") {
				continue
			}
			found++
			lines := strings.Split(strings.TrimSpace(f.Doc.Text()), "\n")
			want := "API: " + f.Name.Name + ", https://"
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, want) || !strings.HasSuffix(last, "-"+strings.ToLower(f.Name.Name)) {
				t.Errorf("%s: the comment ends with %q, want %q and the page's address", f.Name.Name, last, want)
			}
			if got := strings.ReplaceAll(strings.TrimSuffix(e.Name(), ".go"), "_", ""); got != strings.ToLower(f.Name.Name) {
				t.Errorf("%s is in %s", f.Name.Name, e.Name())
			}
		}
	}
	if found != len(operations) {
		t.Errorf("%d operations, and %d are tested", found, len(operations))
	}
}

// takes reports whether the last parameter of f is of the named type.
func takes(f *ast.FuncDecl, name string) bool {
	p := f.Type.Params.List
	if len(p) == 0 {
		return false
	}
	id, ok := p[len(p)-1].Type.(*ast.Ident)
	return ok && id.Name == name
}
