package cbr_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// What failed, what should have run and did not, and of what did only a part fail?
func Example() {
	client, err := cbr.New(huawei.Config{
		Region: "eu-de", ProjectID: "emulator-project",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.CBR(emulator.Config{Failures: 12}))},
	}, cbr.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	found := map[string]int{}
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(context.Background()) {
		switch {
		case err != nil:
			fmt.Println(err)
		case task.Warning != nil:
			found["with a warning"]++ // the service itself calls this task succeeded
		default:
			found[string(task.State)]++
		}
	}
	fmt.Println(found, "complete:", scan.Complete())
	// Output:
	// map[failed:10 missed:2 unknown:1 with a warning:1] complete: true
}
