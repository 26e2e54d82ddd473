// Command ratios measures what the SDK costs beside the same work written by
// hand with the standard library, and prints the ratios as a table. The targets
// stand beside them.
//
//	go -C examples run ./ratios
//
// It runs the benchmarks of the SDK's module several times, ours and the floor
// in turn. A ratio is that of one run, so that a machine that is slow for a
// while is slow for both; the table shows the median of all runs. It takes some
// minutes, and a machine with nothing else to do gives the steadiest figures:
// where others compute too, calls in parallel suffer most.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	runs := flag.Int("runs", 5, "how often everything is measured; the median counts")
	sdk := flag.String("sdk", "..", "folder of the SDK's module")
	only := flag.String("only", "", "measure only what has this in its name")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr, *sdk, *only, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

// run measures and prints. news is told how far it has come.
func run(ctx context.Context, out, news io.Writer, sdk, only string, runs int) error {
	chosen := choose(works, only)
	switch {
	case runs < 1:
		return fmt.Errorf("-runs is %d: it must be 1 or more", runs)
	case len(chosen) == 0:
		return fmt.Errorf("-only is %q: no work has that in its name", only)
	}
	b, err := build(ctx, sdk, chosen)
	if err != nil {
		return err
	}
	defer b.remove()
	var all []results
	for i := range runs {
		fmt.Fprintf(news, "run %d of %d\n", i+1, runs)
		r, err := b.measure(ctx, chosen)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	return table(out, chosen, all)
}
