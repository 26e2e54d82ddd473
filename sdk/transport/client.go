package transport

import (
	"context"
	"reflect"
	"sync/atomic"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/clock"
	"github.com/taskfault/taskfault/sdk/transport/internal/limit"
	"github.com/taskfault/taskfault/signer"
)

// Config says whose calls a client makes.
type Config struct {
	Service string
	Region  string
	Codes   *errors.Codes // what the service's codes mean; nil leaves kinds to the status
	// Account tells accounts apart that share limits: a project or a key's ID.
	// Empty means that each Source is an account of its own.
	Account string

	Dialect Dialect       // what the cloud says in its own way
	Signer  signer.Signer // nil if no call is signed
	Source  signer.Source // nil if no call is signed
	// Limits are those the service publishes, by class of operation; the empty
	// class is for every other.
	Limits map[string]Limit

	Options Options
}

// Client makes calls. It is immutable and safe for concurrent use.
type Client struct {
	service, region string
	dialect         Dialect
	codes           *errors.Codes
	signer          signer.Signer
	source          signer.Source
	options         Options
	limiter         Limiter
	shared          *Shared
	budget          *limit.Budget
	telemetry       *telemetry
	warned          atomic.Bool // of plain http

	// What would be looked up or hashed at every call, from the last call.
	key  atomic.Pointer[key]
	host atomic.Pointer[host]
	held atomic.Pointer[held]
}

// New builds a client. It does no I/O.
func New(c Config) *Client {
	o := c.Options.withDefaults()
	d := c.Dialect.withDefaults()
	if d.Cloud == "" {
		d.Cloud = packageOf(c.Signer)
	}
	t := &Client{
		service:   c.Service,
		region:    c.Region,
		dialect:   d,
		codes:     c.Codes,
		signer:    c.Signer,
		source:    c.Source,
		options:   o,
		limiter:   o.Limiter,
		shared:    o.Shared,
		budget:    limit.NewBudget(),
		telemetry: newTelemetry(c.Service, o),
	}
	if t.limiter == nil {
		t.limiter = o.Shared.limiter(c, o)
	}
	return t
}

// packageOf returns the import path of a signer's package, by which clouds without a
// Dialect are told apart.
func packageOf(s signer.Signer) string {
	t := reflect.TypeOf(s)
	if t == nil {
		return ""
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}

// Do makes one call, with as many attempts as it takes and may take. The error
// is always an *[errors.Error].
func (t *Client) Do(ctx context.Context, call *Call) (Meta, error) {
	t.warnOfPlainHTTP(call.URL)
	t.tell(call.Secrets...)
	ctx, end := t.telemetry.call(ctx, call)
	c := newActiveCall(ctx, t, call)
	defer c.letGo()
	err := c.run()
	count(ctx, len(c.attempts)+c.unseen)
	end(len(c.attempts), err)
	if err != nil {
		return Meta{Attempts: c.attempts}, err
	}
	return Meta{RequestID: c.requestID, Attempts: c.attempts}, nil
}

// host is what is known of the host called last. A client calls one.
type host struct {
	name  string
	place string // as KeyAt names it
	clock *clock.Clock
	keys  Keys
}

// hostOf is the host of that name.
func (t *Client) hostOf(name string) *host {
	if h := t.host.Load(); h != nil && h.name == name {
		return h
	}
	h := &host{name: name, place: place(name), clock: t.shared.clock(name), keys: t.keysFor(name)}
	t.host.Store(h)
	return h
}

// clock is the clock of the host of a call.
func (t *Client) clock(name string) *clock.Clock { return t.hostOf(name).clock }
