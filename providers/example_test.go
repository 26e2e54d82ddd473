package providers_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
)

// keys are the emulator's. A client that is given none takes them from the
// environment or a profile.
var keys = credentials.Key("emulator-ak", "emulator-sk")

// Which tasks failed, why, and was everything read?
func Example_scan() {
	backups, err := dbs.New(alibaba.Config{
		Region:      "cn-hangzhou",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.DBS(emulator.Config{Failures: 2}))},
	}, dbs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	recovery, err := sdrs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "emulator-project",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.SDRS(emulator.Config{Failures: 2}))},
	}, sdrs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}

	failed := map[string]int{}
	scan := sdk.Failures(sdk.Query{}, backups, recovery)
	for task, err := range scan.All(context.Background()) {
		if err != nil { // names its source; the other sources go on
			fmt.Println(err)
			continue
		}
		failed[task.Service]++
		if task.ID == "ff808082686f229a0168707beaab014e" {
			fmt.Println(task.Resource.Name, task.Type, task.Trouble().Code, task.Trouble().Kind)
		}
	}
	fmt.Println(failed["dbs"], failed["sdrs"], scan.Complete())
	for _, r := range scan.Receipts() {
		fmt.Println(r.Source, r.Complete, r.Tasks)
	}
	// Output:
	// Protected-Instance-ab14 createProtectedInstance EVS.2024 internal
	// 2 2 true
	// dbs://cn-hangzhou true 2
	// sdrs://eu-de true 2
}

// Tell a waiting workflow step that its task has failed.
func Example_report() {
	workflows, err := fnf.New(alibaba.Config{
		Region:      "cn-hangzhou",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: emulator.Transport(emulator.FnF(emulator.Config{}))},
	}, fnf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := sdk.FailureReport{Token: "emulator-task-token", Error: "BackupFailed", Cause: "the disk is full"}
	for range 2 {
		result, err := sdk.Report(context.Background(), workflows, report)
		fmt.Println(result.Outcome, err)
	}
	// Output:
	// reported <nil>
	// completed_by_other <nil>
}

// What went wrong with a call: its kind, and everything that is known.
func Example_errors() {
	client, err := sdrs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "emulator-project",
		Credentials: credentials.Key("emulator-ak", "another-secret"),
		Transport: transport.Options{
			RoundTripper: emulator.Transport(emulator.SDRS(emulator.Config{})),
			// A process remembers for five minutes which keys a service has refused. A
			// test that spoils one keeps it to itself.
			Keys: transport.NewKeys(),
		},
	}, sdrs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.ListFailureJobs(context.Background(), sdrs.ListFailureJobsInput{Limit: 10})
	switch {
	case errors.Is(err, errors.Throttled):
		fmt.Println("slow down")
	case errors.Is(err, errors.Unauthenticated):
		fmt.Println("check the key")
	}
	if e, ok := errors.AsType[*errors.Error](err); ok {
		fmt.Println(e.Operation, e.Code, e.Status, len(e.Attempts), e.RequestID != "")
	}
	// Output:
	// check the key
	// ListFailureJobs APIGW.0301 401 1 true
}

// The same client by its source's URL.
func ExampleOpen() {
	client, err := providers.Open(context.Background(), "sdrs://eu-de?project_id=emulator-project",
		providers.WithCredentials(keys),
		providers.WithTransport(transport.Options{RoundTripper: emulator.Transport(emulator.SDRS(emulator.Config{}))}))
	if err != nil {
		fmt.Println(err)
		return
	}
	task, err := sdk.Get(context.Background(), client, "ff808082686f229a0168707beaab014e")
	fmt.Println(client.Source(), task.State, task.Failure.Code, err)

	_, err = providers.Open(context.Background(), "sdrs://eu-de?flow=nightly")
	fmt.Println(errors.Is(err, errors.InvalidInput))
	// Output:
	// sdrs://eu-de?project_id=emulator-project failed EVS.2024 <nil>
	// true
}

// A user's own test with canned answers.
func Example_testWithCannedAnswers() {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodGet, "https://sdrs.eu-de.otc.t-systems.com/v1/p/task-center/failure-jobs",
		httpmock.NewStringResponder(http.StatusOK, `{"count":1,"failure_jobs":[{
			"job_status":"FAIL","job_id":"1","job_type":"createProtectedInstance","resource_id":"r",
			"resource_type":"protected_instances","failure_status":"createFail","error_code":"SDRS.1306"}]}`))

	client, err := sdrs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "p",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: mock},
	}, sdrs.Options{ServerGroupIDs: []string{"g"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := sdk.Failures(sdk.Query{}, client)
	for task, err := range scan.All(context.Background()) {
		fmt.Println(task.ID, task.Trouble().Kind, err)
	}
	fmt.Println(scan.Complete())
	// Output:
	// 1 internal <nil>
	// true
}

// A user's own test with the emulator behind the same mock: it answers what no
// canned answer was registered for.
func Example_testWithTheEmulator() {
	mock := httpmock.NewMockTransport()
	emulated := emulator.Transport(emulator.SDRS(emulator.Config{Failures: 3}))
	mock.RegisterNoResponder(emulated.RoundTrip)

	client, err := sdrs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "emulator-project",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: mock},
	}, sdrs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := sdk.Failures(sdk.Query{}, client)
	n := 0
	for _, err := range scan.All(context.Background()) {
		if err == nil {
			n++
		}
	}
	fmt.Println(n, scan.Complete())
	// Output:
	// 3 true
}

// The same in bad weather: everything is found, or the scan says that it was not.
func Example_badWeather() {
	faults := &sdktest.Faults{Seed: 1, Rate: 0.05}
	over := faults.RoundTripper(emulator.Transport(emulator.SDRS(emulator.Config{Failures: 12})))
	client, err := sdrs.New(huawei.Config{
		Region:      "eu-de",
		ProjectID:   "emulator-project",
		Credentials: keys,
		Transport:   transport.Options{RoundTripper: over, Keys: transport.NewKeys()},
	}, sdrs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := sdk.Failures(sdk.Query{}, client)
	found := 0
	for _, err := range scan.All(context.Background()) {
		if err == nil {
			found++
		}
	}
	fmt.Println(found == 12 || !scan.Complete())
	// Output:
	// true
}
