package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"go.opentelemetry.io/otel/trace"
)

// observed is what a run over the emulator shows. The bubble makes its waits
// last no time.
func observed(t *testing.T) (spans *telemetry, printed, logged string) {
	t.Helper()
	spans = newTelemetry()
	var out, log bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		clients, err := open(t.Context(), nil, spans.options(logger))
		if err != nil {
			t.Fatal(err)
		}
		scan(t.Context(), &out, spans, clients)
		if err := spans.print(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
	})
	return spans, out.String(), log.String()
}

// has reports whether a line of text begins with these words, whatever stands
// between them.
func has(text, words string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.Join(strings.Fields(line), " ")+" ", words+" ") {
			return true
		}
	}
	return false
}

func TestShowsCallsRetriesAndFailures(t *testing.T) {
	_, printed, _ := observed(t)
	for _, want := range []string{
		"vbs://emulator: complete true, 3 failed,",
		"sdrs://emulator: complete true, 3 failed,",
		"nightly",
		"sdrs.ListFailureJobs 1",
		"sdrs.ListProtectionGroups 2", // one of them was throttled
		"sdrs.ShowJob 1 not_found",
		"taskfault.throttles sdrs throttled {request} 1",
		"taskfault.failures sdrs not_found {call} 1",
		"taskfault.wait sdrs s",
	} {
		if !has(printed, want) {
			t.Errorf("got\n%s\nwant a line %q", printed, want)
		}
	}
}

func TestEveryCallStandsBelowTheProgramsSpan(t *testing.T) {
	seen, _, _ := observed(t)
	spans := seen.spans.GetSpans()
	root := spans[len(spans)-1] // the last one to end
	if root.Name != "nightly" || root.Parent.IsValid() {
		t.Fatalf("the last span to end is %s with parent %v, want nightly with none", root.Name, root.Parent.SpanID())
	}
	for _, s := range spans[:len(spans)-1] {
		if s.Parent.SpanID() != root.SpanContext.SpanID() || s.SpanContext.TraceID() != root.SpanContext.TraceID() {
			t.Errorf("%s stands below span %v, want %v", s.Name, s.Parent.SpanID(), root.SpanContext.SpanID())
		}
		if s.SpanKind != trace.SpanKindClient {
			t.Errorf("%s is a span of kind %v, want client", s.Name, s.SpanKind)
		}
	}
}

// The spans, the counts and the log tell the same number of requests.
func TestSpansCountsAndLogAgree(t *testing.T) {
	seen, printed, logged := observed(t)
	counted, traced := 0, 0
	for line := range strings.Lines(printed) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "taskfault.attempts" {
			n, err := strconv.Atoi(words[len(words)-1])
			if err != nil {
				t.Fatal(err)
			}
			counted += n
		}
	}
	for _, s := range seen.spans.GetSpans() {
		for _, a := range s.Attributes {
			if a.Key == "taskfault.attempts" {
				traced += int(a.Value.AsInt64())
			}
		}
	}
	lines := strings.Count(logged, "msg=attempt")
	if counted == 0 || counted != traced || counted != lines {
		t.Errorf("requests: %d counted, %d in spans, %d logged; want the same", counted, traced, lines)
	}
}

func TestShowsNoSecret(t *testing.T) {
	seen, printed, logged := observed(t)
	all := printed + logged
	for _, s := range seen.spans.GetSpans() {
		for _, a := range s.Attributes {
			all += a.Value.String()
		}
	}
	for _, secret := range []string{"sk-of-the-example", "Signature"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in what is shown", secret)
		}
	}
}

func TestAnUnknownServiceIsAnError(t *testing.T) {
	if err := run(context.Background(), io.Discard, slog.New(slog.DiscardHandler), []string{"nas://eu-de"}); err == nil {
		t.Error("nas://eu-de was observed")
	}
}
