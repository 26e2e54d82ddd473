package providers_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// modules are the folders with a go.mod, the SDK's first, but those under testdata.
func modules(t *testing.T) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.Name() == "go.mod":
			folder, err := filepath.Rel("..", filepath.Dir(path))
			folders = append(folders, filepath.ToSlash(folder))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(folders)
	return folders
}

// document is a file of the module's root.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is not in the list is not formatted, vetted, tested or fuzzed before a change
// lands.
func TestTheRunKnowsEveryModule(t *testing.T) {
	found := regexp.MustCompile(`(?m)^modules=\((.*)\)$`).FindStringSubmatch(document(t, ".ci/run"))
	if found == nil {
		t.Fatal(".ci/run has no list of modules")
	}
	listed := strings.Fields(found[1])
	slices.Sort(listed)
	if want := modules(t); !slices.Equal(listed, want) {
		t.Errorf(".ci/run lists the modules %q, and there are %q", listed, want)
	}
}

func TestTheReadmesTestCommandNamesEveryModule(t *testing.T) {
	command := regexp.MustCompile(`(?m)^go test \./\.\.\. && .*$`).FindString(document(t, readme))
	for _, folder := range modules(t) {
		want := "go -C " + folder + " test ./..."
		if folder == "." {
			want = "go test ./..."
		}
		if !slices.ContainsFunc(strings.Split(command, " && "), func(part string) bool { return strings.HasSuffix(part, want) }) {
			t.Errorf("the README's test command has no %q: %q", want, command)
		}
	}
}
