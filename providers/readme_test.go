package providers_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readme is where the blocks are read from.
const readme = "README.md"

// given are what a reader of the README's blocks is taken to have already.
const given = "ctx context.Context, err error, workflows sdk.Client, token, cause string"

// known are the imports that the blocks leave out, by the name in the code.
var known = map[string]string{
	"alibaba":     module + "/providers/alibaba",
	"context":     "context",
	"credentials": module + "/sdk/credentials",
	"csbs":        module + "/providers/csbs",
	"dbs":         module + "/providers/dbs",
	"emulator":    module + "/providers/emulator",
	"errors":      module + "/errors",
	"fmt":         "fmt",
	"fnf":         module + "/providers/fnf",
	"huawei":      module + "/providers/huawei",
	"log":         "log",
	"providers":   module + "/providers",
	"sdk":         module + "/sdk",
	"sdktest":     module + "/sdk/sdktest",
	"sdrs":        module + "/providers/sdrs",
	"slog":        "log/slog",
	"time":        "time",
	"transport":   module + "/sdk/transport",
	"vbs":         module + "/providers/vbs",
}

// block is a piece of Go in a document.
type block struct {
	line int // of its first line of code
	code string
}

// goBlocks are the fenced pieces of Go in a document.
func goBlocks(document string) []block {
	var blocks []block
	inside := false
	n := 0
	for line := range strings.Lines(document) {
		n++
		switch text := strings.TrimSpace(line); {
		case !inside && text == "```go":
			inside = true
			blocks = append(blocks, block{line: n + 1})
		case inside && text == "```":
			inside = false
		case inside:
			blocks[len(blocks)-1].code += line
		}
	}
	return blocks
}

// file makes a whole Go file of a block: a function that has what the reader
// has, and uses what the block only declares. An error in it names the README's
// own line.
func (b block) file() (string, error) {
	body := func(head, tail string) string {
		return fmt.Sprintf("package blocks\n\n%sfunc block%d(%s) {\n//line %s:%d\n%s%s}\n", head, b.line, given, readme, b.line, b.code, tail)
	}
	f, err := parser.ParseFile(token.NewFileSet(), "block.go", body("", ""), parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	imports := []string{"context", "sdk"} // those of what is given
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && known[x.Name] != "" {
				imports = append(imports, x.Name)
			}
		}
		return true
	})
	slices.Sort(imports)
	var head, tail strings.Builder
	for _, name := range slices.Compact(imports) {
		fmt.Fprintf(&head, "import %q\n", known[name])
	}
	for _, s := range f.Decls[0].(*ast.FuncDecl).Body.List {
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, name := range a.Lhs {
				fmt.Fprintf(&tail, "_ = %s\n", name)
			}
		}
	}
	return body(head.String(), tail.String()), nil
}

// buildBlocks compiles the blocks against the real packages, as one more package
// that is in no folder. It returns what is wrong with them.
func buildBlocks(t *testing.T, blocks []block) string {
	t.Helper()
	folder, err := filepath.Abs("blocks")
	if err != nil {
		t.Fatal(err)
	}
	made := t.TempDir()
	replace := map[string]string{}
	for _, b := range blocks {
		code, err := b.file()
		if err != nil {
			return err.Error()
		}
		name := fmt.Sprintf("block%d.go", b.line)
		if err := os.WriteFile(filepath.Join(made, name), []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(folder, name)] = filepath.Join(made, name)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(made, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "build", "-overlay", list, "./blocks").CombinedOutput()
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%v\n%s", err, out)
}

func TestTheReadmesGoCompiles(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("..", readme))
	if err != nil {
		t.Fatal(err)
	}
	blocks := goBlocks(string(document))
	if len(blocks) == 0 {
		t.Fatal("the README has no Go")
	}
	if wrong := buildBlocks(t, blocks); wrong != "" {
		t.Error(wrong)
	}
}

// The check above is worth something only if it sees what is wrong.
func TestWrongBlocksAreFound(t *testing.T) {
	for _, c := range []struct{ document, want string }{
		{"# Title\n\n```go\nresult, err := sdk.Report(ctx, workflows, sdk.FailureReport{Token: token})\n```\n", ""},
		{"# Title\n\n```go\nfmt.Println(token)\nsdk.Repeat(ctx)\n```\n", readme + ":5:"},
		{"```go\nfor range 2 {\n```\n", "expected"},
		{"```go\nvar n int = cause\n_ = n\n```\n", readme + ":2:"},
	} {
		got := buildBlocks(t, goBlocks(c.document))
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q\ngives %q, want %q in it", c.document, got, c.want)
		}
	}
}
