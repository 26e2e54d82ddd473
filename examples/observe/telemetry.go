package main

import (
	"context"
	"io"
	"log/slog"

	"github.com/aws/smithy-go/metrics/smithyotelmetrics"
	"github.com/aws/smithy-go/tracing/smithyoteltracing"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/taskfault/taskfault/sdk/transport"
)

// telemetry is the program's OpenTelemetry. It keeps everything in memory,
// where a real program has an exporter to its collector.
type telemetry struct {
	tracer *trace.TracerProvider
	meter  *metric.MeterProvider
	spans  *tracetest.InMemoryExporter
	counts *metric.ManualReader
}

func newTelemetry() *telemetry {
	spans, counts := tracetest.NewInMemoryExporter(), metric.NewManualReader()
	return &telemetry{
		tracer: trace.NewTracerProvider(trace.WithSyncer(spans)),
		meter:  metric.NewMeterProvider(metric.WithReader(counts)),
		spans:  spans,
		counts: counts,
	}
}

// options are all that the SDK has to be told: it speaks smithy's interfaces,
// and smithy's adapters speak OpenTelemetry.
func (t *telemetry) options(logger *slog.Logger) transport.Options {
	return transport.Options{
		Tracer: smithyoteltracing.Adapt(t.tracer),
		Meter:  smithyotelmetrics.Adapt(t.meter),
		Logger: logger,
	}
}

// print writes the spans and the counts so far.
func (t *telemetry) print(ctx context.Context, w io.Writer) error {
	var counts metricdata.ResourceMetrics
	if err := t.counts.Collect(ctx, &counts); err != nil {
		return err
	}
	printSpans(w, t.spans.GetSpans())
	printCounts(w, counts)
	return nil
}
