package csbs_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// A backup can be good and have a part that failed: that is a warning, and no plain
// success.
func Example() {
	client, err := csbs.New(huawei.Config{
		Region: "eu-de", ProjectID: "emulator-project", Auth: huawei.AuthOTC, // as Open Telekom Cloud has it
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.CSBS(emulator.Config{Failures: 12}))},
	}, csbs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	failed, warned := 0, 0
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(context.Background()) {
		switch {
		case err != nil:
			fmt.Println(err)
		case task.Warning != nil:
			warned++ // the service itself calls this task succeeded
		default:
			failed++
		}
	}
	fmt.Println(failed, "failed,", warned, "with a warning, complete:", scan.Complete())
	// Output:
	// 12 failed, 2 with a warning, complete: true
}
