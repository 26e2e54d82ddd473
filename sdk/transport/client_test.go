package transport_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

func TestSuccess(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodPost, "http://service.test/v1/p%2Fq/things", func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		agent := r.Header.Get("User-Agent")
		if string(body) != "x=1" || r.ContentLength != 3 || !strings.HasPrefix(agent, "mine/1 taskfault/") || r.Header.Get("Accept") != "application/json" {
			t.Errorf("sent %q of length %d as %q with %v", body, r.ContentLength, agent, r.Header)
		}
		return httpmock.NewStringResponse(201, `{"a":1}`), nil
	})
	c := client(mock, func(c *transport.Config) { c.Options.UserAgent = "mine/1" })
	var seen transport.Response
	call := callTo("http://service.test/v1/p%2Fq/things")
	call.Method, call.Body = http.MethodPost, []byte("x=1")
	call.Read = func(r transport.Response) error {
		seen = r
		seen.Body = append([]byte(nil), r.Body...)
		return nil
	}
	meta, err := c.Do(t.Context(), call)
	if err != nil || string(seen.Body) != `{"a":1}` || seen.Status != 201 || !seen.OK() {
		t.Errorf("%v with status %d and %q", err, seen.Status, seen.Body)
	}
	if len(meta.Attempts) != 1 || meta.Attempts[0].Status != 201 || meta.Attempts[0].Kind != "" {
		t.Errorf("the trail is %v", meta.Attempts)
	}
}

func TestRequestID(t *testing.T) {
	for name, service := range map[string]string{"X-Request-Id": "dbs", "x-acs-request-id": "dbs", "X-IAM-Trace-Id": "sdrs", "X-Openstack-Request-Id": "sdrs"} {
		meta, err := client(script("200 {}\n"+name+": r-1"), inService(service)).Do(t.Context(), get())
		if err != nil || meta.RequestID != "r-1" || meta.Attempts[0].RequestID != "r-1" {
			t.Errorf("%s: %v, %q and %v", name, err, meta.RequestID, meta.Attempts)
		}
		_, err = client(script("404 {}\n"+name+": r-2"), inService(service)).Do(t.Context(), get())
		if e := failed(t, err, errors.NotFound); e.RequestID != "r-2" {
			t.Errorf("%s: the error has the request %q", name, e.RequestID)
		}
	}
}

// Every error names the operation, its right where one is missing, and every
// attempt in one line of Detail.
func TestTrail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script(`429 {"code":"SDRS.2"}`+"\nX-Request-Id: r1", "!broken pipe", `403 {"code":"SDRS.3","message":"no"}`+"\nX-Request-Id: r3")
		_, err := client(base).Do(t.Context(), get())
		e := failed(t, err, errors.PermissionDenied)
		if e.Service != "sdrs" || e.Region != "eu-de" || e.Operation != "ListThings" || e.Right != "test:things:list" || e.Status != 403 {
			t.Errorf("the error is %+v", *e)
		}
		if lines := strings.Split(e.Detail(), "\n"); len(lines) != 4 || strings.Contains(e.Error(), "\n") {
			t.Errorf("Detail has %d lines, want one and one an attempt: %s", len(lines), e.Detail())
		}
		a := e.Attempts
		if len(a) != 3 || a[0].Status != 429 || a[0].Kind != errors.Throttled || a[0].Code != "SDRS.2" || a[0].RequestID != "r1" ||
			a[1].Status != 0 || a[1].Kind != errors.Unavailable || a[1].Wait != 100*time.Millisecond ||
			a[2].Status != 403 || a[2].Wait != 200*time.Millisecond || a[2].At.Location() != time.UTC {
			t.Errorf("the trail is %v", a)
		}
	})
}

func TestTally(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tally transport.Tally
		ctx := transport.WithTally(t.Context(), &tally)
		c := client(script("503 {}", "503 {}", "200 {}"))
		for range 2 {
			if _, err := c.Do(ctx, get()); err != nil {
				t.Fatal(err)
			}
		}
		if requests, retries := tally.Take(); requests != 4 || retries != 2 {
			t.Errorf("%d requests and %d retries, want 4 and 2", requests, retries)
		}
		if _, err := c.Do(transport.WithTally(ctx, nil), get()); err != nil {
			t.Fatal(err)
		}
		if requests, retries := tally.Take(); requests != 0 || retries != 0 {
			t.Errorf("%d requests and %d retries of a call that does not count, want none", requests, retries)
		}
	})
}

// One client serves a hundred goroutines, over real sockets whose other end
// resets every seventh connection.
func TestManyCallersOverSockets(t *testing.T) {
	var n atomic.Int64
	address := listen(t, func(c net.Conn) {
		if _, ok := take(c); !ok {
			return
		}
		if n.Add(1)%7 == 0 {
			_ = c.(*net.TCPConn).SetLinger(0) // a reset instead of an end
			return
		}
		say(c, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
	})
	base := transport.NewBase()
	defer base.CloseIdleConnections()
	c := client(base, func(c *transport.Config) { c.Options.MinDelay, c.Options.MaxAttempts = time.Millisecond, 20 })
	together(100, func(i int) {
		call := callTo("http://" + address + "/" + strconv.Itoa(i))
		call.Method = http.MethodPost
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	})
}

// Nobody listens: said at once by the system, repeated, and in clear words.
func TestConnectionRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	_, err = client(nil, func(c *transport.Config) { c.Options.MinDelay = 1 }).Do(t.Context(), callTo("http://"+address))
	if e := failed(t, err, errors.Unavailable); len(e.Attempts) != 4 || !strings.Contains(e.Message, "connection refused") {
		t.Errorf("%d attempts, %v; want 4 and the system's word", len(e.Attempts), e)
	}
}

// A program that runs for a year with keys that change every hour keeps no more
// than a thousand of what it has learned.
func TestMemoryIsBounded(t *testing.T) {
	all, keys := new(transport.Shared), transport.NewKeys()
	for i := range 1100 {
		c := client(script("200 {}"), func(c *transport.Config) {
			c.Options.Shared, c.Options.Keys, c.Account = all, keys, strconv.Itoa(i)
			c.Source = credentials.Key("AKID-"+strconv.Itoa(i), canary)
		})
		if _, err := c.Do(t.Context(), callTo("http://host-"+strconv.Itoa(i)+".test/")); err != nil {
			t.Fatal(err)
		}
	}
	if held := all.Held(); held != [2]int{1000, 1000} {
		t.Errorf("%v limiters and clocks are kept, want a thousand each", held)
	}
	if n := transport.HeldKeys(keys); n != 1000 {
		t.Errorf("%d things are known of keys, want a thousand", n)
	}
}
