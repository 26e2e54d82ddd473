package fnf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// noting is a mock that hands requests on to rt, and notes which statuses the
// executions have that it lists.
func noting(rt http.RoundTripper, statuses map[string]int) *httpmock.MockTransport {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodPost, "/", func(req *http.Request) (*http.Response, error) {
		resp, err := rt.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		resp.Body = httpmock.NewRespBodyFromBytes(body)
		var answer struct{ Executions []struct{ Status string } }
		if json.Unmarshal(body, &answer) == nil {
			for _, e := range answer.Executions {
				statuses[e.Status]++
			}
		}
		return resp, nil
	})
	return mock
}

// Whoever asks for failures does not read every success of a year: an execution
// that succeeded has nothing to tell beside that.
func TestNoSuccessIsReadForFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		statuses := map[string]int{}
		scan := sdk.Failures(sdk.Query{}, open(t, noting(emulator.Transport(emulator.FnF(emulator.Config{Failures: 20})), statuses)))
		found := 0
		for _, err := range scan.All(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		if found != 20 || !scan.Complete() || scan.Receipts()[0].Rows != 20 {
			t.Errorf("%d failures, receipt %+v, want 20 of 20 rows", found, scan.Receipts()[0])
		}
		if len(statuses) != 2 || statuses["Failed"]+statuses["TimedOut"] != 20 {
			t.Errorf("the statuses read are %v, want Failed and TimedOut only", statuses)
		}
	})
}

// What goes on has no end yet, whatever the row has in its place.
func TestOnlyWhatIsOverHasAnEnd(t *testing.T) {
	for status, over := range map[string]bool{"Starting": false, "Running": false, "Succeeded": true, "Failed": true, "TimedOut": true, "Stopped": true, "Melted": true} {
		s := alibabatest.Fixed(200, fmt.Sprintf(`{"RequestId":"r","Name":"e","Status":%q,"StoppedTime":"2026-11-22T01:00:00Z","Events":[]}`, status))
		task, err := open(t, s).Get(t.Context(), "flow/e")
		if err != nil || task.EndedAt.IsZero() == over || task.UpdatedAt.IsZero() != over {
			t.Errorf("%s: ended at %v, changed at %v, %v", status, task.EndedAt, task.UpdatedAt, err)
		}
	}
}
