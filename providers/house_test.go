package providers_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
)

const module = "github.com/taskfault/taskfault"

// floors are the house's, lowest first. A package may import those of lower
// floors, and of its own floor only what stands below its own folder or what
// beside names.
var floors = [][]string{
	{"errors"},
	{"signer"},
	{"signer/internal/", "signer/alibaba", "signer/huawei"},
	{"sdk/internal/"},
	{"sdk/wire", "sdk/paging", "sdk/credentials/internal/"},
	{"sdk"},
	{"sdk/transport/internal/fold", "sdk/transport/internal/lru", "sdk/transport/internal/sleep"},
	{"sdk/transport/internal/"},
	{"sdk/transport"},
	{"sdk/provider"},
	{"sdk/credentials"},
	{"sdk/credentials/alibaba", "sdk/credentials/huawei", "sdk/sdktest"},
	{"providers/alibaba", "providers/huawei", "providers/emulator"},
	{"providers/internal/"},
	serviceFolders(),
	{"providers"},
}

// serviceFolders are the packages of the providers.
func serviceFolders() (folders []string) {
	for _, s := range providers.Services() {
		folders = append(folders, "providers/"+s)
	}
	return folders
}

// never are arrows that point down and are still wrong.
var never = map[string][]string{
	"sdk":                {"sdk/transport", "sdk/wire", "signer", "sdk/credentials"}, // it knows no HTTP
	"sdk/transport":      {"sdk", "sdk/provider", "sdk/paging", "sdk/wire"},
	"sdk/wire":           {"signer"},
	"sdk/paging":         {"signer"},
	"providers/emulator": {"sdk", "sdk/provider", "sdk/wire", "sdk/transport", "sdk/paging", "sdk/credentials"}, // it speaks the wire from the documents
}

// beside are the arrows within one floor.
var beside = map[string][]string{
	"signer/alibaba": {"signer/internal/"},
	"signer/huawei":  {"signer/internal/"},
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Module     *struct{ Path string }
}

func goList(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports,Module"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// floor is the number of the floor that a package stands on.
func floor(pkg string) int {
	for i, names := range floors {
		for _, n := range names {
			if pkg == n || strings.HasSuffix(n, "/") && strings.HasPrefix(pkg, n) {
				return i
			}
		}
	}
	return -1
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range goList(t, "./...") {
		from := strings.TrimPrefix(p.ImportPath, module+"/")
		if floor(from) < 0 {
			t.Errorf("package %s stands on no floor: name it in floors, and in the README", from)
		}
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			up := floor(to) > floor(from)
			sideways := floor(to) == floor(from) && !strings.HasPrefix(from, to+"/") && !strings.HasPrefix(to, from+"/") &&
				!slices.ContainsFunc(beside[from], func(b string) bool { return strings.HasPrefix(to, b) })
			if up || sideways || slices.Contains(never[from], to) {
				t.Errorf("package %s imports %s, an arrow that the house does not have", from, to)
			}
		}
	}
}

// helpers are packages for our own tests. What tests of others use is sdktest.
var helpers = []string{"signer/internal/signertest", "providers/internal/alibabatest", "providers/internal/huaweitest"}

func TestOnlyTestsImportTheirHelpers(t *testing.T) {
	for _, p := range goList(t, "./...") {
		for _, h := range helpers {
			if slices.Contains(p.Imports, module+"/"+h) {
				t.Errorf("package %s imports %s outside of its tests", strings.TrimPrefix(p.ImportPath, module+"/"), h)
			}
		}
	}
}

// allowed are the modules that an importer of the SDK links.
var allowed = []string{
	module,
	"github.com/aws/smithy-go",
	"github.com/go-json-experiment/json",
	"github.com/hashicorp/go-cleanhttp", // of go-retryablehttp
	"github.com/hashicorp/go-retryablehttp",
	"golang.org/x/sync",
	"golang.org/x/time",
}

func TestLinksNoOtherModule(t *testing.T) {
	for _, p := range goList(t, "-deps", "./...") {
		if p.Standard || p.Module == nil {
			continue
		}
		if !slices.Contains(allowed, p.Module.Path) && p.Module.Path != "github.com/jarcoal/httpmock" {
			t.Errorf("package %s of module %s is linked; a dependency more is a decision", p.ImportPath, p.Module.Path)
		}
	}
}

// What the README says that a program links is all that it does.
func TestReadmeNamesWhatIsLinked(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	must(t, err)
	text := strings.Join(strings.Fields(string(readme)), " ")
	_, sentence, found := strings.Cut(text, "The SDK links ")
	sentence, _, end := strings.Cut(sentence, ", and nothing else.")
	if !found || !end {
		t.Fatal("README.md does not say what the SDK links")
	}
	for _, p := range goList(t, "-deps", "./providers") {
		if p.Standard || p.Module == nil || strings.HasPrefix(p.ImportPath, "github.com/taskfault/") {
			continue
		}
		if name := p.Module.Path[strings.LastIndex(p.Module.Path, "/")+1:]; !strings.Contains(sentence, name) {
			t.Errorf("README.md says that the SDK links %q and nothing else, and %s is linked", sentence, p.Module.Path)
		}
	}
}

func TestOneErrorsPackage(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" || path == filepath.Join("..", "errors", "std.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			if i.Path.Value == `"errors"` && !strings.HasSuffix(path, "_test.go") {
				t.Errorf("%s imports the standard errors: use %s/errors", path, module)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
