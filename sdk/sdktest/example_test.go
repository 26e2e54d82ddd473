package sdktest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
)

// What does my program do when the service has a bad day? Three lines put the
// weather between its client and a service.
func ExampleFaults() {
	service := emulator.Transport(emulator.VBS(emulator.Config{Failures: 5}))

	faults := &sdktest.Faults{First: 3, Kinds: []sdktest.Fault{sdktest.Unavailable, sdktest.Reset, sdktest.Cut}}
	client, err := vbs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "emulator-project",
		Credentials: credentials.Key("emulator-ak", "emulator-sk"),
		Transport:   transport.Options{RoundTripper: faults.RoundTripper(service), MinDelay: time.Millisecond},
	}, vbs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := sdk.Failures(sdk.Query{}, client)
	found := 0
	for _, err := range scan.All(context.Background()) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		found++
	}
	fmt.Println(found, "failed tasks, complete:", scan.Complete())
	fmt.Println(faults.Injected(), "faults met,", scan.Receipts()[0].Retries, "retries")
	// Output:
	// 5 failed tasks, complete: true
	// 3 faults met, 3 retries
}
