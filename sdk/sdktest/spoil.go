package sdktest

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// spoilt is what becomes of one answer.
type spoilt struct {
	failure error // instead of any answer
	hang    bool  // nor that

	status int
	header http.Header
	body   []byte
	length int64         // as announced
	cut    bool          // the connection ends with the body
	pace   time.Duration // between two bytes
}

// original is an answer as it was.
type original struct {
	status int
	header http.Header
	body   []byte
}

// arrives reports whether the request is to be done before its answer is spoilt.
func (f Fault) arrives() bool {
	switch f {
	case Reset, Cut, ShortBody, Truncated, SlowBody, Skewed, Twice:
		return true
	}
	return false
}

// spoil makes of an answer, zero unless the request arrives, what the fault
// leaves of it.
func (f Fault) spoil(o original) spoilt {
	switch f {
	case Refused:
		return spoilt{failure: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case Reset:
		return spoilt{failure: &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}}
	case Hang:
		return spoilt{hang: true}
	case Throttled:
		return page(http.StatusTooManyRequests, "application/json", "{}", "Retry-After", "1")
	case ThrottledNow:
		return page(http.StatusTooManyRequests, "application/json", "{}")
	case Internal:
		return html(http.StatusInternalServerError)
	case BadGateway:
		return html(http.StatusBadGateway)
	case Unavailable:
		return html(http.StatusServiceUnavailable)
	case GatewayLate:
		return html(http.StatusGatewayTimeout)
	case Empty:
		return page(http.StatusOK, "application/json", "")
	case Null:
		return page(http.StatusOK, "application/json", "null")
	case LoginPage:
		return html(http.StatusOK)
	case Redirect:
		return page(http.StatusFound, "text/html", "", "Location", "https://elsewhere.invalid/login?next=here")
	case Bomb:
		return page(http.StatusOK, "application/json", string(bomb()), "Content-Encoding", "gzip")
	}
	return f.damage(o)
}

// damage spoils the answer itself.
func (f Fault) damage(o original) spoilt {
	s := spoilt{status: o.status, header: o.header.Clone(), body: o.body, length: int64(len(o.body))}
	switch f {
	case Cut:
		s.body, s.cut = o.body[:len(o.body)/2], true
	case ShortBody:
		s.length, s.cut = s.length+10, true
	case Truncated:
		s.body = o.body[:len(o.body)/2]
		s.length = int64(len(s.body))
	case Twice:
		s.body = bytes.Repeat(o.body, 2)
		s.length *= 2
	case SlowBody:
		s.pace = time.Second
	case Skewed:
		s.header.Set("Date", time.Now().Add(3*time.Hour).UTC().Format(http.TimeFormat))
	}
	s.header.Set("Content-Length", strconv.FormatInt(s.length, 10))
	return s
}

// page is an answer of our own, with headers as name, value in turn.
func page(status int, kind, body string, header ...string) spoilt {
	h := http.Header{"Content-Type": {kind}, "Content-Length": {strconv.Itoa(len(body))}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return spoilt{status: status, header: h, body: []byte(body), length: int64(len(body))}
}

func html(status int) spoilt {
	return page(status, "text/html", "<html><body><h1>"+http.StatusText(status)+"</h1>Please sign in.</body></html>")
}

// bomb is the same megabyte of spaces 512 times, each packed for itself.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20))
	_ = z.Close()
	return bytes.Repeat(b.Bytes(), 512)
})
