package transport_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// byReadme is a client as the README builds one: with a RoundTripper and a key, and
// nothing that it shares.
func byReadme(base http.RoundTripper, source signer.Source) *transport.Client {
	return transport.New(transport.Config{
		Service: "sdrs", Region: "eu-de", Signer: headerSigner{}, Source: source,
		Options: transport.Options{RoundTripper: base},
	})
}

// newKey is a key that no other test has used, nor this one before.
func newKey(secret string) signer.Source { return credentials.Key("AKID-"+rand.Text(), secret) }

// hostsOf answers by the request's host, refused unless it is in good, and counts.
type hostsOf struct {
	mu   sync.Mutex
	good map[string]bool
	sent map[string]int
}

func (h *hostsOf) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	if h.sent == nil {
		h.sent = map[string]int{}
	}
	h.sent[r.URL.Host]++
	good := h.good[r.URL.Host]
	h.mu.Unlock()
	time.Sleep(10 * time.Millisecond) // so that calls overlap
	if good {
		return answer(200, "{}"), nil
	}
	return answer(401, `{"code":"APIGW.0301","message":"Incorrect IAM authentication information"}`), nil
}

func (h *hostsOf) all() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, sent := range h.sent {
		n += sent
	}
	return n
}

// set says whether a host takes the key.
func (h *hostsOf) set(host string, good bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.good == nil {
		h.good = map[string]bool{}
	}
	h.good[host] = good
}

// Six clients that share nothing send one refused signature to one host between
// them, and three to four hosts, one after the other or all at once.
func TestClientsOfAProcessShareWhatIsKnownOfAKey(t *testing.T) {
	for _, test := range []struct {
		name  string
		hosts []string
		want  int
	}{
		{"one host", []string{"one.test"}, 1},
		{"two hosts", []string{"one.test", "two.test"}, 2},
		{"four hosts", []string{"one.test", "two.test", "three.test", "four.test"}, 3},
	} {
		for _, atOnce := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				base, source := &hostsOf{}, newKey(canary)
				var clients []*transport.Client
				for range 6 {
					clients = append(clients, byReadme(base, source))
				}
				ask := func(i int) {
					_, err := clients[i].Do(t.Context(), callTo("https://"+test.hosts[i%len(test.hosts)]+"/"))
					failed(t, err, errors.Unauthenticated)
				}
				if atOnce {
					together(6, ask)
				} else {
					for i := range 6 {
						ask(i)
					}
				}
				if n := base.all(); n != test.want {
					t.Errorf("%s, at once %v: %d refused signatures were sent, want %d", test.name, atOnce, n, test.want)
				}
			})
		}
	}
}

// A key that one host refuses is good at the others until they refuse it, too: the
// form of the signature may be what one of them does not know.
func TestRefusalLatchesTheKeyAtItsHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base, source := &hostsOf{}, newKey(canary)
		base.set("good.test", true)
		clients := []*transport.Client{byReadme(base, source), byReadme(base, source)}
		for i := range 5 {
			_, err := clients[i%2].Do(t.Context(), callTo("https://bad.test/"))
			failed(t, err, errors.Unauthenticated)
			if _, err := clients[i/2%2].Do(t.Context(), callTo("https://good.test/")); err != nil {
				t.Errorf("the host that takes the key: %v", err)
			}
		}
		if base.sent["bad.test"] != 1 || base.sent["good.test"] != 5 {
			t.Errorf("sent %v, want 1 to bad.test and 5 to good.test", base.sent)
		}
	})
}

// Clients of different bubbles use one key at once. Each waits by its own clock,
// and none touches what is the other's.
func TestBubblesShareKeys(t *testing.T) {
	source := newKey(canary)
	for range 4 {
		t.Run("bubble", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				base := &hostsOf{}
				base.set("one.test", true)
				c := byReadme(base, source)
				together(20, func(int) {
					if _, err := c.Do(t.Context(), callTo("https://one.test/")); err != nil {
						t.Error(err)
					}
				})
			})
		})
	}
}

// What a refused call says names the host, when, and what to do.
func TestWordsOfACallThatIsHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &hostsOf{}
		c := byReadme(base, newKey(canary))
		for _, host := range []string{"one.test", "two.test", "three.test"} {
			for range 2 {
				_, _ = c.Do(t.Context(), callTo("https://"+host+"/"))
			}
		}
		at := time.Now().UTC().Format(time.RFC3339)
		for host, want := range map[string]string{
			"four.test": "not sent: 3 signatures in a row were refused, the last one by three.test at " + at,
			"two.test":  "not sent: 3 signatures in a row were refused, the last one by three.test at " + at,
		} {
			_, err := c.Do(t.Context(), callTo("https://"+host+"/"))
			e := failed(t, err, errors.Unauthenticated)
			if !strings.HasPrefix(e.Message, want) || !strings.HasSuffix(e.Message, "; correct the key, or wait five minutes") || e.Code != "APIGW.0301" || e.Retry != errors.RetryNo {
				t.Errorf("%s: the message is %q, want it to begin with %q", host, e.Message, want)
			}
		}
		c = byReadme(base, newKey(canary))
		for range 2 {
			_, err := c.Do(t.Context(), callTo("https://One.test:443/"))
			if e := failed(t, err, errors.Unauthenticated); e.Status == 0 && !strings.HasPrefix(e.Message, "not sent: one.test refused this key at ") {
				t.Errorf("the message is %q", e.Message)
			}
		}
	})
}
