package emulator

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Dialer gives connections to a real [http.Server] with h, over [net.Pipe]
// instead of a port, so that keep-alive, chunking and cut connections are the
// real ones. It works inside a testing/synctest bubble, where a listener would
// hang, and is safe for concurrent use.
//
//	base := &http.Transport{DialContext: emulator.Dialer(h)}
//	defer base.CloseIdleConnections()
//
// Use it with http URLs; the address does not matter. Each connection has its own
// server, which ends with the connection: there is nothing else to stop.
func Dialer(h http.Handler) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		client, server := net.Pipe()
		s := &http.Server{Handler: h, ReadHeaderTimeout: 30 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
		// Serve returns as soon as its listener has no second connection; the
		// first is then being served by a goroutine of its own.
		_ = s.Serve(&single{conn: server})
		return client, nil
	}
}

// single is a listener that has one connection to give.
type single struct {
	conn net.Conn
	gone atomic.Bool
}

func (l *single) Accept() (net.Conn, error) {
	if l.gone.Swap(true) {
		return nil, io.EOF
	}
	return l.conn, nil
}

func (*single) Close() error     { return nil }
func (l *single) Addr() net.Addr { return l.conn.LocalAddr() }
