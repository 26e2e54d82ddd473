package providers_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
)

// A program carries the tables of its provider and its cloud, and of no other
// provider: what is not asked for need not be loaded.
func TestALinkedProgramCarriesNoTableOfOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	binary, err := os.ReadFile(build(t, "taskfault"))
	must(t, err)
	for _, service := range providers.Codes().Services() {
		want := strings.Contains("sdrs huawei iam evs ecs vpc ims", service)
		for _, e := range codesOf(service).Entries() {
			row := e.Code + "\t"
			if e.Status != 0 {
				row += strconv.Itoa(e.Status)
			}
			row += "\t" + string(e.Kind) + "\t"
			if got := bytes.Contains(binary, []byte(row)); got != want && !strings.HasPrefix(strings.ToLower(e.Code), "common.") {
				t.Errorf("the row of %s %s is in a program that reads sdrs: %t, want %t", service, e.Code, got, want)
			}
		}
	}
}

// build builds a program of testdata/linked.
func build(tb testing.TB, name string) string {
	tb.Helper()
	binary := filepath.Join(tb.TempDir(), name)
	cmd := exec.CommandContext(tb.Context(), "go", "build", "-ldflags=-s -w", "-o", binary, "./testdata/linked/"+name)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("building %s: %v\n%s", name, err, out)
	}
	return binary
}

// linked is what a program weighs before it has done anything.
type linked struct {
	size        int64 // bytes of the binary
	allocations int   // made before main begins
}

// link builds a program and starts it. It is given no
// endpoint, so that all it does is to fail.
func link(tb testing.TB, name string) linked {
	tb.Helper()
	binary := build(tb, name)
	info, err := os.Stat(binary)
	must(tb, err)
	cmd := exec.CommandContext(tb.Context(), binary)
	cmd.Env = []string{"GODEBUG=inittrace=1"}
	var trace bytes.Buffer
	cmd.Stderr = &trace
	must(tb, cmd.Run())
	l := linked{size: info.Size()}
	for lines := bufio.NewScanner(&trace); lines.Scan(); {
		l.allocations += initAllocations(tb, lines.Text())
	}
	if l.allocations == 0 {
		tb.Fatalf("%s: no line of the trace says how many allocations there were:\n%s", name, &trace)
	}
	return l
}

// initAllocations reads a line such as
//
//	init net/http @1.5 ms, 0.028 ms clock, 5472 bytes, 49 allocs
func initAllocations(tb testing.TB, line string) int {
	tb.Helper()
	rest, ok := strings.CutPrefix(line, "init ")
	if !ok {
		return 0
	}
	last := rest[strings.LastIndex(rest, ",")+1:]
	var n int
	if _, err := fmt.Sscanf(last, "%d allocs", &n); err != nil {
		tb.Fatalf("a line of the trace cannot be read: %q", line)
	}
	return n
}

// A program with one provider must not grow by more than it is worth, and must
// not do work before it is asked to. Of the allocations, 103 are
// go-retryablehttp's own.
func TestLinkedProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs")
	}
	const mostGrowth, mostAllocations = 1.35, 180
	ours, floor := link(t, "taskfault"), link(t, "nethttp")
	growth, more := float64(ours.size)/float64(floor.size), ours.allocations-floor.allocations
	t.Logf("%d bytes, %.3f of the floor; %d allocations, %d more than the floor", ours.size, growth, ours.allocations, more)
	if growth > mostGrowth {
		t.Errorf("the program has %.3f times the size of one with net/http alone, want at most %.2f", growth, mostGrowth)
	}
	if more > mostAllocations {
		t.Errorf("the program makes %d allocations more than one with net/http alone before main, want at most %d", more, mostAllocations)
	}
}

// BenchmarkLinked tells the same as metrics.
func BenchmarkLinked(b *testing.B) {
	for _, way := range []struct{ name, program string }{{"floor", "nethttp"}, {"ours", "taskfault"}} {
		b.Run(way.name, func(b *testing.B) {
			var l linked
			for b.Loop() {
				l = link(b, way.program)
			}
			b.ReportMetric(float64(l.size), "size-B")
			b.ReportMetric(float64(l.allocations), "init-allocs")
		})
	}
}
