// Command observe shows the SDK's calls in OpenTelemetry: a span for each call,
// the counts of all of them, and a log line for each request.
//
//	observe sdrs://eu-de vbs://eu-de        with keys in the environment
//	observe                                 over an emulator in this process
//
// Spans and counts are printed when all is done, the log goes to stderr.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"

	"github.com/taskfault/taskfault/sdk"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if err := run(ctx, os.Stdout, logger, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// run scans the sources, then prints what was seen of it.
func run(ctx context.Context, w io.Writer, logger *slog.Logger, urls []string) error {
	t := newTelemetry()
	clients, err := open(ctx, urls, t.options(logger))
	if err != nil {
		return err
	}
	scan(ctx, w, t, clients)
	return t.print(context.WithoutCancel(ctx), w) // also after Ctrl-C
}

// scan reads the failures under one span of its own, which the spans of the
// SDK's calls then stand below. Then it asks each client for a task that does
// not exist, to have a call that fails.
func scan(ctx context.Context, w io.Writer, t *telemetry, clients []sdk.Client) {
	ctx, span := t.tracer.Tracer("observe").Start(ctx, "nightly")
	defer span.End()
	s := sdk.Failures(sdk.Query{}, clients...)
	for _, err := range s.All(ctx) {
		if err != nil {
			fmt.Fprintln(w, "error:", err)
		}
	}
	for _, r := range s.Receipts() {
		fmt.Fprintf(w, "%s: complete %t, %d failed, %d requests\n", r.Source, r.Complete, r.Tasks, r.Requests)
	}
	for _, c := range clients {
		if _, err := sdk.Get(ctx, c, "0123456789"); err != nil {
			fmt.Fprintln(w, "error:", err)
		}
	}
}
