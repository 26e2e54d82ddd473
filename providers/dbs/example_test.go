package dbs_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Which backups failed, and does the service know more about one of them?
func Example() {
	client, err := dbs.New(alibaba.Config{
		Region:      "cn-hangzhou",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"), // default: the environment, then the profile files
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.DBS(emulator.Config{Failures: 2}))},
	}, dbs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(ctx) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(task.Type, task.State, task.Trouble().Code)
		if more, err := sdk.ExplainTask(ctx, client, task.ID, "en"); err != nil || more == nil {
			fmt.Println("the service names no error:", err)
		}
	}
	fmt.Println("complete:", scan.Complete())
	// Output:
	// fullBackup failed ServiceUnavailable
	// restoreTask failed Request.Forbidden
	// complete: true
}
