package errors_test

import (
	"encoding/json"
	"fmt"

	"github.com/taskfault/taskfault/errors"
)

// call stands for any call of a client.
func call() error {
	return codes.Error(&errors.Error{
		Service:   "csbs",
		Region:    "eu-de",
		Operation: "ListCheckpointItems",
		Kind:      errors.Throttled,
		Code:      "APIGW.0308",
		Message:   "The throttling threshold has been reached",
		Status:    429,
		RequestID: "9f4c",
		Retry:     errors.RetryYes,
	})
}

// codes are what a provider makes of its table.
var codes = errors.NewCodes("csbs", header+
	"APIGW.0308\t429\tthrottled\tyes\tMore requests came than allowed.\tGo on more slowly.\t请求过多。\t放慢请求。\thttps://docs.example.com/codes\n"+
	"CSBS.6005\t400\tinvalid_state\tafter_wait\tThe server is at work.\tWait for it.\t云服务器正忙。\t请稍候。\t=\n"+
	"CSBS.9009\t403\tpermission_denied\tno\tThe account is not verified.\tHave it verified.\t账号未实名认证。\t请完成实名认证。\t=\n"+
	"CSBS.9009\t400\tinvalid_input\tno\tA parameter is wrong.\tCorrect it.\t参数错误。\t请更正。\t=\n")

// header is the line above the rows of a table.
const header = "code\tstatus\tkind\tretry\tmeaning_en\tremedy_en\tmeaning_zh\tremedy_zh\tpage\n"

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
	// More requests came than allowed.
	// Go on more slowly.
}

// A task's failure says what it means and whether starting it anew can help.
func ExampleFailure_Explain() {
	failure := codes.Failure("CSBS.6005", "The server is being started", "backup")

	x := failure.Explain("zh-CN")
	fmt.Println(x.Kind, x.Retry)
	fmt.Println(x.Meaning)

	// A code that the table does not have is not guessed at.
	x = codes.Failure("Storage.Unheard", "", "backup").Explain("en")
	fmt.Println(x.Kind, x.Retry)
	fmt.Println(x.Meaning)
	// Output:
	// invalid_state after_wait
	// 云服务器正忙。
	// unknown unknown
	// The catalog does not know this code.
}

// A failure that was kept as JSON has lost its table, and is explained by it.
func ExampleCodes_Explain() {
	kept, _ := json.Marshal(codes.Failure("CSBS.6005", "The server is being started", "backup"))

	var failure errors.Failure
	_ = json.Unmarshal(kept, &failure)
	fmt.Println(failure.Kind, failure.Retry)
	fmt.Println(codes.Explain(&failure, "en").Remedy)
	// Output:
	// invalid_state after_wait
	// Wait for it.
}

// One code can have several meanings; the status tells which.
func ExampleCodes_LookupAll() {
	for _, e := range codes.LookupAll("CSBS.9009") {
		fmt.Println(e.Status, e.Kind)
	}
	// Output:
	// 403 permission_denied
	// 400 invalid_input
}
