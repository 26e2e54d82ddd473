package stow_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

// job is a job as the service writes it.
type job struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Status   string            `json:"status"`
	Volume   map[string]string `json:"volume"`
	Started  string            `json:"started,omitempty"`
	Ended    string            `json:"ended,omitempty"`
	Code     string            `json:"code,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Progress int               `json:"progress"`
}

// jobs are those that the service holds, newest first: so many that failed or never
// ran, and some that are well.
func jobs(d sdktest.Data) []job {
	begin := time.Now().UTC().Truncate(time.Second)
	clock := func(minutes int) string { return begin.Add(time.Duration(-minutes) * time.Minute).Format(time.RFC3339) }
	all := []job{
		{ID: "queued", Kind: "backup", Status: "queued"},
		{ID: "running", Kind: "restore", Status: "running", Started: clock(3), Progress: 40},
		{ID: "done", Kind: "backup", Status: "done", Started: clock(9), Ended: clock(4), Progress: 100},
	}
	for i := range d.Failures {
		j := job{ID: fmt.Sprintf("job/%d", i), Kind: "backup", Status: "failed", Started: clock(40 + 10*i), Ended: clock(33 + 10*i), Code: "STOW.0042", Reason: "the volume is busy"}
		if i%4 == 3 {
			j.Status, j.Started, j.Ended, j.Code, j.Reason = "skipped", "", clock(33+10*i), "", "the window was over"
		}
		all = append(all, j)
	}
	for i := range all {
		all[i].Volume = map[string]string{"id": fmt.Sprintf("vol-%d", i%3), "name": fmt.Sprintf("disk %d", i%3)}
	}
	return all
}

// serve is the service.
func serve(d sdktest.Data) http.Handler {
	all := jobs(d)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/jobs", func(w http.ResponseWriter, r *http.Request) { list(w, r, all) })
	mux.HandleFunc("GET /v1/jobs/{id}", func(w http.ResponseWriter, r *http.Request) {
		for _, j := range all {
			if j.ID == r.PathValue("id") {
				answer(w, http.StatusOK, map[string]any{"job": j})
				return
			}
		}
		answer(w, http.StatusNotFound, refusal("STOW.0404", "there is no such job"))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+d.Credentials.AuthToken {
			answer(w, http.StatusUnauthorized, refusal("STOW.0001", "the token is not known"))
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// list answers with a page of jobs.
func list(w http.ResponseWriter, r *http.Request, all []job) {
	q := r.URL.Query()
	limit, from := 50, 0
	var wrong [2]error
	if text := q.Get("limit"); text != "" {
		limit, wrong[0] = strconv.Atoi(text)
	}
	if text := q.Get("page"); text != "" {
		from, wrong[1] = strconv.Atoi(strings.TrimPrefix(text, "at-"))
	}
	if errors.Join(wrong[:]...) != nil || limit < 1 || limit > 200 || from < 0 || from > len(all) {
		answer(w, http.StatusBadRequest, refusal("STOW.0003", "limit or page cannot be"))
		return
	}
	page := map[string]any{"jobs": []job{}}
	var rows []job
	end := min(from+limit, len(all))
	for _, j := range all[from:end] {
		if v := q.Get("volume"); v == "" || v == j.Volume["id"] {
			rows = append(rows, j)
		}
	}
	if rows != nil {
		page["jobs"] = rows
	}
	if end < len(all) {
		page["next"] = fmt.Sprint("at-", end)
	}
	answer(w, http.StatusOK, page)
}

func refusal(code, message string) map[string]string {
	return map[string]string{"code": code, "message": message}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Request-Id", "stow-1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// planted tells what the service holds in the terms of the SDK.
func planted(d sdktest.Data) (p sdktest.Planted) {
	states := map[string]sdk.State{"queued": sdk.Pending, "running": sdk.Running, "done": sdk.Succeeded, "failed": sdk.Failed, "skipped": sdk.Missed}
	for _, j := range jobs(d) {
		t := sdk.Task{
			ID: j.ID, Type: j.Kind, State: states[j.Status], RawState: j.Status,
			Resource: sdk.Resource{ID: j.Volume["id"], Name: j.Volume["name"], Type: "volume"},
		}
		t.StartedAt, _ = time.Parse(time.RFC3339, j.Started) // empty: the zero time
		t.EndedAt, _ = time.Parse(time.RFC3339, j.Ended)
		if t.State.Bad() {
			t.Failure = &errors.Failure{Code: j.Code, Reason: j.Reason}
		}
		p.Listed = append(p.Listed, t)
	}
	return p
}
