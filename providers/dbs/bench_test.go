package dbs_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/dbs"
)

// BenchmarkDescribeJobErrorCode is one small call over a loopback port: ours,
// and the floor, which is net/http and encoding/json by hand without a
// signature.
func BenchmarkDescribeJobErrorCode(b *testing.B) {
	body := canned(b, "describe_job_error_code/document.json")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, body)
	}))
	b.Cleanup(server.Close)

	b.Run("taskfault", func(b *testing.B) {
		c := open(b, nil, func(c *dbs.Config) {
			c.Endpoint, c.Transport.RoundTripper = server.URL, new(http.Transport)
		})
		b.ReportAllocs()
		for b.Loop() {
			out, err := c.DescribeJobErrorCode(context.Background(), dbs.DescribeJobErrorCodeInput{TaskId: "r1iv62ud****"})
			if err != nil || out.Item.ErrorCode != "failed" {
				b.Fatal(out, err)
			}
		}
	})
	b.Run("by hand", func(b *testing.B) {
		client := &http.Client{Transport: new(http.Transport)}
		query := url.Values{"TaskId": {"r1iv62ud****"}}
		b.ReportAllocs()
		for b.Loop() {
			req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL+"/?"+query.Encode(), strings.NewReader(""))
			if err != nil {
				b.Fatal(err)
			}
			resp, err := client.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			var out dbs.DescribeJobErrorCodeOutput
			err = json.NewDecoder(resp.Body).Decode(&out)
			_ = resp.Body.Close()
			if err != nil || out.Item.ErrorCode != "failed" {
				b.Fatal(out, err)
			}
		}
	})
}
