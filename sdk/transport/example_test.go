package transport_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/taskfault/taskfault/sdk/transport"
)

// roundTripper is a RoundTripper made of a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A provider's call: it says what is sent and how an answer is read. The client does
// the rest; here the service is busy at first.
func ExampleClient_Do() {
	busy := true
	service := roundTripper(func(r *http.Request) (*http.Response, error) {
		resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"X-Request-Id": {"r-2"}}, Request: r}
		resp.Body = io.NopCloser(strings.NewReader(`{"name":"nightly"}`))
		if busy {
			busy = false
			resp.StatusCode, resp.Body = http.StatusServiceUnavailable, http.NoBody
		}
		return resp, nil
	})
	client := transport.New(transport.Config{
		Service: "stow", Region: "north",
		Options: transport.Options{RoundTripper: service, MinDelay: time.Millisecond},
	})
	var plan struct{ Name string }
	meta, err := client.Do(context.Background(), &transport.Call{
		Operation: "ShowPlan", Method: http.MethodGet, Repeatable: true, // reading twice does no harm
		URL: &url.URL{Scheme: "https", Host: "stow.example", Path: "/v1/plans/1"},
		Read: func(r transport.Response) error {
			if !r.OK() {
				return fmt.Errorf("status %d", r.Status)
			}
			return json.Unmarshal(r.Body, &plan)
		},
	})
	fmt.Println(plan.Name, meta.RequestID, err)
	for _, attempt := range meta.Attempts {
		fmt.Println(attempt.Status, attempt.Kind)
	}
	// Output:
	// nightly r-2 <nil>
	// 503 unavailable
	// 200
}
