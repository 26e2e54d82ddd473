package faults_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// A certificate that is not right is told in clear text and not tried again. The
// bubble's year is 2000.
func TestCertificates(t *testing.T) {
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	good, roots := certificate(t, "service.test", at)
	old, oldRoots := certificate(t, "service.test", at.AddDate(-2, 0, 0))
	other, otherRoots := certificate(t, "elsewhere.test", at)
	for _, row := range []struct {
		name  string
		cert  tls.Certificate
		roots *x509.CertPool
		says  string // empty for success
	}{
		{"good", good, roots, ""},
		{"expired", old, oldRoots, "expired"},
		{"another name", other, otherRoots, "for another name than service.test"},
		{"unknown root", good, x509.NewCertPool(), "unknown authority"},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				n := &pipeNetwork{serve: func(_ int, c net.Conn) {
					secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{row.cert}})
					if secure.Handshake() == nil && taken(secure) {
						say(secure, whole(s.fine().body))
					}
				}}
				base := n.transport(t)
				base.TLSClientConfig = &tls.Config{RootCAs: row.roots}
				w := openWatched(t, s, base, func(c *clientConfig) { c.Endpoint = "https://service.test" })
				start := time.Now()
				_, err := w.list(t.Context())
				w.within(time.Since(start), 0, 0)
				if w.base.requests() != 1 {
					t.Errorf("%d requests, want 1: %v", w.base.requests(), err)
				}
				if row.says != "" {
					w.broken(w.scan(t.Context(), sdk.Query{}), errors.Unavailable)
				}
				if row.says == "" {
					if err != nil {
						t.Errorf("got %v, want success", err)
					}
				} else if e := w.failed(err, errors.Unavailable); !strings.Contains(e.Message, row.says) || e.Retry != errors.RetryNo {
					t.Errorf("the message %q with retry %s, want it to say %q and no", e.Message, e.Retry, row.says)
				}
			})
		})
	}
}

// certificate is one signed by itself that is good for a day around at.
func certificate(t *testing.T, name string, at time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: at.Add(-12 * time.Hour), NotAfter: at.Add(12 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	parsed, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
