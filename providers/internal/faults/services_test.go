package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// service is a service with one operation that reads a list, and how the service
// itself writes.
type service struct {
	name    string
	emulate func(emulator.Config) http.Handler
	spec    provider.Spec
	cloud
	list

	rate, burst float64 // requests a second by default
}

// cloud is what the services of a cloud have alike.
type cloud struct {
	cloudName string
	region    string
	auth      string // the URL key of how requests are signed
	method    string

	throttled said   // in the service's own words
	refusal   string // an error, with %q for the code and for the message
	denied    string // the code of a refused permission
	expired   said   // an access key's time is over
}

const (
	projectID       = "faults-project"
	alibabaEnvelope = `{"RequestId":"7B2A","HostId":"service.test","Code":%q,"Message":%q}`
	huaweiEnvelope  = `{"error_code":%q,"error_msg":%q,"request_id":"7b2a"}`
)

var clouds = []cloud{
	{
		cloudName: "alibaba", region: "cn-hangzhou", auth: "signature", method: http.MethodPost,
		throttled: said{status: 400, body: fmt.Sprintf(alibabaEnvelope, "Throttling.User", "Request was denied due to user flow control.")},
		refusal:   alibabaEnvelope, denied: "Forbidden.RAM",
		expired: said{status: 403, body: fmt.Sprintf(alibabaEnvelope, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")},
	},
	{
		cloudName: "huawei", region: "eu-de", auth: "auth", method: http.MethodGet,
		throttled: said{status: 429, body: fmt.Sprintf(huaweiEnvelope, "APIGW.0308", "The throttling threshold has been reached: policy user over ratelimit,limit:20,time:2 second")},
		refusal:   huaweiEnvelope, denied: "APIGW.0302",
		expired: said{status: 401, body: fmt.Sprintf(huaweiEnvelope, "APIGW.0307", "The token must be updated.")},
	},
}

// services are those of all providers. What is known of a service beyond its spec is
// in ownWays and in documentedLists; of one that is in neither, its cloud's ways and
// the emulator's answer tell enough.
var services = allServices()

func allServices() []service {
	var all []service
	emulated := emulator.Services()
	for _, spec := range providers.Default() {
		i := slices.IndexFunc(emulated, func(e emulator.Service) bool { return e.Name == spec.Service })
		s := service{name: spec.Service, spec: spec, emulate: emulated[i].New, rate: 20, burst: 20}
		for _, c := range clouds {
			if _, has := spec.Key(c.auth); has {
				s.cloud = c
			}
		}
		if own := ownWays[s.name]; own != nil {
			own(&s)
		}
		var documented bool
		if s.list, documented = documentedLists[s.name]; !documented {
			s.list = s.emulatedList()
		}
		all = append(all, s)
	}
	return all
}

// ownWays are those in which services differ from the others of their cloud.
var ownWays = map[string]func(*service){
	"dbs": func(s *service) { s.denied = "Request.Forbidden" },
	"fnf": func(s *service) {
		s.throttled = said{status: 429, body: fmt.Sprintf(alibabaEnvelope, "ResourceThrottled", "The request is throttled. Please try again later.")}
		s.denied = "AccessDenied"
		s.rate, s.burst = 2, 10
	},
}

func (s service) huawei() bool { return s.cloudName == "huawei" }

// is reports whether the service or its cloud is among names, which are separated
// by blanks. No names are all.
func (s service) is(names string) bool {
	list := strings.Fields(names)
	return len(list) == 0 || slices.Contains(list, s.name) || slices.Contains(list, s.cloudName)
}

// clientConfig is what the table changes of a client's configuration.
type clientConfig struct {
	Endpoint    string
	Credentials signer.Source
	Auth        string
	LooksUp     bool // the project, in IAM, where the service has one
	Transport   transport.Options
}

// open opens the service's client by a URL.
func (s service) open(c clientConfig) (sdk.Client, error) {
	keys := url.Values{}
	if c.Endpoint != "" {
		keys.Set("endpoint", c.Endpoint)
	}
	if c.Auth != "" {
		keys.Set(s.auth, c.Auth)
	}
	if _, has := s.spec.Key("project_id"); has && !c.LooksUp {
		keys.Set("project_id", projectID)
	}
	return providers.Open(context.Background(), s.name+"://"+s.region+"?"+keys.Encode(),
		providers.WithCredentials(c.Credentials), providers.WithTransport(c.Transport))
}
