package transport_test

import (
	"context"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/huawei"
)

// notes are Keys that let everybody in and note what they are told.
type notes struct {
	mu       sync.Mutex
	entered  []transport.KeyAt
	verdicts []transport.Verdict
	errs     []*errors.Error
	refuse   error
}

func (n *notes) Enter(ctx context.Context, k transport.KeyAt) (func(transport.Verdict, *errors.Error), error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.entered = append(n.entered, k)
	if n.refuse != nil {
		return nil, n.refuse
	}
	return func(v transport.Verdict, e *errors.Error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.verdicts, n.errs = append(n.verdicts, v), append(n.errs, e)
	}, nil
}

func withKeys(keys transport.Keys) func(*transport.Config) {
	return func(c *transport.Config) { c.Options.Keys = keys }
}

// Whether a signature was accepted is read from the answer's code and its row in
// the catalog. A kind that was made from the status alone proves nothing: a proxy
// has those statuses, too.
func TestAcceptanceIsReadFromTheRow(t *testing.T) {
	for _, test := range []struct {
		service, answer string
		want            transport.Verdict
	}{
		{"sdrs", `200 {}`, accepted},
		{"sdrs", `403 {"code":"APIGW.0302"}`, accepted},
		{"dbs", `403 {"code":"Forbidden.RAM"}`, accepted},
		{"fnf", `403 {"code":"AccessDenied"}`, accepted},
		{"csbs", `400 {"code":"CSBS.3001"}`, accepted},
		{"csbs", `500 {"code":"CSBS.6032"}`, accepted},
		{"sdrs", `401 {"code":"CSBS.6032"}`, accepted}, // the row of a sibling, whatever the status

		{"sdrs", `403 <html>blocked</html>`, noVerdict},
		{"sdrs", `403 {"code":"SDRS.9999"}`, noVerdict},
		{"sdrs", `404 {}`, noVerdict},
		{"sdrs", `404 {"code":"SDRS.9999"}`, noVerdict},
		{"sdrs", `409 {"code":"Nobody.Knows"}`, noVerdict},
		{"sdrs", `410 {"code":"Nobody.Knows"}`, noVerdict},
		{"vbs", `404 {"code":"common.0011"}`, noVerdict}, // its row says internal
		{"sdrs", `404 {"code":"APIG.0101"}`, noVerdict},  // the gateway looks at the path first
		{"sdrs", `429 {"code":"APIGW.0308"}`, noVerdict},
		{"dbs", `400 {"code":"SignatureNonceUsed"}`, noVerdict},
		{"sdrs", `503 {}`, noVerdict},
		{"sdrs", `407 {}`, noVerdict},
		{"sdrs", `!connection reset`, noVerdict},
		{"dbs", `403 {"code":"InvalidSecurityToken.Expired"}`, noVerdict},

		{"sdrs", `401 {}`, refused},
		{"sdrs", `401 {"code":"APIGW.0301"}`, refused},
		{"dbs", `400 {"code":"SignatureDoesNotMatch"}`, refused},
		{"dbs", `404 {"code":"InvalidAccessKeyId.NotFound"}`, refused},
		{"fnf", `403 {"code":"SignatureNotMatch"}`, refused},
		{"dbs", `400 {"code":"InvalidTimeStamp.Expired"}`, refused}, // no Date proves that it was the clock
	} {
		synctest.Test(t, func(t *testing.T) {
			keys := &notes{}
			_, err := client(script(test.answer), inService(test.service), attempts(1), withKeys(keys)).Do(t.Context(), get())
			if len(keys.verdicts) != 1 || keys.verdicts[0] != test.want {
				t.Errorf("%s %s: the verdicts are %q, want one %q", test.service, test.answer, keys.verdicts, test.want)
				return
			}
			if e := keys.errs[0]; (e == nil) != (err == nil) || e != nil && e.Kind == "" {
				t.Errorf("%s %s: the Keys are given %v, the caller %v", test.service, test.answer, e, err)
			}
		})
	}
}

// Keys of a fleet's own are given hashes, and decide.
func TestKeysOfAFleet(t *testing.T) {
	id, secret := sha256.Sum256([]byte("AKID")), sha256.Sum256([]byte(canary))
	for _, test := range []struct {
		name    string
		address string
		signer  signer.Signer
		token   string
		want    transport.KeyAt
	}{
		{"Huawei's", "https://Service.TEST:443/", huawei.SDKHMAC{}, "", transport.KeyAt{Cloud: "huawei", Host: "service.test", ID: id, Secret: secret, LockedFor: 5 * time.Minute}},
		{"Alibaba's, at a port", "http://service.test:8080/", alibaba.RPCV1{}, "", transport.KeyAt{Cloud: "alibaba", Host: "service.test:8080", ID: id, Secret: secret, LockedFor: 5 * time.Minute}},
		{"at this machine", "http://127.0.0.1:8080/", huawei.SDKHMAC{}, "", transport.KeyAt{Cloud: "huawei", Host: "127.0.0.1:8080", ID: id, Secret: secret, LockedFor: 5 * time.Minute}},
		{"a temporary one", "http://service.test:80/", huawei.SDKHMAC{}, "sts", transport.KeyAt{Cloud: "huawei", Host: "service.test", ID: id, Secret: sha256.Sum256([]byte(canary + "\x00sts")), LockedFor: 5 * time.Minute}},
	} {
		keys := &notes{}
		c := client(script("200 {}"), withKeys(keys), func(c *transport.Config) {
			c.Signer = test.signer
			c.Source = credentials.Static(signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: test.token})
		})
		call := callTo(test.address)
		call.Method = http.MethodPost // which Alibaba signs
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if len(keys.entered) != 1 || keys.entered[0] != test.want {
			t.Errorf("%s: entered with %v, want %v", test.name, keys.entered, test.want)
		}
	}
	for _, err := range []error{
		&errors.Error{Kind: errors.Unauthenticated, Message: "the fleet holds this key back"},
		errors.New("the database is down"),
	} {
		base := script("200 {}")
		_, got := client(base, withKeys(&notes{refuse: err})).Do(t.Context(), get())
		if base.requests() != 0 || got == nil || !strings.Contains(got.Error(), err.Error()) && !strings.Contains(got.Error(), "holds this key back") {
			t.Errorf("%v: got %v after %d requests", err, got, base.requests())
		}
	}
}

// Keys hear of every attempt once, however it ends.
func TestKeysHearOfEveryAttemptOnce(t *testing.T) {
	for _, test := range []struct {
		name string
		base http.RoundTripper
		set  func(*transport.Config)
		read func(transport.Response) error
		want []transport.Verdict
	}{
		{"repeated", script("503 {}", "429 {}", "200 {}"), nil, nil, []transport.Verdict{noVerdict, noVerdict, accepted}},
		{"not signed", script("200 {}"), func(c *transport.Config) { c.Signer = brokenSigner{} }, nil, []transport.Verdict{noVerdict}},
		{"a panic on the way", roundTrip(func(*http.Request) (*http.Response, error) { panic("a bug") }), nil, nil, []transport.Verdict{noVerdict}},
		{"a panic in Read", script("200 {}"), nil, func(transport.Response) error { panic("a bug") }, []transport.Verdict{noVerdict}},
		{"a token", script("200 {}"), func(c *transport.Config) { c.Source = credentials.Static(signer.Credentials{AuthToken: canary}) }, nil, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			keys := &notes{}
			c := client(test.base, withKeys(keys), func(c *transport.Config) {
				if test.set != nil {
					test.set(c)
				}
			})
			call := get()
			if test.read != nil {
				call.Read = test.read
			}
			func() {
				defer func() { _ = recover() }()
				_, _ = c.Do(t.Context(), call)
			}()
			if !slices.Equal(keys.verdicts, test.want) {
				t.Errorf("%s: the verdicts are %q, want %q", test.name, keys.verdicts, test.want)
			}
		})
	}
}

// A host on this machine locks no key: what is known of one there belongs to those
// who share it, and no other test or emulator hears of it.
func TestLoopbackHostsKeepTheirKeysApart(t *testing.T) {
	for _, host := range []string{"127.0.0.1:8080", "127.1.2.3", "localhost", "LocalHost:99", "[::1]:8080", "[::ffff:127.0.0.1]"} {
		synctest.Test(t, func(t *testing.T) {
			base, source, all := &hostsOf{}, newKey(canary), new(transport.Shared)
			ask := func(c *transport.Client, host string) { _, _ = c.Do(t.Context(), callTo("http://"+host+"/")) }
			for range 3 {
				ask(byReadme(base, source), host)
			}
			if n := base.all(); n != 3 {
				t.Errorf("%s: three clients sent %d requests, want one each", host, n)
			}
			together := func(c *transport.Config) { c.Options.Keys, c.Options.Shared, c.Source = nil, all, source }
			for range 3 {
				ask(client(base, together), host)
			}
			if n := base.all(); n != 4 {
				t.Errorf("%s: three that share sent %d requests, want one", host, n-3)
			}
			ask(byReadme(base, source), "one.test")
			if n := base.all(); n != 5 {
				t.Errorf("%s: what it has refused holds back a call to another host", host)
			}
		})
	}
}

// A corrected token of a temporary key is another key.
func TestCorrectedTokenOfATemporaryKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script("401 {}", "200 {}")
		source := &swap{creds: signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: "cut"}}
		c := client(base, func(c *transport.Config) { c.Source = source })
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
		source.set(signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: "whole"})
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Error(err)
		}
	})
}
