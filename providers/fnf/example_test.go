package fnf_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// A workflow step waits for a backup that has failed: the report ends it, once in
// effect.
func Example() {
	client, err := fnf.New(alibaba.Config{
		Region:      "cn-hangzhou",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.FnF(emulator.Config{}))},
	}, fnf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	report := sdk.FailureReport{Token: "emulator-task-token", Error: "BackupFailed", Cause: "the disk is full"}
	for range 2 {
		result, err := sdk.Report(ctx, client, report)
		fmt.Println(result.Outcome, err)
	}
	// Output:
	// reported <nil>
	// completed_by_other <nil>
}
