package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// table writes the medians of all runs in Markdown.
func table(out io.Writer, works []work, runs []results) error {
	var b strings.Builder
	b.WriteString("| work | figure | median | lowest to highest | target | |\n|---|---|---|---|---|---|\n")
	for _, w := range works {
		for _, f := range w.figures {
			values, err := f.values(w, runs)
			if err != nil {
				return err
			}
			got := median(values)
			fmt.Fprintf(&b, "| %s | %s | %.2f | %.2f to %.2f | %s |\n", w.name, f.name, got,
				slices.Min(values), slices.Max(values), f.verdict(got))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// values are the figure in each run.
func (f figure) values(w work, runs []results) ([]float64, error) {
	values := make([]float64, 0, len(runs))
	for _, r := range runs {
		ours, ok := r[w.ours+" "+w.pkg][f.unit]
		floor, ok2 := r[w.floor+" "+w.pkg][f.unit]
		if !ok || !ok2 && w.floor != "" {
			return nil, fmt.Errorf("%s: the benchmarks do not report %s", w.name, f.unit)
		}
		values = append(values, f.of(ours, floor))
	}
	return values, nil
}

// verdict is the target, and whether it is met.
func (f figure) verdict(got float64) string {
	if f.target == 0 {
		return " | "
	}
	word := "met"
	if got > f.target {
		word = "**missed**"
	}
	return fmt.Sprintf("<= %.4g | %s", float64(int(f.target*1000))/1000, word)
}

// median is the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}
