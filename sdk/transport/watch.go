package transport

import (
	"context"
	"log/slog"

	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/tracing"
	"github.com/taskfault/taskfault/errors"
)

// watch tells a user's logger, tracer and meter what calls do. Each of the
// three may be missing and costs nothing then. None of them ever sees a query,
// a header or a body.
type watch struct {
	service string
	logger  *slog.Logger
	tracer  tracing.Tracer
	counts  *counts
}

// counts are the instruments, by the names that a user's meter sees.
type counts struct {
	calls, attempts, throttles, received, failures metrics.Int64Counter
	waits                                          metrics.Float64Histogram
}

func newWatch(service string, o Options) *watch {
	w := &watch{service: service, logger: o.Logger}
	if o.Tracer != nil {
		w.tracer = o.Tracer.Tracer(module)
	}
	if o.Meter != nil {
		w.counts = newCounts(o.Meter.Meter(module))
	}
	return w
}

func newCounts(m metrics.Meter) *counts {
	counter := func(name, unit, what string) metrics.Int64Counter {
		c, err := m.Int64Counter(name, func(o *metrics.InstrumentOptions) { o.UnitLabel, o.Description = unit, what })
		if err != nil { // a meter that cannot count must not stop a backup report
			c, _ = metrics.NopMeterProvider{}.Meter(module).Int64Counter(name)
		}
		return c
	}
	waits, err := m.Float64Histogram("taskfault.wait", func(o *metrics.InstrumentOptions) {
		o.UnitLabel, o.Description = "s", "time waited before repeating a request"
	})
	if err != nil {
		waits, _ = metrics.NopMeterProvider{}.Meter(module).Float64Histogram("taskfault.wait")
	}
	return &counts{
		calls:     counter("taskfault.calls", "{call}", "calls made"),
		attempts:  counter("taskfault.attempts", "{request}", "requests sent, repetitions included"),
		throttles: counter("taskfault.throttles", "{request}", "requests refused for coming too fast"),
		received:  counter("taskfault.received", "By", "bytes of bodies read, after decompression"),
		failures:  counter("taskfault.failures", "{call}", "calls failed, by kind"),
		waits:     waits,
	}
}

// call begins the span of a call. The function returned ends it.
func (w *watch) call(ctx context.Context, call *Call) (context.Context, func(*exchange, error)) {
	if w.tracer == nil && w.counts == nil {
		return ctx, func(*exchange, error) {}
	}
	var span tracing.Span
	if w.tracer != nil {
		ctx, span = w.tracer.StartSpan(ctx, w.service+"."+call.Operation, func(o *tracing.SpanOptions) {
			o.Kind = tracing.SpanKindClient
		})
		span.SetProperty("rpc.service", w.service)
		span.SetProperty("rpc.method", call.Operation)
	}
	return ctx, func(x *exchange, err error) {
		w.ended(ctx, call, err)
		if span == nil {
			return
		}
		span.SetProperty("taskfault.attempts", len(x.attempts))
		// OpenTelemetry never lowers a status that was OK, so it is set once.
		status := tracing.SpanStatusOK
		if err != nil {
			span.SetProperty("taskfault.kind", string(errors.KindOf(err)))
			status = tracing.SpanStatusError
		}
		span.SetStatus(status)
		span.End()
	}
}

func (w *watch) ended(ctx context.Context, call *Call, err error) {
	if w.counts == nil {
		return
	}
	w.counts.calls.Add(ctx, 1, w.labels(call.Operation, ""))
	if err != nil {
		w.counts.failures.Add(ctx, 1, w.labels(call.Operation, errors.KindOf(err)))
	}
}

// attempt reports one request that has ended.
func (w *watch) attempt(ctx context.Context, x *exchange, a *errors.Attempt) {
	if w.counts != nil {
		labels := w.labels(x.call.Operation, a.Kind)
		w.counts.attempts.Add(ctx, 1, labels)
		if a.Kind == errors.Throttled {
			w.counts.throttles.Add(ctx, 1, labels)
		}
		if a.Wait > 0 {
			w.counts.waits.Record(ctx, a.Wait.Seconds(), labels)
		}
	}
	if w.logger == nil || !w.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	w.logger.LogAttrs(ctx, slog.LevelDebug, "attempt",
		slog.String("service", w.service),
		slog.String("region", x.client.region),
		slog.String("operation", x.call.Operation),
		slog.Int("attempt", len(x.attempts)),
		slog.Duration("waited", a.Wait),
		slog.Duration("took", a.Took),
		slog.Int("status", a.Status),
		slog.String("kind", string(a.Kind)),
		slog.String("code", errors.Printable(a.Code)),
		slog.String("request_id", errors.Printable(a.RequestID)),
	)
}

// bytes reports how much of a body was read.
func (w *watch) bytes(ctx context.Context, call *Call, n int) {
	if w.counts != nil {
		w.counts.received.Add(ctx, int64(n), w.labels(call.Operation, ""))
	}
}

func (w *watch) labels(operation string, kind errors.Kind) metrics.RecordMetricOption {
	return func(o *metrics.RecordMetricOptions) {
		o.Properties.Set("service", w.service)
		o.Properties.Set("operation", operation)
		if kind != "" {
			o.Properties.Set("kind", string(kind))
		}
	}
}
