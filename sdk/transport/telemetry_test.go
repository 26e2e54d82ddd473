package transport_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/tracing"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// meter counts what it is told, by name and labels.
type meter struct {
	broken bool
	mu     sync.Mutex
	sums   map[string]float64
}

func newMeter() *meter {
	return &meter{sums: map[string]float64{}}
}

func (m *meter) Meter(string, ...metrics.MeterOption) metrics.Meter {
	return instruments{metrics.NopMeterProvider{}.Meter(""), m}
}

// instruments are the meter's; those that nobody asks for do nothing.
type instruments struct {
	metrics.Meter
	*meter
}

func (m instruments) Int64Counter(name string, _ ...metrics.InstrumentOption) (metrics.Int64Counter, error) {
	if m.meter.broken {
		return nil, errors.New("no counters today")
	}
	return sum{m.meter, name}, nil
}

func (m instruments) Float64Histogram(name string, _ ...metrics.InstrumentOption) (metrics.Float64Histogram, error) {
	if m.meter.broken {
		return nil, errors.New("no histograms today")
	}
	return sum{m.meter, name}, nil
}

type sum struct {
	m    *meter
	name string
}

func (s sum) add(v float64, options []metrics.RecordMetricOption) {
	var o metrics.RecordMetricOptions
	for _, set := range options {
		set(&o)
	}
	labels := []string{s.name}
	for k, v := range o.Properties.Values() {
		labels = append(labels, fmt.Sprintf("%v=%v", k, v))
	}
	slices.Sort(labels[1:])
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.sums[strings.Join(labels, " ")] += v
}

func (s sum) Add(_ context.Context, n int64, o ...metrics.RecordMetricOption) { s.add(float64(n), o) }

func (s sum) Record(_ context.Context, v float64, o ...metrics.RecordMetricOption) {
	s.add(v, o)
}

// span writes down what it is told.
type span struct {
	tracing.Span
	t     *tracer
	props map[string]any
}

type tracer struct{ notes []string }

func (t *tracer) Tracer(scope string, _ ...tracing.TracerOption) tracing.Tracer { return t }

func (t *tracer) StartSpan(ctx context.Context, name string, options ...tracing.SpanOption) (context.Context, tracing.Span) {
	var o tracing.SpanOptions
	for _, set := range options {
		set(&o)
	}
	t.notes = append(t.notes, fmt.Sprintf("start %s client=%v", name, o.Kind == tracing.SpanKindClient))
	return context.WithValue(ctx, t, true), &span{t: t, props: map[string]any{}}
}

func (s *span) SetProperty(k, v any) { s.props[fmt.Sprint(k)] = v }

// SetStatus never lowers a status that was OK, as OpenTelemetry does not.
func (s *span) SetStatus(status tracing.SpanStatus) {
	if s.props["status"] != tracing.SpanStatusOK {
		s.props["status"] = status
	}
}

func (s *span) End() {
	s.t.notes = append(s.t.notes, fmt.Sprintf("end attempts=%v kind=%v ok=%v", s.props["taskfault.attempts"], s.props["taskfault.kind"], s.props["status"] == tracing.SpanStatusOK))
}

func TestObservation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, tr := newMeter(), &tracer{}
		read, write := io.Pipe()
		var lines []map[string]any
		done := make(chan struct{})
		go func() {
			defer close(done)
			for d := json.NewDecoder(read); ; {
				var line map[string]any
				if d.Decode(&line) != nil {
					return
				}
				lines = append(lines, line)
			}
		}()
		c := client(script(`429 {"code":"SDRS.1"}`+"\nX-Request-Id: req-\x1b[31m1", `200 {"a":"bcd"}`, "404 {}"), func(c *transport.Config) {
			c.Options.Meter, c.Options.Tracer = m, tr
			c.Options.Logger = slog.New(slog.NewJSONHandler(write, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		if _, err := c.Do(t.Context(), callTo("http://service.test/?Token="+canary)); err != nil {
			t.Fatal(err)
		}
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.NotFound)
		_ = write.Close()
		<-done

		const of = " operation=ListThings service=sdrs"
		for name, want := range map[string]float64{
			"taskfault.calls" + of:                    2,
			"taskfault.attempts kind=throttled" + of:  1,
			"taskfault.attempts" + of:                 1,
			"taskfault.attempts kind=not_found" + of:  1,
			"taskfault.throttles kind=throttled" + of: 1,
			"taskfault.failures kind=not_found" + of:  1,
			"taskfault.received" + of:                 float64(len(`{"code":"SDRS.1"}` + `{"a":"bcd"}` + "{}")),
			"taskfault.wait" + of:                     0.1,
		} {
			if got := m.sums[name]; got != want {
				t.Errorf("%s = %v, want %v; all: %v", name, got, want, m.sums)
			}
		}
		want := []string{
			"start sdrs.ListThings client=true", "end attempts=2 kind=<nil> ok=true",
			"start sdrs.ListThings client=true", "end attempts=1 kind=not_found ok=false",
		}
		if !slices.Equal(tr.notes, want) {
			t.Errorf("the spans are %q, want %q", tr.notes, want)
		}
		if len(lines) != 3 {
			t.Fatalf("%d lines were logged, want one an attempt: 3", len(lines))
		}
		first := lines[0]
		for name, want := range map[string]any{
			"level": "DEBUG", "service": "sdrs", "region": "eu-de", "operation": "ListThings", "attempt": 1.0,
			"status": 429.0, "kind": "throttled", "code": "SDRS.1", "request_id": `req-\x1b[31m1`,
		} {
			if first[name] != want {
				t.Errorf("the first line has %s = %v, want %v", name, first[name], want)
			}
		}
		quiet(t, "log and meter", fmt.Sprint(lines, m.sums, tr.notes))
	})
}

// A meter that cannot count does not stop a call.
func TestBrokenMeter(t *testing.T) {
	m := newMeter()
	m.broken = true
	if _, err := client(script("200 {}"), func(c *transport.Config) { c.Options.Meter = m }).Do(t.Context(), get()); err != nil {
		t.Error(err)
	}
}

func TestLogIsQuietAboveDebug(t *testing.T) {
	var out strings.Builder
	c := client(script("200 {}"), func(c *transport.Config) { c.Options.Logger = slog.New(slog.NewTextHandler(&out, nil)) })
	if _, err := c.Do(t.Context(), get()); err != nil || out.Len() > 0 {
		t.Errorf("err = %v, log %q; want none", err, out.String())
	}
}
