package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// printSpans prints a line for each span, below its parent, in the order in
// which they began.
func printSpans(w io.Writer, spans tracetest.SpanStubs) {
	below := make(map[trace.SpanID]tracetest.SpanStubs)
	for _, s := range spans {
		below[s.Parent.SpanID()] = append(below[s.Parent.SpanID()], s)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nspan\tattempts\tfailure\ttook\n")
	printBelow(table, below, trace.SpanID{}, 0)
	table.Flush()
}

func printBelow(w io.Writer, below map[trace.SpanID]tracetest.SpanStubs, parent trace.SpanID, depth int) {
	spans := below[parent]
	slices.SortFunc(spans, func(a, b tracetest.SpanStub) int { return a.StartTime.Compare(b.StartTime) })
	for _, s := range spans {
		said := attribute.NewSet(s.Attributes...)
		fmt.Fprintf(w, "%s%s\t%s\t%s\t%s\n", strings.Repeat("  ", depth), s.Name, value(said, "taskfault.attempts"),
			value(said, "taskfault.kind"), s.EndTime.Sub(s.StartTime).Round(time.Microsecond))
		printBelow(w, below, s.SpanContext.SpanID(), depth+1)
	}
}

// value is the text of an attribute, empty without it.
func value(of attribute.Set, key attribute.Key) string {
	v, ok := of.Value(key)
	if !ok {
		return ""
	}
	return v.String()
}

// printCounts prints a line for each instrument, service and kind. Operations
// are added up; a real backend lets one look at each.
func printCounts(w io.Writer, all metricdata.ResourceMetrics) {
	lines := map[string]float64{}
	add := func(m metricdata.Metrics, labels attribute.Set, n float64) {
		line := fmt.Sprintf("%s\t%s\t%s\t%s", m.Name, value(labels, "service"), value(labels, "kind"), m.Unit)
		lines[line] += n
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					add(m, p.Attributes, float64(p.Value))
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					add(m, p.Attributes, p.Sum)
				}
			}
		}
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\ncount\tservice\tkind\tunit\ttotal\n")
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		fmt.Fprintf(table, "%s\t%.6g\n", line, lines[line])
	}
	table.Flush()
}
