// Package dial makes the connections of those who bring no RoundTripper, and tells
// what package net/http does on them.
package dial

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// maxHeader bounds an answer's headers. A Huawei token comes in one, and has up
// to 16 KiB.
const maxHeader = 256 << 10

// ProcessPool returns the RoundTripper of all clients of the process that are given
// none, so that a program with thousands of them does not keep connections for
// each.
var ProcessPool = sync.OnceValue(NewTransport)

// How many connections are kept for the next request. Services take no more than
// some twenty requests a second from one account, which is work for a few
// connections a host. All of them together stay well below the descriptors that a
// small system gives a process.
const (
	mostIdle       = 64
	mostIdleAtHost = 16
)

// NewTransport returns a RoundTripper for those who bring none: proxies from the
// environment, TLS verified, every wait bounded, and none longer than its caller
// waits.
func NewTransport() *http.Transport {
	return NewTransportOver((&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext)
}

// NewTransportOver is NewTransport over other connections.
func NewTransportOver(dial Func) *http.Transport {
	t := &http.Transport{
		Proxy:                  proxyFromEnvironment(),
		DialContext:            endingWithCaller(dial),
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           mostIdle,
		MaxIdleConnsPerHost:    mostIdleAtHost,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		OnProxyConnectResponse: proxyAnswered,
	}
	t.DialTLSContext = dialTLS(t)
	return t
}

// ProxyRefused is a proxy's answer other than success to the wish for a tunnel.
type ProxyRefused struct{ Status int }

// Error names the status.
func (p ProxyRefused) Error() string {
	return "the proxy answered HTTP " + strconv.Itoa(p.Status) + " " + http.StatusText(p.Status)
}

// proxyAnswered gives a proxy's refusal a type; net/http itself keeps no more
// of it than a text.
func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return ProxyRefused{resp.StatusCode}
	}
	return nil
}
