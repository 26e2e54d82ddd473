package alibaba_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/sdk/transport"
)

func TestTimeLeft(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"none", nil, 0},
		{"in milliseconds", []string{"X-Ratelimit-User-Api", "Limit:30,Remain:0,TimeLeft:1500"}, 1500 * time.Millisecond},
		{"the larger of two", []string{"X-Ratelimit-User-Api", "TimeLeft:10", "X-Ratelimit-User", "Limit:1, TimeLeft: 20"}, 20 * time.Millisecond},
		{"beyond a day", []string{"X-Ratelimit-User", "TimeLeft:9223372036854775807"}, day},
		{"negative", []string{"X-Ratelimit-User", "TimeLeft:-4"}, 0},
		{"beyond a number", []string{"X-Ratelimit-User", "TimeLeft:99999999999999999999"}, 0},
		{"not there", []string{"X-Ratelimit-User", "Limit:30,Remain:0"}, 0},
	} {
		h := http.Header{}
		for i := 0; i < len(test.header); i += 2 {
			h.Set(test.header[i], test.header[i+1])
		}
		if got := alibaba.Dialect().RetryAfter(h, &errors.Error{}); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func FuzzTimeLeft(f *testing.F) {
	for _, v := range []string{"TimeLeft:12", "Limit:1,TimeLeft:9223372036854775807", "TimeLeft:-1", ",:,"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		for _, name := range []string{"X-Ratelimit-User-Api", "X-Ratelimit-User"} {
			if d := alibaba.Dialect().RetryAfter(http.Header{name: {v}}, &errors.Error{}); d < 0 || d > 24*time.Hour {
				t.Errorf("%s: %q = %v, want something between no wait and a day", name, v, d)
			}
		}
	})
}

func TestSignatureFault(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
		want   transport.SignatureFault
	}{
		{400, "SignatureNonceUsed", transport.NonceUsed},
		{400, "signaturenonceused", transport.NonceUsed},
		{404, "InvalidAccessKeyId.NotFound", transport.WrongKey},
		{403, "InvalidAccessKeyID", transport.WrongKey},
		{403, "InvalidSecurityToken.MismatchWithAccessKey", transport.WrongKey},
		{400, "IncompleteSignature", transport.WrongKey},
		{401, "InvalidSecurityToken.Expired", transport.WrongKey},
		{403, "InvalidSecurityToken.Expired", transport.NoFault},
		{400, "SignatureDoesNotMatch", transport.WrongSignature},
		{403, "SignatureNotMatch", transport.WrongSignature},
		{401, "", transport.WrongSignature},
		{403, "Forbidden.RAM", transport.NoFault},
		{0, "", transport.NoFault},
	} {
		if got := alibaba.Dialect().SignatureFault(&errors.Error{Status: test.status, Code: test.code}); got != test.want {
			t.Errorf("%d %s: got %q, want %q", test.status, test.code, got, test.want)
		}
	}
}
