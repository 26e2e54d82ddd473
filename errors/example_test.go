package errors_test

import (
	"fmt"

	"github.com/taskfault/taskfault/errors"
)

// call stands for any call of a client.
func call() error {
	return &errors.Error{
		Service:   "csbs",
		Region:    "eu-de",
		Operation: "ListCheckpointItems",
		Kind:      errors.Throttled,
		Code:      "APIGW.0308",
		Message:   "The throttling threshold has been reached",
		Status:    429,
		RequestID: "9f4c",
		Retry:     errors.RetryYes,
	}
}

// One vocabulary serves every service: a Kind is an error that Is finds.
func ExampleIs() {
	err := fmt.Errorf("reading backups: %w", call())

	switch {
	case errors.Is(err, errors.Throttled):
		fmt.Println("slow down")
	case errors.Is(err, errors.PermissionDenied):
		fmt.Println("ask for the right")
	}
	// Output: slow down
}

// AsType gives the error itself, with what the service said about it.
func ExampleAsType() {
	err := fmt.Errorf("reading backups: %w", call())

	if e, ok := errors.AsType[*errors.Error](err); ok {
		fmt.Println(e.Code, e.Status, e.RequestID)
		fmt.Println(e)
	}
	// Output:
	// APIGW.0308 429 9f4c
	// csbs ListCheckpointItems in eu-de failed: throttled APIGW.0308: The throttling threshold has been reached (HTTP 429, request 9f4c)
}

func ExampleError_Explain() {
	err := call()

	if e, ok := errors.AsType[*errors.Error](err); ok {
		x := e.Explain("en")
		fmt.Println(x.Meaning)
		fmt.Println(x.Remedy)
	}
	// Output:
	// More requests came than the gateway allows; the message tells the limit and its window.
	// Wait a few seconds and go on more slowly, or have the limit raised.
}

// A task's failure says what it means and whether starting it anew can help.
func ExampleFailure_Explain() {
	failure := errors.NewFailure("fnf", "TaskInvalidState", "Task is in an invalid state", "")

	x := failure.Explain("zh-CN")
	fmt.Println(x.Kind, x.Retry)
	fmt.Println(x.Meaning)

	// A code that the catalog does not have is not guessed at. What is known
	// without it is told.
	x = errors.NewFailure("dbs", "Storage.Unheard", "", "restoreTask").Explain("en")
	fmt.Println(x.Kind, x.Retry)
	fmt.Println(x.Meaning)
	// Output:
	// invalid_state after_wait
	// 任务此刻还不能接收上报，因为所在步骤尚未进入等待回调的状态。
	// unknown unknown
	// A restore of this plan's data failed. The catalog does not know this code.
}

// One code can have several meanings; the status tells which.
func ExampleLookupAll() {
	for _, e := range errors.LookupAll("csbs", "CSBS.9009") {
		fmt.Println(e.Status, e.Kind)
	}
	// Output:
	// 403 permission_denied
	// 400 invalid_input
}
