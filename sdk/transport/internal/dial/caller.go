package dial

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Caller is a call's context that can be found again from inside of a dial.
// Package net/http takes the cancellation off a request's context before it
// dials, as another request may come to use the connection, and so would dial on
// for a caller who has left. What it leaves on are the values.
type Caller struct{ context.Context }

type callerKey struct{}

// Value finds the call's context beside what that has.
func (c *Caller) Value(key any) any {
	if key == (callerKey{}) {
		return c.Context
	}
	return c.Context.Value(key)
}

// withCaller makes the context of a dial end also with the caller's own. A dial
// whose request was answered over another connection goes on until then.
func withCaller(dial context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(dial)
	by, ok := dial.Value(callerKey{}).(context.Context)
	if !ok {
		return ctx, cancel
	}
	stop := context.AfterFunc(by, cancel)
	return ctx, func() { stop(); cancel() }
}

// Func makes a connection.
type Func func(ctx context.Context, network, address string) (net.Conn, error)

// endingWithCaller is dial for callers who may leave.
func endingWithCaller(dial Func) Func {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := withCaller(ctx)
		defer cancel()
		return dial(ctx, network, address)
	}
}

// errHandshake tells the handshake's own time limit from the caller's.
var errHandshake = errors.New("the TLS handshake took too long")

// dialTLS is how t makes a connection with TLS to where no proxy is in between.
// net/http does the same with its handshake, but waits for it to the end.
func dialTLS(t *http.Transport) Func {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		plain, err := t.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		config := t.TLSClientConfig.Clone() // by now with the protocols that net/http speaks
		if config == nil {
			config = new(tls.Config)
		}
		if config.ServerName == "" {
			config.ServerName = host
		}
		return handshake(ctx, tls.Client(plain, config), t.TLSHandshakeTimeout)
	}
}

// handshake makes it, or closes the connection.
func handshake(ctx context.Context, conn *tls.Conn, limit time.Duration) (net.Conn, error) {
	ctx, cancel := withCaller(ctx)
	defer cancel()
	ctx, stop := context.WithTimeoutCause(ctx, limit, errHandshake)
	defer stop()
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		if context.Cause(ctx) == errHandshake {
			err = errHandshake
		}
		return nil, err
	}
	return conn, nil
}
