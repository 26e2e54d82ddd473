package emulator_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
)

// echo answers with what it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	w.Header().Set("X-Seen", fmt.Sprint(r.Method, " ", r.Host, " ", r.RequestURI, " ", r.URL.Path, " ", r.URL.Host, " ", err))
	w.WriteHeader(http.StatusTeapot)
	_, _ = w.Write(body)
})

// drip sends a line a second until the caller leaves.
func drip(left chan<- struct{}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i := range 1000 {
			if _, err := fmt.Fprintln(w, "line", i); err != nil {
				break
			}
			_ = http.NewResponseController(w).Flush()
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
			}
			if r.Context().Err() != nil {
				break
			}
		}
		left <- struct{}{}
	})
}

// overBoth runs a test over the transport in process and over real HTTP on a pipe.
func overBoth(t *testing.T, test func(t *testing.T, open func(http.Handler) http.RoundTripper)) {
	t.Helper()
	t.Run("Transport", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, emulator.Transport) })
	})
	t.Run("Dialer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			test(t, func(h http.Handler) http.RoundTripper {
				base := &http.Transport{DialContext: emulator.Dialer(h)}
				t.Cleanup(base.CloseIdleConnections)
				return base
			})
		})
	})
}

func get(t *testing.T, rt http.RoundTripper, ctx context.Context, method, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, "http://emulator.test/a%2Fb/?q=1#f", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatalf("RoundTrip: %v", err)
	}
	return res
}

func TestTransportCarriesRequestAndAnswer(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		rt := open(echo)
		large := strings.Repeat("0123456789", 100_000)
		for _, c := range []struct{ method, body string }{{http.MethodPost, "hello"}, {http.MethodPost, large}, {http.MethodGet, ""}, {http.MethodDelete, ""}} {
			res := get(t, rt, t.Context(), c.method, c.body)
			got, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			seen := c.method + " emulator.test /a%2Fb/?q=1 /a/b/  <nil>"
			if err != nil || res.StatusCode != 418 || string(got) != c.body || res.Header.Get("X-Seen") != seen {
				t.Errorf("%s of %d bytes = %v %d, %d bytes, seen %q; want 418 and the same, seen %q", c.method, len(c.body), err, res.StatusCode, len(got), res.Header.Get("X-Seen"), seen)
			}
			if res.Header.Get("Date") != time.Now().UTC().Format(http.TimeFormat) || res.Status != "418 I'm a teapot" || res.ProtoMajor != 1 {
				t.Errorf("%s: Status %q, Date %q", c.method, res.Status, res.Header.Get("Date"))
			}
		}
		res := get(t, rt, t.Context(), http.MethodHead, "")
		if got, err := io.ReadAll(res.Body); err != nil || len(got) != 0 {
			t.Errorf("HEAD has a body of %d bytes, %v", len(got), err)
		}
	})
}

func TestTransportStreams(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		left := make(chan struct{}, 1)
		began := time.Now()
		res := get(t, open(drip(left)), t.Context(), http.MethodGet, "")
		lines := bufio.NewScanner(res.Body)
		for range 3 {
			lines.Scan()
		}
		if took := time.Since(began); lines.Text() != "line 2" || took != 2*time.Second {
			t.Errorf("third line = %q after %v, want line 2 after 2s", lines.Text(), took)
		}
		_ = res.Body.Close()
		<-left
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("handler left %v after the beginning, want it soon after the body was closed", took)
		}
	})
}

func TestTransportTellsTheHandlerThatItsReaderLeft(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		left := make(chan error, 1)
		res := get(t, open(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			left <- r.Context().Err()
		})), t.Context(), http.MethodGet, "")
		_ = res.Body.Close()
		if err := <-left; err == nil {
			t.Error("the handler's context has not ended")
		}
	})
}

func TestTransportEndsWithTheContext(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		left := make(chan struct{}, 1)
		res := get(t, open(drip(left)), ctx, http.MethodGet, "")
		if _, err := io.ReadAll(res.Body); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("reading past the deadline = %v, want DeadlineExceeded", err)
		}
		_ = res.Body.Close()
		<-left

		silent := open(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://emulator.test/", http.NoBody)
		if _, err := silent.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting past the deadline = %v, want DeadlineExceeded", err)
		}
		if _, err := silent.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("beginning past the deadline = %v, want DeadlineExceeded", err)
		}
	})
}

func TestTransportCutsLikeAConnection(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		for name, h := range map[string]http.HandlerFunc{
			"aborted": func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte("half"))
				_ = http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			},
			"short": func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "9")
				_, _ = w.Write([]byte("half"))
			},
		} {
			res := get(t, open(h), t.Context(), http.MethodGet, "")
			if got, err := io.ReadAll(res.Body); string(got) != "half" || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: read %q, %v; want half and ErrUnexpectedEOF", name, got, err)
			}
			_ = res.Body.Close()
		}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://emulator.test/", strings.NewReader("x"))
		if _, err := open(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).RoundTrip(req); !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			t.Errorf("no answer at all = %v, want EOF", err)
		}
	})
}

func TestTransportManyAtOnce(t *testing.T) {
	overBoth(t, func(t *testing.T, open func(http.Handler) http.RoundTripper) {
		rt := open(echo)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				want := fmt.Sprint("body ", i)
				res := get(t, rt, t.Context(), http.MethodPost, want)
				if got, err := io.ReadAll(res.Body); err != nil || string(got) != want {
					t.Errorf("request %d got %q, %v", i, got, err)
				}
				_ = res.Body.Close()
			})
		}
		wg.Wait()
	})
}

func TestDialerKeepsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		addresses := 0
		dial := emulator.Dialer(echo)
		base := &http.Transport{}
		base.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			addresses++
			return dial(ctx, network, addr)
		}
		for range 5 {
			res := get(t, base, t.Context(), http.MethodPost, "x")
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
		if addresses != 1 {
			t.Errorf("5 calls took %d connections, want 1", addresses)
		}
		base.CloseIdleConnections() // or the server's goroutine keeps the bubble
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := dial(ctx, "tcp", "emulator.test:80"); !errors.Is(err, context.Canceled) {
			t.Errorf("dialling with an ended context = %v", err)
		}
	})
}
