package huawei_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
)

// window is how long a throttled call with a text is asked to wait.
func window(text string) time.Duration {
	return huawei.Dialect().RetryAfter(http.Header{}, &errors.Error{Code: "APIGW.0308", Message: text})
}

func TestWindow(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second": time.Second,
		"policy api over ratelimit,limit:600,time:1 minute":                                            time.Minute,
		"policy domain over ratelimit,limit:6,time:2 minutes.":                                         2 * time.Minute,
		"limit:6,time:1 hour":          time.Hour,
		"limit:6,time:30 days":         24 * time.Hour,
		"limit:6,time:147483647 days":  24 * time.Hour,
		"limit:6,TIME:5":               5 * time.Second,
		"limit:6,time:10s":             10 * time.Second,
		"limit:6,time:1 fortnight":     0,
		"limit:6,time:":                0,
		"limit:6,time:-1 second":       0,
		"limit:6,time:1e9 second":      0,
		"limit:6,time:99999999999 day": 0,
		"slow down":                    0,
		"":                             0,
	} {
		if got := window(text); got != want {
			t.Errorf("window of %q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzWindow(f *testing.F) {
	f.Add("policy user over ratelimit,limit:20,time:1 second")
	f.Add("time:1 minute")
	f.Add("time:2147483647 days)")
	f.Fuzz(func(t *testing.T, text string) {
		if d := window(text); d < 0 || d > 24*time.Hour {
			t.Errorf("window of %q: got %v, want 0 to 24h", text, d)
		}
	})
}

func TestOnlyThrottlingAndOnlyWithoutRetryAfterHasAWindow(t *testing.T) {
	const text = "policy user over ratelimit,limit:20,time:1 minute"
	for _, test := range []struct {
		code, after string
		want        time.Duration
	}{
		{"APIGW.0308", "", time.Minute},
		{"apig.0308", "", time.Minute},
		{"APIG.0307", "", 0},
		{"", "", 0},
		{"APIGW.0308", "soon", 0},
	} {
		h := http.Header{}
		if test.after != "" {
			h.Set("Retry-After", test.after)
		}
		if got := huawei.Dialect().RetryAfter(h, &errors.Error{Code: test.code, Message: text}); got != test.want {
			t.Errorf("%q with Retry-After %q: got %v, want %v", test.code, test.after, got, test.want)
		}
	}
}

func TestSignatureFault(t *testing.T) {
	for _, test := range []struct {
		status        int
		code, message string
		want          transport.SignatureFault
	}{
		{401, "APIGW.0301", "verify aksk signature fail", transport.WrongSignature},
		{401, "", "", transport.WrongSignature},
		{401, "APIG.0303", "Signature Expired, server time:20230527T020608Z", transport.WrongTime},
		{403, "APIGW.0302", "", transport.NoFault},
		{400, "SDRS.0002", "", transport.NoFault},
		{500, "SDRS.0014", "", transport.NoFault},
		{0, "", "", transport.NoFault},
	} {
		e := &errors.Error{Status: test.status, Code: test.code, Message: test.message}
		if got := huawei.Dialect().SignatureFault(e); got != test.want {
			t.Errorf("%d %s %q: got %q, want %q", test.status, test.code, test.message, got, test.want)
		}
	}
}
