package errors_test

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"github.com/taskfault/taskfault/errors"
)

func TestEveryKindIsFoundThroughWrapping(t *testing.T) {
	for _, k := range errors.Kinds() {
		for name, err := range map[string]error{
			"bare":    k,
			"error":   &errors.Error{Kind: k},
			"wrapped": fmt.Errorf("reading: %w", &errors.Error{Kind: k}),
			"joined":  errors.Join(errors.New("other"), fmt.Errorf("a: %w", &errors.Error{Kind: k})),
			"cause":   &errors.Error{Kind: k, Err: errors.New("cause")},
		} {
			for _, other := range errors.Kinds() {
				if got, want := errors.Is(err, other), other == k; got != want {
					t.Errorf("%s of kind %s: Is %s = %t, want %t", name, k, other, got, want)
				}
			}
			if got := errors.KindOf(err); got != k {
				t.Errorf("%s of kind %s: KindOf = %s", name, k, got)
			}
		}
		if k.Error() != string(k) {
			t.Errorf("%s.Error() = %q", string(k), k.Error())
		}
	}
}

func TestErrorWithoutKindIsUnknown(t *testing.T) {
	err := &errors.Error{}
	if !errors.Is(err, errors.Unknown) || errors.KindOf(err) != errors.Unknown || err.ErrorCode() != "unknown" {
		t.Errorf("Error{}: Is Unknown %t, KindOf %q, ErrorCode %q, want unknown in all",
			errors.Is(err, errors.Unknown), errors.KindOf(err), err.ErrorCode())
	}
	if got := err.Error(); got != "failed: unknown" {
		t.Errorf("Error{}.Error() = %q, want %q", got, "failed: unknown")
	}
}

func TestStandardTwins(t *testing.T) {
	tests := []struct {
		kind errors.Kind
		twin error
	}{
		{errors.Canceled, context.Canceled},
		{errors.Timeout, context.DeadlineExceeded},
		{errors.Unsupported, errors.ErrUnsupported},
	}
	for _, test := range tests {
		for _, k := range errors.Kinds() {
			for _, err := range []error{k, &errors.Error{Kind: k}, fmt.Errorf("w: %w", &errors.Error{Kind: k})} {
				if got, want := errors.Is(err, test.twin), k == test.kind; got != want {
					t.Errorf("%T of kind %s: Is %v = %t, want %t", err, k, test.twin, got, want)
				}
			}
		}
	}
}

func TestKindOf(t *testing.T) {
	inner := &errors.Error{Kind: errors.NotFound}
	tests := []struct {
		name string
		err  error
		want errors.Kind
	}{
		{"nil", nil, ""},
		{"plain", errors.New("x"), errors.Unknown},
		{"canceled context", fmt.Errorf("x: %w", context.Canceled), errors.Canceled},
		{"deadline of a context", fmt.Errorf("x: %w", context.DeadlineExceeded), errors.Timeout},
		{"outermost error", &errors.Error{Kind: errors.Unavailable, Err: inner}, errors.Unavailable},
		{"error before kind", errors.Join(errors.Gone, inner), errors.NotFound},
		{"error before context", &errors.Error{Kind: errors.Unavailable, Err: context.DeadlineExceeded}, errors.Unavailable},
		{"failure", &errors.Failure{Kind: errors.NotFound}, errors.Unknown},
	}
	for _, test := range tests {
		if got := errors.KindOf(test.err); got != test.want {
			t.Errorf("%s: KindOf(%v) = %q, want %q", test.name, test.err, got, test.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	full := &errors.Error{
		Service: "sdrs", Region: "eu-de", Operation: "ListFailureJobs",
		Kind: errors.Throttled, Code: "APIGW.0308", Message: "too fast",
		Status: 429, RequestID: "r-1", RetryAfter: 5 * time.Second, Attempts: make([]errors.Attempt, 4),
		Err: errors.New("never seen beside a message"),
	}
	tests := []struct {
		name string
		err  *errors.Error
		want string
	}{
		{"all", full, "sdrs ListFailureJobs in eu-de failed: throttled APIGW.0308: too fast (HTTP 429, request r-1, 4 attempts, retry after 5s)"},
		{"cause only", &errors.Error{Service: "dbs", Kind: errors.Timeout, Err: context.DeadlineExceeded}, "dbs failed: timeout: context deadline exceeded"},
		{"right", &errors.Error{Kind: errors.PermissionDenied, Right: "dbs:DescribeJobErrorCode", Status: 403}, "failed: permission_denied (needs the right dbs:DescribeJobErrorCode, HTTP 403)"},
		{"one attempt", &errors.Error{Kind: errors.Internal, Attempts: make([]errors.Attempt, 1)}, "failed: internal"},
	}
	for _, test := range tests {
		if got := test.err.Error(); got != test.want {
			t.Errorf("%s: Error() =\n%s, want\n%s", test.name, got, test.want)
		}
	}
}

// Nothing that a service sends makes the text two lines or reaches a terminal.
func TestErrorTextIsOneCleanLine(t *testing.T) {
	const evil = "a\r\nb\x1b[2J\u202e\u0000\xff"
	attempts := []errors.Attempt{{Kind: errors.Kind(evil), Code: evil, RequestID: evil}, {}}
	err := &errors.Error{
		Service: evil, Region: evil, Operation: evil, Kind: errors.Kind(evil), Code: evil,
		Message: evil, Right: evil, RequestID: evil, Attempts: attempts,
	}
	failure := &errors.Failure{Service: evil, Code: evil, Reason: evil, Phase: evil}
	caused := &errors.Error{Kind: errors.Internal, Err: errors.Join(errors.New("a"), errors.New(evil))}
	for _, text := range []string{err.Error(), caused.Error(), failure.Error(), attempts[0].String()} {
		if errors.Printable(text) != text {
			t.Errorf("text is not clean: %q", text)
		}
	}
	if got, want := strings.Count(err.Detail(), "\n"), len(attempts); got != want {
		t.Errorf("Detail() has %d line ends, want %d: %q", got, want, err.Detail())
	}
}

func TestDetail(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 10e6, time.FixedZone("", 7200))
	err := &errors.Error{
		Service: "csbs", Operation: "ListCheckpointItems", Kind: errors.Internal, Status: 500,
		Attempts: []errors.Attempt{
			{At: at, Took: 30 * time.Millisecond, Kind: errors.Unavailable},
			{At: at.Add(time.Second), Wait: time.Second, Took: time.Millisecond, Status: 500, Kind: errors.Internal, Code: "CSBS.9999", RequestID: "r-2"},
		},
	}
	want := "csbs ListCheckpointItems failed: internal (HTTP 500, 2 attempts)\n" +
		"  attempt 1: 2024-05-06T05:08:09.01Z, took 30ms, unavailable\n" +
		"  attempt 2: 2024-05-06T05:08:10.01Z after waiting 1s, took 1ms, HTTP 500, internal CSBS.9999, request r-2"
	if got := err.Detail(); got != want {
		t.Errorf("Detail() =\n%s, want\n%s", got, want)
	}
}

func TestSmithyAPIError(t *testing.T) {
	tests := []struct {
		err           *errors.Error
		code, message string
		fault         smithy.ErrorFault
	}{
		{&errors.Error{Kind: errors.Throttled, Code: "APIG.0308", Message: "m"}, "APIG.0308", "m", smithy.FaultServer},
		{&errors.Error{Kind: errors.Unavailable, Err: errors.New("refused")}, "unavailable", "refused", smithy.FaultServer},
		{&errors.Error{Kind: errors.Malformed}, "malformed", "", smithy.FaultServer},
		{&errors.Error{Kind: errors.NotFound, Code: "CSBS.3001"}, "CSBS.3001", "", smithy.FaultClient},
		{&errors.Error{Kind: errors.Canceled, Err: context.Canceled}, "canceled", "context canceled", smithy.FaultClient},
		{&errors.Error{Kind: errors.Timeout}, "timeout", "", smithy.FaultUnknown},
		{&errors.Error{}, "unknown", "", smithy.FaultUnknown},
	}
	for _, test := range tests {
		var api smithy.APIError
		if !errors.As(fmt.Errorf("wrapped: %w", test.err), &api) {
			t.Errorf("%v: is no smithy.APIError", test.err)
			continue
		}
		if api.ErrorCode() != test.code || api.ErrorMessage() != test.message || api.ErrorFault() != test.fault {
			t.Errorf("%v: got %q, %q, %v, want %q, %q, %v", test.err,
				api.ErrorCode(), api.ErrorMessage(), api.ErrorFault(), test.code, test.message, test.fault)
		}
	}
}

// The snapshot of an answer that could not be decoded may hold anything, so it
// must not come out with the text, even if somebody kept one.
func TestSnapshotIsNeverShown(t *testing.T) {
	const secret = "token-in-a-body"
	err := &errors.Error{
		Service: "sdrs", Operation: "ShowJob", Kind: errors.Malformed, Status: 200,
		Attempts: make([]errors.Attempt, 2),
		Err:      &smithy.DeserializationError{Err: errors.New("not JSON"), Snapshot: []byte(secret)},
	}
	for _, text := range []string{
		err.Error(), err.Detail(), err.ErrorMessage(), fmt.Sprint(err), fmt.Sprintf("%+v", err), fmt.Sprintf("%s %q", err, err),
	} {
		if strings.Contains(text, secret) {
			t.Errorf("the snapshot is in the text: %s", text)
		}
	}
	if want := "sdrs ShowJob failed: malformed: deserialization failed, not JSON (HTTP 200, 2 attempts)"; err.Error() != want {
		t.Errorf("Error() =\n%s, want\n%s", err, want)
	}
	if d, ok := errors.AsType[*smithy.DeserializationError](err); !ok || d.Err == nil {
		t.Errorf("the cause is lost: %v, %t", d, ok)
	}
}

func TestStandardForwards(t *testing.T) {
	base := errors.New("base")
	wrapped := fmt.Errorf("w: %w", base)
	if errors.Unwrap(wrapped) != base || !errors.Is(errors.Join(nil, wrapped), base) || errors.Join(nil, nil) != nil {
		t.Error("New, Unwrap, Is and Join do not work together")
	}
	var target *errors.Error
	if !errors.As(fmt.Errorf("w: %w", &errors.Error{Code: "X"}), &target) || target.Code != "X" {
		t.Errorf("As gave %v", target)
	}
	if _, ok := errors.AsType[*errors.Error](base); ok {
		t.Error("AsType found an Error where there is none")
	}
	if !errors.Is(syscall.ENOSYS, errors.ErrUnsupported) {
		t.Error("ErrUnsupported is not the one that the standard library's errors match")
	}
}
