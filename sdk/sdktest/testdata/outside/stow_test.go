package stow_test

import (
	"context"
	"encoding/json"
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

// A failure that a scan finds explains itself by the provider's own codes. One that was
// kept as JSON is explained by the set.
func TestExplainedByItsOwnCodes(t *testing.T) {
	set := providers.Default().With(stow.Spec())
	if err := stow.Codes().Check(); err != nil {
		t.Fatal(err)
	}
	client, err := set.Open(context.Background(), "stow://north", token, providers.WithTransport(transport.Options{RoundTripper: sdktest.InProcess(serve(data))}))
	if err != nil {
		t.Fatal(err)
	}
	explained := 0
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if task.Failure.Code == "" {
			continue
		}
		explained++
		kept, _ := json.Marshal(task.Failure)
		var again errors.Failure
		if err := json.Unmarshal(kept, &again); err != nil {
			t.Fatal(err)
		}
		own, bySet := task.Failure.Explain("en"), set.Explain(&again, "zh")
		if task.Failure.Kind != errors.Conflict || !strings.Contains(own.Remedy, "the other one has ended") || !strings.Contains(bySet.Meaning, "其他任务") {
			t.Errorf("%s is %s: %+v, and by the set %+v", task.ID, task.Failure.Kind, own, bySet)
		}
	}
	if explained == 0 || !scan.Complete() {
		t.Errorf("%d failures with a code, complete: %t", explained, scan.Complete())
	}
	if _, known := set.Codes().Of("stow").Lookup("STOW.0404", 404); !known {
		t.Error("the set does not know the provider's codes")
	}
	_, err = client.Get(context.Background(), "no-such-job")
	if e, ok := errors.AsType[*errors.Error](err); !ok || e.Kind != errors.NotFound || !strings.Contains(e.Explain("en").Remedy, "ninety days") || e.RequestID != "stow-1" {
		t.Errorf("a job that does not exist: %v", err)
	}
}

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
