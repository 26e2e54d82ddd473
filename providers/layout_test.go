package providers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk/provider"
)

// layout are the files that every provider has, and what is declared in each, if its
// name is the same for all. Beside them an operation has a file of its own name.
var layout = map[string][]string{
	"client.go": {"Options", "Client", "New", "Client.Source"},
	"pages.go":  {"Client.Pages"},
	"get.go":    {"Client.Get"},
	"task.go":   nil,
	"state.go":  nil,
	"spec.go":   {"Spec"},
	"codes.go":  {"Codes"},
	"codes.tsv": nil,
}

// Who knows the folder of one provider finds everything in that of another.
func TestProvidersHaveOneLayout(t *testing.T) {
	for _, service := range providers.Services() {
		in := declared(t, service)
		for file, names := range layout {
			if _, err := os.Stat(filepath.Join(service, file)); err != nil {
				t.Errorf("providers/%s has no %s", service, file)
			}
			for _, name := range names {
				if in[name] != file {
					t.Errorf("providers/%s has %s in %q, want it in %s", service, name, in[name], file)
				}
			}
		}
	}
}

// declared are the files in which a package declares its functions, methods and
// types.
func declared(t *testing.T, dir string) map[string]string {
	t.Helper()
	fset, in := token.NewFileSet(), make(map[string]string)
	for _, file := range parsePackage(t, fset, dir) {
		name := filepath.Base(fset.Position(file.Pos()).Filename)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				in[strings.TrimPrefix(receiver(d)+"."+d.Name.Name, ".")] = name
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok {
						in[s.Name.Name] = name
					}
				}
			}
		}
	}
	return in
}

// mayName are the files outside of a provider's folder that may name it: the two
// lists, the emulator's own files of the service, those of its predecessors and its
// successor, and a program that is one's example.
func mayName(path string, spec provider.Spec) bool {
	switch {
	case path == "providers/set.go", path == "providers/emulator/services.go":
		return true
	case strings.HasPrefix(path, "providers/emulator/"+spec.Service):
		return true
	}
	for _, related := range append(related(spec), spec.Service) {
		if strings.HasPrefix(path, "providers/"+related+"/") {
			return true
		}
	}
	return strings.HasPrefix(path, "examples/") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/testdata/")
}

// related are the services that a service follows, and those that follow it.
func related(spec provider.Spec) []string {
	all := slices.Clone(spec.Follows)
	for _, other := range providers.Default() {
		if slices.Contains(other.Follows, spec.Service) {
			all = append(all, other.Service)
		}
	}
	return all
}

// A provider is one folder: no code elsewhere names it or imports it, but for the two
// lists, and the services that it follows. Tests, comments and example programs may.
func TestNoFileOutsideNamesAProvider(t *testing.T) {
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		path := filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator)))
		var foreign []string
		for _, spec := range providers.Default() {
			if !mayName(path, spec) {
				foreign = append(foreign, spec.Service)
			}
		}
		if len(foreign) == 0 {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range named(parsed, foreign) {
			t.Errorf("%s names the provider %s", path, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// named are those of the words that a file has among its imports and in its texts.
func named(file *ast.File, words []string) (found []string) {
	word := regexp.MustCompile(`\b(` + strings.Join(words, "|") + `)\b`)
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, _ := strconv.Unquote(l.Value)
			found = append(found, word.FindAllString(text, -1)...)
		}
		return true
	})
	return found
}
