package sdk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

func TestFingerprint(t *testing.T) {
	base := sdk.Task{
		Service: "sdrs", Region: "eu-de", Project: "p", ID: "job-1", Type: "createProtectedInstanceNoCG", State: sdk.Failed, RawState: "FAIL",
		Resource: sdk.Resource{ID: "r", Name: "vm", Type: "protected_instances"}, StartedAt: night,
		Failure: &errors.Failure{Service: "sdrs", Code: "EVS.2024", Reason: "no space", Phase: "createFail"},
	}
	with := func(change func(*sdk.Task, *errors.Failure)) sdk.Task {
		task, failure := base, *base.Failure
		task.Failure = &failure
		change(&task, &failure)
		return task
	}
	// The value is kept by people's own tools: it must not change between
	// versions.
	if got, want := base.Fingerprint(), "6473503fa8282e0ad77a0f4f995f26ec"; got != want {
		t.Errorf("fingerprint = %s, want %s as in every version", got, want)
	}
	for name, task := range map[string]sdk.Task{
		"the next night":   with(func(t *sdk.Task, _ *errors.Failure) { t.ID = "job-2"; t.StartedAt = night.Add(24 * time.Hour) }),
		"renamed resource": with(func(t *sdk.Task, _ *errors.Failure) { t.Resource.Name = "vm2" }),
		"other words":      with(func(_ *sdk.Task, f *errors.Failure) { f.Reason = "disk full" }),
		"other spelling":   with(func(t *sdk.Task, _ *errors.Failure) { t.Resource.Type = "protectedInstance" }),
		"another step":     with(func(_ *sdk.Task, f *errors.Failure) { f.Phase, f.Situation = "createNativeServerNoCG", "FAIL" }),
		"progress and raw": with(func(t *sdk.Task, _ *errors.Failure) { t.Progress, t.Raw, t.RawState = 5, []byte("{}"), "fail" }),
	} {
		if task.Fingerprint() != base.Fingerprint() {
			t.Errorf("%s: the fingerprint changed", name)
		}
	}
	seen := map[string]string{base.Fingerprint(): "the task itself"}
	for name, task := range map[string]sdk.Task{
		"service":        with(func(t *sdk.Task, _ *errors.Failure) { t.Service = "vbs" }),
		"region":         with(func(t *sdk.Task, _ *errors.Failure) { t.Region = "eu-nl" }),
		"project":        with(func(t *sdk.Task, _ *errors.Failure) { t.Project = "q" }),
		"resource":       with(func(t *sdk.Task, _ *errors.Failure) { t.Resource.ID = "s" }),
		"operation":      with(func(t *sdk.Task, _ *errors.Failure) { t.Type = "deleteProtectedInstanceNoCG" }),
		"state":          with(func(t *sdk.Task, _ *errors.Failure) { t.RawState = "error_restoring" }),
		"code":           with(func(_ *sdk.Task, f *errors.Failure) { f.Code = "EVS.2025" }),
		"no failure":     with(func(t *sdk.Task, _ *errors.Failure) { t.Failure = nil }),
		"warning":        with(func(t *sdk.Task, f *errors.Failure) { t.Failure, t.Warning = nil, f }),
		"warning's part": with(func(t *sdk.Task, f *errors.Failure) { t.Failure, t.Warning = nil, f; f.Phase = "copy" }),
		"warning's code": with(func(t *sdk.Task, f *errors.Failure) { t.Failure, t.Warning = nil, f; f.Code = "EVS.2025" }),
		"name for ID":    with(func(t *sdk.Task, _ *errors.Failure) { t.Resource.ID = "" }),
		"no resource":    with(func(t *sdk.Task, _ *errors.Failure) { t.Resource = sdk.Resource{} }),
		"words moved":    with(func(t *sdk.Task, _ *errors.Failure) { t.Service, t.Region = "sdr", "seu-de" }),
		"a long name":    with(func(t *sdk.Task, _ *errors.Failure) { t.Resource.ID = strings.Repeat("x", 1000) }),
	} {
		f := task.Fingerprint()
		if len(f) != 32 || strings.Trim(f, "0123456789abcdef") != "" {
			t.Errorf("%s: fingerprint %q, want 32 hexadecimal digits", name, f)
		}
		if other, ok := seen[f]; ok {
			t.Errorf("another %s gives the fingerprint of %s", name, other)
		}
		seen[f] = name
	}
	nameless := with(func(t *sdk.Task, _ *errors.Failure) { t.Resource = sdk.Resource{} })
	next := nameless
	next.ID = "job-2"
	if nameless.Fingerprint() == next.Fingerprint() {
		t.Error("two tasks without a resource have one fingerprint")
	}
}

// The fingerprint of a task that has not failed does not move with its state.
func TestFingerprintOnTheWay(t *testing.T) {
	waiting := sdk.Task{Service: "vbs", Region: "eu-de", ID: "b", Type: "backup", State: sdk.Running, RawState: "creating", Resource: sdk.Resource{ID: "disk"}}
	done := waiting
	done.State, done.RawState = sdk.Succeeded, "available"
	if waiting.Fingerprint() != done.Fingerprint() {
		t.Error("a task that went on from creating to available has two fingerprints")
	}
}

func TestStatsAdd(t *testing.T) {
	s := sdk.Stats{Pages: 1, Rows: 2, Requests: 3, Retries: 4, Duplicates: 5, Drift: 6}
	s.Add(sdk.Stats{Pages: 10, Rows: 20, Requests: 30, Retries: 40, Duplicates: 50, Drift: 60})
	if want := (sdk.Stats{Pages: 11, Rows: 22, Requests: 33, Retries: 44, Duplicates: 55, Drift: 66}); s != want {
		t.Errorf("got %+v, want %+v", s, want)
	}
}

// A client without an optional interface gives an error that says so.
func TestUnsupported(t *testing.T) {
	plain := newFake("csbs", 1)
	for name, call := range map[string]func() error{
		"Report failure": func() error {
			r, err := sdk.Report(t.Context(), plain, sdk.FailureReport{Token: "secret-token", Error: "e"})
			if r.Outcome != sdk.OutcomeUnknown {
				t.Errorf("outcome = %s, want unknown", r.Outcome)
			}
			return err
		},
		"Report success": func() error {
			_, err := sdk.Report(t.Context(), plain, sdk.SuccessReport{Token: "secret-token", Output: "{}"})
			return err
		},
		"ExplainTask": func() error {
			_, err := sdk.ExplainTask(t.Context(), plain, "id", "en")
			return err
		},
	} {
		err := call()
		e, ok := errors.AsType[*errors.Error](err)
		if !ok || !errors.Is(err, errors.Unsupported) || !errors.Is(err, errors.ErrUnsupported) || e.Service != "csbs" || e.Region != "eu-de" {
			t.Errorf("%s: %v, want an error of kind unsupported that names csbs in eu-de", name, err)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error %q shows the token", name, err)
		}
	}
	if task, err := sdk.Get(t.Context(), plain, "id"); err != nil || task.ID != "id" {
		t.Errorf("Get = %+v, %v; want the task", task, err)
	}
	if _, err := sdk.Get(t.Context(), plain, ""); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("Get without an ID: %v, want kind invalid_input", err)
	}
}

// able has every optional interface.
type able struct{ *fake }

func (able) ExplainTask(_ context.Context, id, lang string) (*errors.Failure, error) {
	return &errors.Failure{Code: id, Reason: lang}, nil
}

func (able) ReportFailure(_ context.Context, r sdk.FailureReport) (sdk.ReportResult, error) {
	return sdk.ReportResult{Outcome: sdk.Reported, RequestID: r.Error}, nil
}

func (able) ReportSuccess(_ context.Context, r sdk.SuccessReport) (sdk.ReportResult, error) {
	return sdk.ReportResult{Outcome: sdk.AlreadyReported, RequestID: r.Output}, nil
}

func TestSupported(t *testing.T) {
	client := able{newFake("fnf", 1)}
	if f, err := sdk.ExplainTask(t.Context(), client, "id", "zh"); err != nil || f.Code != "id" || f.Reason != "zh" {
		t.Errorf("ExplainTask = %+v, %v; want the client's answer", f, err)
	}
	if r, err := sdk.Report(t.Context(), client, sdk.FailureReport{Error: "e"}); err != nil || r.Outcome != sdk.Reported || r.RequestID != "e" {
		t.Errorf("Report(FailureReport) = %+v, %v; want the client's answer", r, err)
	}
	if r, err := sdk.Report(t.Context(), client, sdk.SuccessReport{Output: "o"}); err != nil || r.Outcome != sdk.AlreadyReported || r.RequestID != "o" {
		t.Errorf("Report(SuccessReport) = %+v, %v; want the client's answer", r, err)
	}
}

// Whoever handles what Failures lists needs no check for nil.
func TestTroubleIsThereForEveryTaskThatHasSome(t *testing.T) {
	failure := &errors.Failure{Service: "vbs", Code: "VolumeBackup.0027", Reason: "r", Phase: "p"}
	warning := &errors.Failure{Service: "vbs", Reason: "w", Phase: "p"}
	silent := &errors.Failure{Service: "vbs", Phase: "p"}
	for _, state := range sdk.States() {
		for _, f := range []*errors.Failure{nil, silent, failure} {
			for _, w := range []*errors.Failure{nil, warning} {
				task := sdk.Task{Service: "vbs", State: state, Failure: f, Warning: w}
				got := task.Trouble()
				if (got != nil) != task.HasTrouble() {
					t.Errorf("%s with %v and %v: got %v, want some where there is trouble", state, f, w, got)
					continue
				}
				want := w
				if f == failure || state.Bad() {
					want = f
				}
				if got != want && !(want == nil && state.Bad() && got.Kind == errors.Unknown && got.Service == "vbs") {
					t.Errorf("%s with %v and %v: got %v, want %v", state, f, w, got, want)
				}
			}
		}
	}
}
