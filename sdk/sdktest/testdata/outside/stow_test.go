package stow_test

import (
	"context"
	"strings"
	"testing"

	"example.com/stow"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

func TestConformance(t *testing.T) {
	sdktest.Run(t, sdktest.Harness{
		Serve:   serve,
		Planted: planted,
		Tokens:  true,
		Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
			return stow.New(stow.Config{Region: "north", Token: s, Transport: o})
		},
		Absent:  []string{"no-such-job"},
		Reword:  sdktest.RewordMembers("status"),
		Unlist:  sdktest.ReplaceLists("jobs"),
		Spoil:   sdktest.SpoilFirstRow,
		Refusal: sdktest.JSONRefusal("code", "message"),
		Code:    "STOW.0003",
	})
}

// token is a source of tokens, and data what a service holds that takes them.
var (
	right = signer.Credentials{AuthToken: "token-of-the-test"}
	token = providers.WithCredentials(credentials.Static(right))
	data  = sdktest.Data{Failures: 5, Credentials: right}
)

// A program opens it by its URL like the SDK's own.
func TestOpenedByURL(t *testing.T) {
	set := providers.Default().With(stow.Spec())
	base := providers.WithTransport(transport.Options{RoundTripper: sdktest.InProcess(serve(data))})
	client, err := set.Open(context.Background(), "stow://north?volume=vol-1&endpoint=https://proxy.example/stow", token, base)
	if err != nil {
		t.Fatal(err)
	}
	if s := client.Source(); s.Name != "stow://north?volume=vol-1" || s.Service != "stow" || s.Region != "north" {
		t.Errorf("the source is %+v", s)
	}
	for url, want := range map[string]string{
		"stow://north?project_id=p": "use endpoint, volume",
		"stow://":                   "no region",
		"stow://north?volume=a/b":   "cannot be an ID",
		"stew://north":              "stow",
	} {
		if _, err := set.Open(context.Background(), url, token, base); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", url, err, want)
		}
	}
	if c, err := set.Open(context.Background(), "stow://north"); c != nil || !errors.Is(err, errors.InvalidInput) {
		t.Errorf("without a token: %v, %v", c, err)
	}
}
