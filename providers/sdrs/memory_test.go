package sdrs_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// rowsToScan tells a copy of this test program to scan so many failures, and to
// print its own peak of memory; pauseInScan, to wait so long after each.
const (
	rowsToScan  = "SDRS_TEST_ROWS_TO_SCAN"
	pauseInScan = "SDRS_TEST_PAUSE_IN_SCAN"
)

const mebibyte = 1 << 20

// peak is the most memory, in bytes, that a process of its own had at once while
// it scanned so many failures, waiting for a pause after each.
func peak(tb testing.TB, rows int, pause time.Duration) int {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), os.Args[0], "-test.run=^TestScanInAProcessOfItsOwn$", "-test.v")
	cmd.Env = append(os.Environ(), rowsToScan+"="+strconv.Itoa(rows), pauseInScan+"="+pause.String())
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("the scan of %d rows: %v\n%s", rows, err, out)
	}
	_, text, _ := strings.Cut(string(out), "VmHWM:")
	var kib int
	if _, err := fmt.Sscanf(text, "%d kB", &kib); err != nil {
		tb.Fatalf("the peak of a scan of %d rows: %v\n%s", rows, err, out)
	}
	return kib << 10
}

// TestScanInAProcessOfItsOwn is that process, and nothing otherwise.
func TestScanInAProcessOfItsOwn(t *testing.T) {
	rows, err := strconv.Atoi(os.Getenv(rowsToScan))
	if err != nil {
		t.Skip("only when another test asks for it")
	}
	pause, err := time.ParseDuration(os.Getenv(pauseInScan))
	if err != nil {
		t.Fatal(err)
	}
	if pause > 0 {
		synctest.Test(t, func(t *testing.T) { scanSlowly(t, rows, pause) })
	} else if n, err := scanAll(t.Context(), open(t, config(newShelf(rows, false)))); n != rows || err != nil {
		t.Fatalf("got %d failures, %v, want %d", n, err, rows)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM:") {
			fmt.Print(line)
		}
	}
}

func measurable(tb testing.TB) {
	tb.Helper()
	switch {
	case runtime.GOOS != "linux":
		tb.Skip("the peak is read from /proc")
	case raceDetector:
		tb.Skip("the race detector needs memory of its own")
	case testing.Short():
		tb.Skip("takes seconds")
	}
}

// mostForScan is what a scan of 100,000 failures may take at its peak, in bytes. It
// takes about 24 MiB, and when the garbage collector runs is chance: beside busy
// processes it took up to 27. A scan that kept its tasks would take more than 120.
const mostForScan = 40 * mebibyte

// A scan holds no page longer than it must: 100,000 failures, more than 40 MB of
// JSON, pass through a small memory. The smallest of three counts.
func TestScanIsSmall(t *testing.T) {
	measurable(t)
	const rows = 100_000
	got := min(peak(t, rows, 0), peak(t, rows, 0), peak(t, rows, 0))
	t.Logf("%.1f MiB", float64(got)/mebibyte)
	if got > mostForScan {
		t.Errorf("a scan of %d failures took %.1f MiB at its peak, want at most %d", rows, float64(got)/mebibyte, mostForScan/mebibyte)
	}
}

// BenchmarkScanMemory tells what a scan takes at its peak, and how much more memory
// a longer list needs. A test that wanted no more than that would fail on a busy
// machine.
func BenchmarkScanMemory(b *testing.B) { benchmarkPeak(b, 0) }

// BenchmarkSlowScanMemory tells the same of a scan whose consumer waits after each
// failure.
func BenchmarkSlowScanMemory(b *testing.B) { benchmarkPeak(b, time.Millisecond) }

func benchmarkPeak(b *testing.B, pause time.Duration) {
	measurable(b)
	const few, many = 100_000, 1_000_000
	for b.Loop() {
		small, large := peak(b, few, pause), peak(b, many, pause)
		b.ReportMetric(float64(small)/mebibyte, "peak-MiB")
		b.ReportMetric(float64(large-small)/(many-few), "more-B/row")
	}
}
