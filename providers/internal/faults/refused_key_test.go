package faults_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// byHost sends requests to the service of their host, refuses the signatures of
// those to every other, and counts.
type byHost struct {
	services map[string]http.RoundTripper
	mu       sync.Mutex
	sent     map[string]int
}

func (b *byHost) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	if b.sent == nil {
		b.sent = map[string]int{}
	}
	b.sent[r.URL.Host]++
	b.mu.Unlock()
	if service := b.services[r.URL.Host]; service != nil {
		return service.RoundTrip(r)
	}
	body := `{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}`
	if strings.Contains(r.URL.Host, "aliyuncs") {
		body = `{"RequestId":"R","Code":"SignatureDoesNotMatch","Message":"no"}`
	}
	return &http.Response{StatusCode: http.StatusUnauthorized, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// byReadme builds clients as the README does: with a region, and nothing that they
// share but their key and the network.
type byReadme struct {
	t    *testing.T
	keys signer.Source
	base http.RoundTripper
}

func (b byReadme) client(service, region string) sdk.Client {
	b.t.Helper()
	url := service + "://" + region
	spec, _ := providers.Default().Find(service)
	if _, has := spec.Key("project_id"); has {
		url += "?project_id=" + projectID
	}
	c, err := providers.Open(b.t.Context(), url, providers.WithCredentials(b.keys), providers.WithTransport(transport.Options{RoundTripper: b.base}))
	must(b.t, err)
	return c
}

// Six clients with a key that is refused send one signature to one host between
// them, and three to four hosts: a fourth might lock the key for everybody.
func TestSixClientsOfARefusedKey(t *testing.T) {
	for _, test := range []struct {
		name    string
		clients []string // service region
		want    int
	}{
		{"one host of Huawei's", []string{"sdrs eu-de"}, 1},
		{"four hosts of Huawei's", []string{"sdrs eu-de", "csbs eu-de", "vbs eu-de", "sdrs eu-nl"}, 3},
		{"one host of Alibaba's, for several regions", []string{"dbs cn-hangzhou", "dbs cn-shanghai", "dbs cn-beijing"}, 1},
		{"four hosts of Alibaba's", []string{"dbs cn-hangzhou", "dbs eu-central-1", "dbs ap-southeast-1", "dbs me-east-1"}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := &byHost{}
				build := byReadme{t, credentials.Key("AKID"+rand.Text(), canarySecret), base}
				var clients []sdk.Client
				for i := range 6 {
					service, region, _ := strings.Cut(test.clients[i%len(test.clients)], " ")
					clients = append(clients, build.client(service, region))
				}
				failed := 0
				for _, err := range sdk.Failures(sdk.Query{}, clients...).All(t.Context()) {
					if !errors.Is(err, errors.Unauthenticated) {
						t.Errorf("got %v, want it unauthenticated", err)
					}
					failed++
				}
				sent := 0
				for n := range maps.Values(base.sent) {
					sent += n
				}
				if sent != test.want || failed != 6 {
					t.Errorf("%d errors after requests to %v, want 6 after %d", failed, base.sent, test.want)
				}
			})
		})
	}
}

// A key that one service refuses, such as for a form of signature that it does not
// know, is good for the others.
func TestRefusedKeyDoesNotSilenceOtherServices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := emulatorConfig(3)
		config.AccessKeyID = "AKID" + rand.Text()
		base := &byHost{services: map[string]http.RoundTripper{
			"csbs.eu-de.otc.t-systems.com": emulator.Transport(emulator.CSBS(config)),
			"vbs.eu-de.otc.t-systems.com":  emulator.Transport(emulator.VBS(config)),
		}}
		build := byReadme{t, credentials.Key(config.AccessKeyID, config.AccessKeySecret), base}
		clients := []sdk.Client{build.client("sdrs", "eu-de"), build.client("csbs", "eu-de"), build.client("vbs", "eu-de")}
		for range 3 { // again: what is known of the key stays known
			scan := sdk.Failures(sdk.Query{}, clients...)
			found, told := map[string]int{}, ""
			for task, err := range scan.All(t.Context()) {
				if err != nil {
					told += fmt.Sprintln(err)
					continue
				}
				found[task.Service]++
			}
			if found["csbs"] != 3 || found["vbs"] != 3 || strings.Count(told, "\n") != 1 || !strings.Contains(told, "sdrs") {
				t.Errorf("found %v and %s, want three of csbs and vbs, and one error of sdrs", found, told)
			}
		}
		if n := base.sent["sdrs.eu-de.otc.t-systems.com"]; n != 1 {
			t.Errorf("%d signatures were sent to the service that refuses the key, want 1", n)
		}
	})
}
