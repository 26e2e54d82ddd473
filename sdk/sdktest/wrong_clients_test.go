package sdktest_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// wrongClient breaks rules, and the cases find it.
type wrongClient struct {
	name  string
	wrong sdktest.Harness
	cases []string
}

// wrongClients are clients of which each breaks a rule.
func wrongClients() []wrongClient {
	return slices.Concat(wrongCalls(), wrongTokens(), wrongTasks(), wrongLists())
}

// wrongCalls are clients that call wrongly, or make the wrong thing of an answer.
func wrongCalls() []wrongClient {
	swallow := with(func(c sdk.Client) sdk.Client {
		return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) { return sdk.Page{Stats: p.Stats}, nil }}
	})
	untyped := with(func(c sdk.Client) sdk.Client {
		return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) {
			if err != nil {
				err = errors.New(err.Error())
			}
			return p, err
		}}
	})
	return []wrongClient{
		{"it swallows errors", swallow, []string{
			"throttled for ever", "a wait too long", "bad credentials", "impossible credentials", "no credentials", "refusals", "a refusal in a success",
			"malformed bodies", "another service", "login page", "redirect", "bomb", "large bodies", "lasting faults", "cancelled", "out of time",
			"one page", "throttled twice", "clock", "passing faults", "rough weather", "concurrent use", "same again", "page boundary", "bad row",
		}},
		{"its errors are not typed", untyped, []string{"throttled for ever", "cancelled", "login page"}},
		{"it loses a task of each page", tasks(func(all []sdk.Task) []sdk.Task { return all[min(1, len(all)):] }), []string{"one page", "page boundary", "throttled twice"}},
		{"it doubles tasks", tasks(func(all []sdk.Task) []sdk.Task { return append(all, all...) }), []string{"one page", "cursor", "concurrent use"}},
		{"it invents a task", tasks(func(all []sdk.Task) []sdk.Task { return append(all, sdk.Task{ID: "x", State: sdk.Failed}) }), []string{"empty list"}},
		{"its times are local", each(func(t *sdk.Task) { t.StartedAt = t.StartedAt.In(time.FixedZone("here", 3600)) }), []string{"times"}},
		{"its tasks end before they begin", each(func(t *sdk.Task) { t.EndedAt = t.StartedAt.Add(-time.Second) }), []string{"times"}},
		{"it always fills Raw", each(func(t *sdk.Task) { t.Raw = []byte("{}") }), []string{"raw"}},
		{"it never fills Raw", each(func(t *sdk.Task) { t.Raw = nil }), []string{"raw"}},
		{"it knows no service", each(func(t *sdk.Task) { t.Service = "" }), []string{"one page"}},
		{"its failures have no kind", each(func(t *sdk.Task) { t.Failure = &errors.Failure{} }), []string{"one page"}},
		{"its fingerprints change", each(func(t *sdk.Task) { t.Type += time.Now().Add(randomTime()).String() }), []string{"same again"}},
		{"unknown is success", each(func(t *sdk.Task) {
			if t.State == sdk.Unknown {
				t.State = sdk.Succeeded
			}
		}), []string{"unknown status"}},
		{"it loses the service's word", each(func(t *sdk.Task) { t.RawState = "x" }), []string{"unknown status"}},
		{"its cursor leads nowhere", with(func(c sdk.Client) sdk.Client {
			return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) { p.Cursor = ""; return p, err }}
		}), []string{"cursor"}},
		{"dropped rows are silent", with(func(c sdk.Client) sdk.Client {
			return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) { p.Dropped = nil; return p, err }}
		}), []string{"bad row"}},
		{"it counts no requests", with(func(c sdk.Client) sdk.Client {
			return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) { p.Stats.Requests = 0; return p, err }}
		}), []string{"one page", "throttled twice"}},
		{"it shows secrets", options(func(o *transport.Options) {
			o.RoundTripper = leaking{o.RoundTripper}
		}), []string{"one page"}},
		{"absent is an empty task", getting(func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
			t, _ := c.Get(ctx, id)
			return t, nil
		}), []string{"unknown task", "impossible IDs", "odd IDs", "get from a service that is down"}},
		{"it gets another task", getting(func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
			t, err := c.Get(ctx, id)
			t.ID = "another"
			return t, err
		}), []string{"get"}},
		{"it asks for impossible IDs", getting(func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
			if id == ".." {
				id = "00000000-0000-4000-8000-000000000000"
			}
			return c.Get(ctx, id)
		}), []string{"impossible IDs"}},
		{"it does not repeat", options(func(o *transport.Options) { o.MaxAttempts = 1 }), []string{"throttled twice", "passing faults", "clock"}},
		{"it repeats too often", options(func(o *transport.Options) { o.MaxAttempts = 10 }), []string{"throttled for ever", "lasting faults"}},
		{"it sleeps whatever it is told", options(func(o *transport.Options) { o.MaxWait = 1000 * time.Hour }), []string{"a wait too long"}},
		{"it reads whatever comes", options(func(o *transport.Options) { o.MaxBody = 64 << 20 }), []string{"bomb", "large bodies"}},
		{"it follows redirects", options(func(o *transport.Options) { o.RoundTripper = following{o.RoundTripper} }), []string{"redirect"}},
		{"its context ends nothing", options(func(o *transport.Options) { o.RoundTripper = deaf{o.RoundTripper} }), []string{"cancelled"}},
		{"it does I/O to say its name", with(func(c sdk.Client) sdk.Client { return chatty{c} }), []string{"source"}},
		{"its table of codes is always right", with(func(c sdk.Client) sdk.Client {
			return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) { return p, byTable(err) }, get: func(ctx context.Context, id string, c sdk.Client) (sdk.Task, error) {
				t, err := c.Get(ctx, id)
				return t, byTable(err)
			}}
		}), []string{"a status against its code"}},
		{"it reads ahead for ever", with(func(c sdk.Client) sdk.Client { return chatty{c} }), []string{"leaving early", "cancelled in the middle"}},
	}
}

// byTable gives an error the kind that the table has for its code.
func byTable(err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Code != "CSBS.0001" {
		return err
	}
	other := *e
	other.Kind = errors.QuotaExceeded
	return &other
}

var drift time.Duration

// randomTime differs from call to call.
func randomTime() time.Duration { drift++; return drift }

// leaking writes the secret into the address.
type leaking struct{ base http.RoundTripper }

func (l leaking) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Header.Set("X-Debug", "secret=CANARY-7d1c-secret-of-the-suite")
	return l.base.RoundTrip(out)
}

// following goes where a redirect leads.
type following struct{ base http.RoundTripper }

func (f following) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := f.base.RoundTrip(r)
	if err == nil && resp.StatusCode == http.StatusFound {
		out := r.Clone(r.Context())
		out.URL, _ = out.URL.Parse(resp.Header.Get("Location"))
		return f.base.RoundTrip(out)
	}
	return resp, err
}

// deaf does not hear that its request was cancelled, for an hour.
type deaf struct{ base http.RoundTripper }

func (d deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	resp, err := d.base.RoundTrip(r.Clone(ctx))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return resp, err
}

// chatty sends requests that nobody asked for.
type chatty struct{ sdk.Client }

func (c chatty) Source() sdk.Source {
	_, _ = c.Client.Get(context.Background(), "00000000-0000-4000-8000-000000000000")
	return c.Client.Source()
}

func (c chatty) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		var all []sdk.Page
		for p, err := range c.Client.Pages(context.WithoutCancel(ctx), q) {
			if err == nil {
				all = append(all, p)
			}
		}
		for _, p := range all {
			_, _ = c.Client.Get(context.WithoutCancel(ctx), "00000000-0000-4000-8000-000000000000")
			if !yield(p, nil) {
				for range 5 {
					_, _ = c.Client.Get(context.WithoutCancel(ctx), "00000000-0000-4000-8000-000000000000")
				}
				return
			}
		}
	}
}

// bent is a client with one thing wrong.
type bent struct {
	sdk.Client
	pages func(sdk.Page, error) (sdk.Page, error)
	get   func(ctx context.Context, id string, inner sdk.Client) (sdk.Task, error)
}

func (b bent) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		for page, err := range b.Client.Pages(ctx, q) {
			if b.pages != nil {
				page, err = b.pages(page, err)
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

func (b bent) Get(ctx context.Context, id string) (sdk.Task, error) {
	if b.get != nil {
		return b.get(ctx, id, b.Client)
	}
	return b.Client.Get(ctx, id)
}

// with is the good harness with another client.
func with(bend func(sdk.Client) sdk.Client) sdktest.Harness { return bending(good(), bend) }

// bending is a harness with another client.
func bending(h sdktest.Harness, bend func(sdk.Client) sdk.Client) sdktest.Harness {
	inner := h.Client
	h.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
		c, err := inner(o, s)
		return bend(c), err
	}
	return h
}

func tasks(change func([]sdk.Task) []sdk.Task) sdktest.Harness {
	return with(func(c sdk.Client) sdk.Client {
		return bent{Client: c, pages: func(p sdk.Page, err error) (sdk.Page, error) {
			p.Tasks = change(p.Tasks)
			return p, err
		}}
	})
}

func each(change func(*sdk.Task)) sdktest.Harness {
	return tasks(func(all []sdk.Task) []sdk.Task {
		for i := range all {
			change(&all[i])
		}
		return all
	})
}

func getting(get func(context.Context, string, sdk.Client) (sdk.Task, error)) sdktest.Harness {
	return with(func(c sdk.Client) sdk.Client { return bent{Client: c, get: get} })
}

func options(change func(*transport.Options)) sdktest.Harness {
	h := good()
	inner := h.Client
	h.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
		change(&o)
		return inner(o, s)
	}
	return h
}
