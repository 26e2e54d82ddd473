package providers_test

import (
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// lastRequest keeps the request that was sent last and refuses each.
type lastRequest struct{ sent *http.Request }

func (l *lastRequest) RoundTrip(r *http.Request) (*http.Response, error) {
	l.sent = r
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// opened keeps a nil client from becoming an sdk.Client that is not nil.
func opened[C sdk.Client](c C, err error) (sdk.Client, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// One Config a cloud is given to the New of each of its services: each finds its own
// host, and signs as the Config says, else as the service prefers.
func TestOneConfigACloud(t *testing.T) {
	base := &lastRequest{}
	calls := transport.Options{RoundTripper: base, MaxAttempts: 1, Keys: transport.NewKeys()}
	ali := func(region string, auth alibaba.Auth) alibaba.Config {
		return alibaba.Config{Region: region, Auth: auth, Credentials: keys, Transport: calls}
	}
	hw := func(region string, auth huawei.Auth) huawei.Config {
		return huawei.Config{Region: region, ProjectID: "p", Auth: auth, Credentials: keys, Transport: calls}
	}
	client := func(c sdk.Client, err error) sdk.Client {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	const aksk, otc, derived = "SDK-HMAC-SHA256 Access=", "SDK-HMAC-SHA256 Credential=", "V11-HMAC-SHA256 Credential="
	const v1, v3 = "", "ACS3-HMAC-SHA256 " // what the older form signs with is in the query
	for _, tt := range []struct {
		client     sdk.Client
		host, sign string
	}{
		{client(opened(dbs.New(ali("cn-hangzhou", ""), dbs.Options{}))), "dbs-api.cn-hangzhou.aliyuncs.com", v3},
		{client(opened(dbs.New(ali("cn-shanghai", ""), dbs.Options{}))), "dbs-api.cn-hangzhou.aliyuncs.com", v3},
		{client(opened(dbs.New(ali("us-east-1", ""), dbs.Options{}))), "dbs-api.cn-hangzhou.aliyuncs.com", v3},
		{client(opened(dbs.New(ali("cn-shenzhen-finance-1", ""), dbs.Options{}))), "dbs-api.cn-hangzhou.aliyuncs.com", v3},
		{client(opened(dbs.New(ali("cn-zhangjiakou", alibaba.AuthV3), dbs.Options{}))), "dbs-api.cn-zhangjiakou.aliyuncs.com", v3},
		{client(opened(dbs.New(ali("ap-southeast-5", alibaba.AuthV1), dbs.Options{}))), "dbs-api.ap-southeast-5.aliyuncs.com", v1},
		{client(opened(dbs.New(ali("no_such", ""), dbs.Options{}))), "dbs-api.no_such.aliyuncs.com", v3},
		{client(opened(fnf.New(ali("cn-hangzhou", ""), fnf.Options{}))), "cn-hangzhou.fnf.aliyuncs.com", v1},
		{client(opened(fnf.New(ali("moon-1", alibaba.AuthV3), fnf.Options{}))), "moon-1.fnf.aliyuncs.com", v3},
		{client(opened(sdrs.New(hw("eu-de", ""), sdrs.Options{}))), "sdrs.eu-de.otc.t-systems.com", aksk},
		{client(opened(csbs.New(hw("eu-de", huawei.AuthAKSK), csbs.Options{}))), "csbs.eu-de.otc.t-systems.com", aksk},
		{client(opened(vbs.New(hw("eu-de", huawei.AuthOTC), vbs.Options{}))), "vbs.eu-de.otc.t-systems.com", otc},
		{client(opened(vbs.New(hw("cn-north-4", huawei.AuthV11), vbs.Options{}))), "vbs.cn-north-4.myhuaweicloud.com", derived},
	} {
		base.sent = nil
		for range tt.client.Pages(t.Context(), sdk.Query{}) {
			break
		}
		source := tt.client.Source()
		if base.sent == nil {
			t.Fatalf("%s: nothing was sent", source)
		}
		if got := base.sent.URL.Host; got != tt.host {
			t.Errorf("%s is asked at %s, want %s", source, got, tt.host)
		}
		if got := base.sent.Header.Get("Authorization"); !strings.HasPrefix(got, tt.sign) || (got == "") != (tt.sign == v1) {
			t.Errorf("%s is signed %.40q, want %q", source, got, tt.sign)
		}
	}
}

// What a cloud's Config says no service's Options say again, and neither has a second
// way to carry or to sign a request.
func TestNothingIsSaidTwice(t *testing.T) {
	clouds := map[reflect.Type][]reflect.Type{
		reflect.TypeFor[alibaba.Config](): {reflect.TypeFor[dbs.Options](), reflect.TypeFor[fnf.Options]()},
		reflect.TypeFor[huawei.Config]():  {reflect.TypeFor[sdrs.Options](), reflect.TypeFor[csbs.Options](), reflect.TypeFor[vbs.Options]()},
	}
	second := []reflect.Type{reflect.TypeFor[http.RoundTripper](), reflect.TypeFor[*http.Client](), reflect.TypeFor[signer.Signer]()}
	for cloud, services := range clouds {
		for _, options := range append(services, cloud) {
			for _, field := range reflect.VisibleFields(options) {
				if _, twice := cloud.FieldByName(field.Name); twice && options != cloud {
					t.Errorf("%s.%s is in %s, too", options, field.Name, cloud)
				}
				for _, other := range second {
					if field.Type == other {
						t.Errorf("%s.%s is a second way beside Transport and Auth", options, field.Name)
					}
				}
			}
		}
	}
}
