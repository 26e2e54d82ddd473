package sdrs_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Every operation of the service is there under its own name, beside the common
// client.
func Example() {
	client, err := sdrs.New(huawei.Config{
		Region: "eu-de", ProjectID: "emulator-project",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.SDRS(emulator.Config{Failures: 24}))},
	}, sdrs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	out, err := client.ListFailureJobs(ctx, sdrs.ListFailureJobsInput{Limit: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out.FailureJobs.Rows), "rows of", out.Count, "outside of protection groups")
	_, err = client.ListFailureJobs(ctx, sdrs.ListFailureJobsInput{Limit: -1})
	fmt.Println(err)
	// Output:
	// 2 rows of 6 outside of protection groups
	// sdrs ListFailureJobs in eu-de failed: invalid_input: limit must be from 1 to 1000, or 0 for the service's default
}
