package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// open makes a client of every URL, or two of an emulator. All of them are
// observed by the same options.
func open(ctx context.Context, urls []string, observed transport.Options) ([]sdk.Client, error) {
	if len(urls) == 0 {
		return emulated(observed)
	}
	var clients []sdk.Client
	for _, url := range urls {
		c, err := providers.Open(ctx, url, providers.WithTransport(observed))
		if err != nil {
			return nil, err
		}
		clients = append(clients, c)
	}
	return clients, nil
}

// emulated are two clients of an emulator, of which one is busy for a moment.
func emulated(observed transport.Options) ([]sdk.Client, error) {
	config := emulator.Config{Failures: 3, AccessKeyID: "ak", AccessKeySecret: "sk-of-the-example", ProjectID: "project"}
	keys := credentials.Key("ak", "sk-of-the-example")
	observed.Rate = 1000 // an emulator needs no mercy
	cloud := huawei.Config{Region: "emulator", ProjectID: "project", Credentials: keys, Transport: observed}
	cloud.Transport.RoundTripper = emulator.Transport(emulator.VBS(config))
	backups, err := vbs.New(cloud, vbs.Options{})
	if err != nil {
		return nil, err
	}
	cloud.Transport.RoundTripper = &busy{next: emulator.Transport(emulator.SDRS(config))}
	recovery, err := sdrs.New(cloud, sdrs.Options{})
	if err != nil {
		return nil, err
	}
	return []sdk.Client{backups, recovery}, nil
}

// busy refuses its second request in the gateway's words for too many, so that
// there is a retry to see.
type busy struct {
	next http.RoundTripper
	seen atomic.Int64
}

func (b *busy) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.seen.Add(1) != 2 {
		return b.next.RoundTrip(req)
	}
	if req.Body != nil {
		_ = req.Body.Close()
	}
	return &http.Response{
		StatusCode: http.StatusTooManyRequests, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(`{"error_code":"APIGW.0308","error_msg":"the request rate is too high"}`)),
	}, nil
}
