package transport

import (
	"context"
	"log/slog"

	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/tracing"
	"github.com/taskfault/taskfault/errors"
)

// telemetry tells a user's logger, tracer and meter what calls do. Each of the
// three may be missing and costs nothing then. None of them ever sees a query,
// a header or a body.
type telemetry struct {
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

func newTelemetry(service string, o Options) *telemetry {
	t := &telemetry{service: service, logger: o.Logger}
	if o.Tracer != nil {
		t.tracer = o.Tracer.Tracer(module)
	}
	if o.Meter != nil {
		t.counts = newCounts(o.Meter.Meter(module))
	}
	return t
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
func (t *telemetry) call(ctx context.Context, call *Call) (context.Context, func(attempts int, err error)) {
	if t.tracer == nil && t.counts == nil {
		return ctx, func(int, error) {}
	}
	var span tracing.Span
	if t.tracer != nil {
		ctx, span = t.tracer.StartSpan(ctx, t.service+"."+call.Operation, func(o *tracing.SpanOptions) {
			o.Kind = tracing.SpanKindClient
		})
		span.SetProperty("rpc.service", t.service)
		span.SetProperty("rpc.method", call.Operation)
	}
	return ctx, func(attempts int, err error) {
		t.ended(ctx, call, err)
		if span == nil {
			return
		}
		span.SetProperty("taskfault.attempts", attempts)
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

func (t *telemetry) ended(ctx context.Context, call *Call, err error) {
	if t.counts == nil {
		return
	}
	t.counts.calls.Add(ctx, 1, t.labels(call.Operation, ""))
	if err != nil {
		t.counts.failures.Add(ctx, 1, t.labels(call.Operation, errors.KindOf(err)))
	}
}

// attempt reports one request of a call that has ended.
func (t *telemetry) attempt(c *activeCall, a *errors.Attempt) {
	ctx := c.ctx
	if t.counts != nil {
		labels := t.labels(c.input.Operation, a.Kind)
		t.counts.attempts.Add(ctx, 1, labels)
		if a.Kind == errors.Throttled {
			t.counts.throttles.Add(ctx, 1, labels)
		}
		if a.Wait > 0 {
			t.counts.waits.Record(ctx, a.Wait.Seconds(), labels)
		}
	}
	if t.logger == nil || !t.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	t.logger.LogAttrs(ctx, slog.LevelDebug, "attempt",
		slog.String("service", t.service),
		slog.String("region", c.client.region),
		slog.String("operation", c.input.Operation),
		slog.Int("attempt", len(c.attempts)),
		slog.Duration("waited", a.Wait),
		slog.Duration("took", a.Took),
		slog.Int("status", a.Status),
		slog.String("kind", string(a.Kind)),
		slog.String("code", errors.Printable(a.Code)),
		slog.String("request_id", errors.Printable(a.RequestID)),
	)
}

// bytes reports how much of a body was read.
func (t *telemetry) bytes(ctx context.Context, call *Call, n int) {
	if t.counts != nil {
		t.counts.received.Add(ctx, int64(n), t.labels(call.Operation, ""))
	}
}

func (t *telemetry) labels(operation string, kind errors.Kind) metrics.RecordMetricOption {
	return func(o *metrics.RecordMetricOptions) {
		o.Properties.Set("service", t.service)
		o.Properties.Set("operation", operation)
		if kind != "" {
			o.Properties.Set("kind", string(kind))
		}
	}
}
