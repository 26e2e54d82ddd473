package providers_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
)

// A newcomer looks for what a document names.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	path := regexp.MustCompile("`([a-z.]+/[\\w./-]*)[^`]*`")
	link := regexp.MustCompile(`\]\((\.?[a-z][\w./-]*)\)`)
	for _, name := range []string{readme, ".github/CONTRIBUTING.md", ".github/SECURITY.md"} {
		text := document(t, name)
		var named []string
		for _, m := range path.FindAllStringSubmatch(text, -1) {
			named = append(named, m[1])
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			named = append(named, m[1])
		}
		found := 0
		for _, file := range named {
			first, _, _ := strings.Cut(file, "/")
			if _, err := os.Stat(filepath.Join("..", first)); err != nil {
				continue // log/slog, and the like
			}
			found++
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(file))); err != nil {
				t.Errorf("%s names %s, and there is none", name, file)
			}
		}
		if found == 0 {
			t.Errorf("%s names no file: the test looks for nothing", name)
		}
	}
}

// What runs in a workflow is the script. An action of somebody else's is code that can
// change; one that is pinned by a hash cannot.
func TestWorkflowsRunTheScript(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no workflow: %v", err)
	}
	pinned := regexp.MustCompile(`@[0-9a-f]{40}(\s|$)`)
	runs := false
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			runs = runs || strings.TrimSpace(line) == "run: .ci/run"
			if strings.Contains(line, "uses:") && !pinned.MatchString(line) {
				t.Errorf("%s: %q is not pinned by a hash", file, strings.TrimSpace(line))
			}
		}
	}
	if !runs {
		t.Error("no workflow runs .ci/run")
	}
}

// The shortest answer to how a package is used.
func TestPackagesHaveExamples(t *testing.T) {
	folders := []string{"sdk", "errors", "sdk/transport", "sdk/paging", "sdk/credentials", "sdk/provider", "sdk/sdktest"}
	for _, service := range providers.Services() {
		folders = append(folders, "providers/"+service)
	}
	for _, folder := range folders {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(folder), "example_test.go"))
		if err != nil || !strings.Contains(string(text), "\nfunc Example") || !strings.Contains(string(text), "// Output:") {
			t.Errorf("%s has no example that a test runs: %v", folder, err)
		}
	}
}
