package main

import (
	"net/http"
	"strings"
	"testing"
)

// refusedNetwork fails the test for every request.
type refusedNetwork struct{ t *testing.T }

func (n refusedNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("a request was sent to %s", r.URL.Host)
	return nil, http.ErrAbortHandler
}

// Without a key each source says where keys were looked for, that nothing was sent,
// and nothing of locked keys.
func TestNoKeyAtAll(t *testing.T) {
	alone(t)
	for _, name := range []string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK",
	} {
		t.Setenv(name, "")
	}
	for _, test := range []struct {
		source string
		says   []string
	}{
		{"dbs://cn-hangzhou", []string{"ALIBABA_CLOUD_ACCESS_KEY_ID", "/.aliyun/config.json", "/.alibabacloud/credentials"}},
		{"fnf://cn-hangzhou?profile=nightly", []string{"/.aliyun/config.json", "/.alibabacloud/credentials"}},
		{"sdrs://eu-de", []string{"HUAWEICLOUD_SDK_AK", "/.huaweicloud/credentials"}},
		{"vbs://eu-de?auth=token", []string{"OS_TOKEN", "OS_USERNAME is not set"}},
		{"csbs://eu-de?project_id=p", []string{"HUAWEICLOUD_SDK_AK", "/.huaweicloud/credentials"}},
	} {
		for _, form := range []string{"table", "jsonl"} {
			r := job{args: []string{"failures", "--source", test.source, "--output", form}, network: refusedNetwork{t}}.run(t.Context())
			for _, words := range append(test.says, "nothing was sent", "→ Set a key in a place that the message names") {
				if !strings.Contains(r.err, words) {
					t.Errorf("%s, %s: stderr does not say %q:\n%s", test.source, form, words, r.err)
				}
			}
			if r.code != exitError || strings.Contains(r.err, "lock") {
				t.Errorf("%s, %s: exit code %d, want %d, and no word of locked keys:\n%s", test.source, form, r.code, exitError, r.err)
			}
			if form == "jsonl" {
				e := of("error", r.records(t))[0].error()
				if e["kind"] != "unauthenticated" || !strings.HasSuffix(e["message"].(string), "; nothing was sent") {
					t.Errorf("%s: the record is %v", test.source, e)
				}
			}
		}
	}
}
