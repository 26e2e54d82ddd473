package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

const smallAnswer = `{"RequestId":"7A8B","Success":true,"Items":[{"Id":"a","Status":"FAIL"},{"Id":"b","Status":"FAIL"}]}`

type answerOf struct {
	RequestID string `json:"RequestId"`
	Success   bool
	Items     []struct{ ID, Status string }
}

// signNothing is a signer that only touches the request.
type signNothing struct{}

func (signNothing) Sign(req *http.Request, _ []byte, c signer.Credentials, at time.Time, _ string) error {
	req.Header["Authorization"] = []string{"none"}
	return nil
}

// BenchmarkCall compares a call with what somebody would write by hand with
// package net/http alone: build, send, check, read within a bound, decode.
func BenchmarkCall(b *testing.B) {
	inProcess := roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: 200, ContentLength: int64(len(smallAnswer)), Request: r,
			Header: http.Header{"Date": {"Sat, 01 Jan 2000 00:00:00 GMT"}},
			Body:   io.NopCloser(bytes.NewReader([]byte(smallAnswer))),
		}, nil
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, smallAnswer)
	}))
	defer server.Close()
	loopback := &http.Transport{MaxIdleConnsPerHost: 64}
	defer loopback.CloseIdleConnections()

	for _, place := range []struct {
		name, address string
		base          http.RoundTripper
	}{
		{"in process", "http://service.test/v1/p/jobs?limit=10", inProcess},
		{"loopback", server.URL + "/v1/p/jobs?limit=10", loopback},
	} {
		client := &http.Client{Transport: place.base}
		byHand := func() error { return byHand(client, place.address) }
		t := transport.New(transport.Config{
			Service: "sdrs", Region: "eu-de", Signer: signNothing{}, Source: credentials.Key("id-of-a-key", "secret-of-a-key"),
			Limits:  map[string]transport.Limit{"": {PerSecond: 1e9, Burst: 1 << 30}},
			Options: transport.Options{RoundTripper: place.base},
		})
		u, _ := url.Parse(place.address)
		do := func() error {
			var out answerOf
			_, err := t.Do(context.Background(), &transport.Call{
				Operation: "ListJobs", Method: "GET", URL: u, Header: http.Header{"Accept": {"application/json"}}, Repeatable: true,
				Read: func(r transport.Response) error { return json.Unmarshal(r.Body, &out) },
			})
			return err
		}
		for _, way := range []struct {
			name string
			call func() error
		}{{"by hand", byHand}, {"transport", do}} {
			b.Run(place.name+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := way.call(); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(place.name+" in parallel/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := way.call(); err != nil {
							b.Error(err)
							return
						}
					}
				})
			})
		}
		b.Run(place.name+"/compared", func(b *testing.B) { compare(b, byHand, do) })
	}
}

// compare runs both in turn, batch by batch, so that whatever else the machine
// does meets both alike, and reports the median of the batches' ratios.
func compare(b *testing.B, hand, ours func() error) {
	const batch = 100
	took := func(call func() error) time.Duration {
		start := time.Now()
		for range batch {
			if err := call(); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(start)
	}
	var ratios []float64
	for b.Loop() {
		first := took(hand)
		ratios = append(ratios, float64(took(ours))/float64(first))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "times-by-hand")
	b.ReportMetric(0, "ns/op")
}

func byHand(client *http.Client, address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by hand")
	req.Header.Set("Authorization", "none")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return io.EOF
	}
	var out answerOf
	return json.Unmarshal(text, &out)
}
