package providers_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
)

// apiLine names an operation as the service's document does, and the document.
var apiLine = regexp.MustCompile(`^// API: \S.*, https://\S+$`)

// parsePackage parses the files of a folder that a user's program compiles.
func parsePackage(t *testing.T, fset *token.FileSet, dir string) []*ast.File {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, filepath.Join(dir, e.Name()), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// isOperation reports whether f is a native operation: an exported method of
// Client with an input of its own.
func isOperation(f *ast.FuncDecl) bool {
	if !f.Name.IsExported() || receiver(f) != "Client" {
		return false
	}
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		name, ok := p.Type.(*ast.Ident)
		return ok && strings.HasSuffix(name.Name, "Input")
	})
}

// receiver is the name of the type that f is a method of.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// undocumentedOperation says what is wrong with an operation's comment, or
// nothing.
func undocumentedOperation(f *ast.FuncDecl) string {
	if f.Doc == nil {
		return "has no doc comment"
	}
	if last := f.Doc.List[len(f.Doc.List)-1].Text; !apiLine.MatchString(last) {
		return fmt.Sprintf("ends its comment with %q; want // API: NAME, https://...", last)
	}
	return ""
}

// Each native operation has a file of its own name, and names its document.
func TestEveryOperationNamesItsDocument(t *testing.T) {
	fset := token.NewFileSet()
	for _, service := range providers.Services() {
		n := 0
		for _, file := range parsePackage(t, fset, service) {
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || !isOperation(f) {
					continue
				}
				n++
				at := fset.Position(f.Pos())
				if wrong := undocumentedOperation(f); wrong != "" {
					t.Errorf("%s: %s.%s %s", at, service, f.Name.Name, wrong)
				}
				name := strings.TrimSuffix(filepath.Base(at.Filename), ".go")
				if !strings.EqualFold(strings.ReplaceAll(name, "_", ""), f.Name.Name) {
					t.Errorf("%s: %s.%s is not in a file of its own name", at, service, f.Name.Name)
				}
			}
		}
		if n == 0 {
			t.Errorf("%s has no operation that takes an Input: was it moved?", service)
		}
	}
}

// undocumented are the exported names of a file without a comment: functions,
// methods of exported types, types, the methods of exported interfaces, constants
// and variables. Fields are left out: most are a service's own members, told by
// the document that their type's operation links to.
func undocumented(file *ast.File) []*ast.Ident {
	var bare []*ast.Ident
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			method := d.Recv != nil
			if d.Name.IsExported() && d.Doc == nil && (!method || ast.IsExported(receiver(d))) {
				bare = append(bare, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				bare = append(bare, undocumentedSpec(d, s)...)
			}
		}
	}
	return bare
}

func undocumentedSpec(d *ast.GenDecl, s ast.Spec) []*ast.Ident {
	var bare []*ast.Ident
	switch s := s.(type) {
	case *ast.TypeSpec:
		if !s.Name.IsExported() {
			return nil
		}
		alone := !d.Lparen.IsValid() && d.Doc != nil
		if !alone && s.Doc == nil && s.Comment == nil {
			bare = append(bare, s.Name)
		}
		if i, ok := s.Type.(*ast.InterfaceType); ok {
			for _, m := range i.Methods.List {
				if len(m.Names) > 0 && m.Names[0].IsExported() && m.Doc == nil && m.Comment == nil {
					bare = append(bare, m.Names[0])
				}
			}
		}
	case *ast.ValueSpec: // a comment on the group speaks for all of it
		if d.Doc != nil || s.Doc != nil || s.Comment != nil {
			return nil
		}
		for _, name := range s.Names {
			if name.IsExported() {
				bare = append(bare, name)
			}
		}
	}
	return bare
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	fset := token.NewFileSet()
	names := 0
	for _, p := range goList(t, "./...") {
		dir := filepath.Join("..", filepath.FromSlash(strings.TrimPrefix(p.ImportPath, module)))
		files := parsePackage(t, fset, dir)
		for _, file := range files {
			names += len(file.Decls)
			for _, name := range undocumented(file) {
				t.Errorf("%s: %s has no doc comment", fset.Position(name.Pos()), name.Name)
			}
		}
		if !slices.ContainsFunc(files, func(f *ast.File) bool { return f.Doc != nil }) && len(files) > 0 {
			t.Errorf("package %s has no comment", p.ImportPath)
		}
	}
	if names == 0 {
		t.Error("nothing was looked at")
	}
}

// The checks above are worth something only if they see what is missing.
func TestChecksOfCommentsSeeWhatIsMissing(t *testing.T) {
	const (
		doc = "// F does.\n"
		api = "//\n// API: F, https://example.com/f\n"
		op  = "func (c *Client) F(ctx context.Context, in FInput) error { return nil }"
	)
	for _, c := range []struct {
		source     string
		bare       string // names without a comment
		operations int    // wrong ones
	}{
		{doc + api + op, "", 0},
		{doc + op, "", 1},
		{op, "F", 1},
		{doc + "// API: F, http://example.com/f\n" + op, "", 1},
		{doc + "// API: https://example.com/f\n" + op, "", 1},
		{doc + api + "// And more.\n" + op, "", 1},
		{"func (c *client) F(in FInput) {}", "", 0},
		{"func (c *Client) f(in FInput) {}", "", 0},
		{"func (l List[T]) F() {}", "F", 0},
		{"func F() {}", "F", 0},
		{"func f() {}", "", 0},
		{"type T int", "T", 0},
		{"// T is.\ntype T int", "", 0},
		{"// Both are.\ntype (\nT int\n// U is.\nU int\n)", "T", 0},
		{"// I is.\ntype I interface {\nM()\n// N is.\nN()\n}", "M", 0},
		{"const A, b = 1, 2", "A", 0},
		{"// These are.\nconst (\nA = 1\nB = 2\n)", "", 0},
		{"var (\nA = 1 // is\nB = 2\n)", "B", 0},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "f.go", "package p\n\n"+c.source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		var bare []string
		for _, name := range undocumented(file) {
			bare = append(bare, name.Name)
		}
		if got := strings.Join(bare, " "); got != c.bare {
			t.Errorf("%s\nis without comments on %q, want %q", c.source, got, c.bare)
		}
		wrong := 0
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && isOperation(f) && undocumentedOperation(f) != "" {
				wrong++
			}
		}
		if wrong != c.operations {
			t.Errorf("%s\nhas %d wrong operations, want %d", c.source, wrong, c.operations)
		}
	}
}
