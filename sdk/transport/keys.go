package transport

import (
	"context"
	"crypto/sha256"
	"net/url"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
	"github.com/taskfault/taskfault/sdk/transport/internal/lockout"
	"github.com/taskfault/taskfault/signer"
)

// Keys decides whether a signature may be sent. Services lock an access key after
// a few refused signatures in a row, for everybody who uses it, so what is known
// of a key belongs to the process and not to one client. An implementation is safe
// for concurrent use. A fleet can hand in one over its database.
type Keys interface {
	// Enter waits until one request may be signed with a key and sent. It ends
	// with ctx, and with an [*errors.Error] if the key is known to be refused. If
	// it returns no error, leave must be called exactly once, with the verdict of
	// the answer and the error that the answer became, nil with Accepted.
	Enter(ctx context.Context, k KeyAt) (leave func(Verdict, *errors.Error), err error)
}

// KeyAt names an access key and the host that a request goes to. It holds hashes
// and no secret. A corrected secret is another key.
type KeyAt struct {
	Cloud  string // whose key it is, see [Dialect]
	Host   string // in lower case, with its port where that is neither 80 nor 443
	ID     [sha256.Size]byte
	Secret [sha256.Size]byte // of the secret, with a temporary key's token behind it

	LockedFor time.Duration // how long the cloud locks a key, see [Dialect]
}

// Verdict is what an answer says about the signature of its request.
type Verdict string

// The verdicts.
const (
	NoVerdict Verdict = ""         // nothing: there was no answer, or one from before the check
	Accepted  Verdict = "accepted" // the signature was right, whatever else was wrong
	Refused   Verdict = "refused"  // the key or the signature was wrong
	Mistimed  Verdict = "mistimed" // the signature's time was wrong, and is corrected by now
)

// lockouts are the Keys of those who bring none.
type lockouts struct{ lockout.Table }

// Enter implements [Keys].
func (l *lockouts) Enter(ctx context.Context, k KeyAt) (func(Verdict, *errors.Error), error) {
	turn, err := l.Table.Enter(ctx, lockout.Key(k))
	if err != nil {
		return nil, err
	}
	return func(v Verdict, e *errors.Error) { turn.Leave(lockout.Verdict(v), e) }, nil
}

// NewKeys returns Keys that know nothing yet. Tests take their own, so that a key
// which one of them has spoilt is good in the next; programs leave [Options].Keys
// empty.
func NewKeys() Keys { return new(lockouts) }

// processKeys is what every client of the process knows that is given no Keys.
var processKeys lockouts

// keysFor are the Keys of a host. What listens on this machine is a test's service
// or an emulator: it locks no key, and its port is soon another one's.
func (t *Client) keysFor(host string) Keys {
	switch {
	case t.options.Keys != nil:
		return t.options.Keys
	case dial.IsLoopback((&url.URL{Host: host}).Hostname()):
		return &t.shared.loopback
	}
	return &processKeys
}

// key is an access key by its hashes.
type key struct {
	creds      signer.Credentials
	id, secret [sha256.Size]byte
}

// keyOf checks credentials and hashes them, once for as long as they stay the
// same: a token of 16 KiB is not read through at every call.
func (t *Client) keyOf(c signer.Credentials) (*key, error) {
	if k := t.key.Load(); k != nil && k.creds == c {
		return k, nil
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	secret := c.AccessKeySecret
	if c.SecurityToken != "" {
		secret += "\x00" + c.SecurityToken
	}
	k := &key{creds: c, id: sha256.Sum256([]byte(c.AccessKeyID)), secret: sha256.Sum256([]byte(secret))}
	t.key.Store(k)
	return k, nil
}

// leaveKeys tells the Keys how an attempt ended that they have let in.
type leaveKeys func(Verdict, *errors.Error)

// enter waits until the attempt may be signed with the key. A token is no
// signature: nothing runs alone with it, and nothing locks it.
func (t *try) enter(k *key, name string) *errors.Error {
	if k.creds.AuthToken != "" {
		return nil
	}
	h := t.call.client.hostOf(name)
	leave, err := h.keys.Enter(t.call.ctx, KeyAt{
		Cloud: t.call.client.dialect.Cloud, Host: h.place, ID: k.id, Secret: k.secret, LockedFor: t.call.client.dialect.LockedFor,
	})
	if err == nil {
		t.leave = leave
		return nil
	}
	e := ended(err)
	if e.Message == "" {
		e.Message = "given up while waiting for the first call with this key, which runs alone: " + err.Error()
	}
	return e
}

// tellKeys says what the answer said about the attempt's signature, once.
func (t *try) tellKeys(v Verdict, e *errors.Error) {
	if t.leave == nil {
		return
	}
	clock := t.call.client.clock(t.call.input.URL.Host)
	switch v {
	case Accepted:
		clock.Doubted.Store(false)
	case Mistimed:
		clock.Doubted.Store(true)
	}
	leave := t.leave
	t.leave = nil
	leave(v, e)
}

// place is a host as KeyAt names it.
func place(host string) string {
	host = strings.ToLower(host)
	for _, port := range [...]string{":80", ":443"} {
		if name, found := strings.CutSuffix(host, port); found {
			return name
		}
	}
	return host
}

// verdict reads an attempt's end for the Keys. Whether the signature was accepted
// is read from the code and its row in the table: a kind that was made from the
// status may be a proxy's.
func (t *try) verdict(e *errors.Error) Verdict {
	switch {
	case e == nil:
		return Accepted
	case e.Status == 0:
		return NoVerdict
	}
	fault := t.call.client.dialect.SignatureFault(e)
	if fault == NonceUsed {
		return NoVerdict
	}
	kind := e.Kind
	row, known := t.call.client.codes.Lookup(e.Code, e.Status)
	if known {
		kind = row.Kind
	}
	switch kind {
	case errors.ClockSkew:
		return t.refused()
	case errors.Unauthenticated:
		if fault != NoFault {
			return t.refused()
		}
	case errors.PermissionDenied:
		if known {
			return Accepted
		}
	case errors.NotFound, errors.InvalidState, errors.Conflict, errors.QuotaExceeded, errors.AlreadyExists, errors.Gone:
		if known && !row.OfGateway() {
			return Accepted // the service has spoken, and not a gateway that may not have looked at the signature yet
		}
	}
	return NoVerdict
}

// refused is Mistimed if the refused signature was made for a wrong time and the
// next one will not be.
func (t *try) refused() Verdict {
	if t.skewed() && !t.doubted {
		return Mistimed
	}
	return Refused
}
