package transport

import (
	"context"
	"reflect"
	"sync/atomic"

	"github.com/taskfault/taskfault/signer"
)

// Config says whose calls a client makes.
type Config struct {
	Service string
	Region  string
	// Account tells accounts apart that share limits: a project or a key's ID.
	// Empty means that each Source is an account of its own.
	Account string

	Signer signer.Signer // nil if no call is signed
	Source signer.Source // nil if no call is signed
	// Limits are those the service publishes, by class of operation; the empty
	// class is for every other.
	Limits map[string]Limit

	Options Options
}

// Client makes calls. It is immutable and safe for concurrent use.
type Client struct {
	service, region string
	cloud           string // whose keys they are
	signer          signer.Signer
	source          signer.Source
	options         Options
	limiter         Limiter
	shared          *Shared
	budget          *budget
	watch           *watch
	warned          atomic.Bool // of plain http

	// What Shared would be asked for at every call, from the last call.
	key  atomic.Pointer[key]
	host atomic.Pointer[host]
	held atomic.Pointer[held]
}

// New builds a client. It does no I/O.
func New(c Config) *Client {
	o := c.Options.withDefaults()
	t := &Client{
		service: c.Service,
		region:  c.Region,
		cloud:   cloudOf(c.Signer),
		signer:  c.Signer,
		source:  c.Source,
		options: o,
		limiter: o.Limiter,
		shared:  o.Shared,
		budget:  newBudget(),
		watch:   newWatch(c.Service, o),
	}
	if t.limiter == nil {
		t.limiter = o.Shared.limiter(c, o)
	}
	return t
}

// cloudOf tells the clouds apart by the package that their schemes are in.
func cloudOf(s signer.Signer) string {
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
	ctx, end := t.watch.call(ctx, call)
	x := &exchange{client: t, call: call, by: caller{ctx}}
	x.ctx = &x.by
	defer x.letGo()
	err := x.run()
	count(ctx, len(x.attempts)+x.unseen)
	end(x, err)
	if err != nil {
		return Meta{Attempts: x.attempts}, err
	}
	return Meta{RequestID: x.requestID, Attempts: x.attempts}, nil
}

// key is what is known about the credentials used last.
type key struct {
	creds signer.Credentials
	gate  *gate
}

// keyOf checks credentials and finds their gate, once for as long as they stay
// the same: a token of 16 KiB is not read through at every call.
func (t *Client) keyOf(c signer.Credentials) (*gate, error) {
	if k := t.key.Load(); k != nil && k.creds == c {
		return k.gate, nil
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	g := t.shared.gate(t.cloud, c)
	t.key.Store(&key{c, g})
	return g, nil
}

// host is the clock of the host called last. A client calls one.
type host struct {
	name  string
	clock *clock
}

// clock is the clock of the host of a call.
func (t *Client) clock(name string) *clock {
	if h := t.host.Load(); h != nil && h.name == name {
		return h.clock
	}
	c := t.shared.clock(name)
	t.host.Store(&host{name, c})
	return c
}
