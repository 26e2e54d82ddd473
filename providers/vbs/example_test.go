package vbs_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// One task by its ID, and what an error of a call tells.
func Example() {
	client, err := vbs.New(huawei.Config{
		Region: "eu-de", ProjectID: "emulator-project",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.VBS(emulator.Config{Failures: 3}))},
	}, vbs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	for listed, err := range sdk.Failures(sdk.Query{Limit: 1}, client).All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		task, err := sdk.Get(ctx, client, listed.ID)
		fmt.Println(task.State == listed.State, task.Fingerprint() == listed.Fingerprint(), err)
	}
	_, err = sdk.Get(ctx, client, "00000000-0000-4000-8000-000000000000")
	if e, ok := errors.AsType[*errors.Error](err); ok {
		fmt.Println(e.Kind, e.Operation, e.Status, len(e.Attempts))
	}
	_, err = sdk.Get(ctx, client, "..")
	fmt.Println(errors.Is(err, errors.InvalidInput)) // and nothing was sent
	// Output:
	// true true <nil>
	// not_found ShowBackup 404 1
	// true
}
