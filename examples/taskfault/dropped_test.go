package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// garbled is an SDRS with one good row and some that nobody can read.
func garbled(bad int) http.Handler {
	row := `{"job_status":"FAIL","resource_id":"r","resource_name":"good","resource_type":"server_groups","failure_status":"createFail","job_id":"j1","job_type":"create","begin_time":"2019-01-21T12:56:35.754Z"}`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/server-groups") {
			fmt.Fprint(w, `{"count":0,"server_groups":[]}`)
			return
		}
		fmt.Fprintf(w, `{"count":%d,"failure_jobs":[%s%s]}`, bad+1, row, strings.Repeat(`,["not","a","row"]`, bad))
	})
}

func TestRowsThatCannotBeReadAreTold(t *testing.T) {
	alone(t)
	source := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, garbled(9))
	r := drive("failures", "--source", source)
	all := r.records(t)
	errs, receipts := of("error", all), of("receipt", all)
	if r.code != exitError || len(of("task", all)) != 1 || len(errs) != 9 || len(receipts) != 1 {
		t.Fatalf("exit code %d\n%s; want %d, the good row, 9 errors and a receipt", r.code, r.out, exitError)
	}
	if receipts[0]["complete"] != false || receipts[0]["dropped"] != 9.0 || receipts[0]["rows"] != 10.0 {
		t.Errorf("the receipt is %v, want 9 of 10 rows dropped", receipts[0])
	}
	for _, e := range errs {
		if e.error()["kind"] != "malformed" || e["source"] != "sdrs://eu-de?project_id=p" {
			t.Errorf("got %v, want an error of kind malformed that names its source", e)
		}
	}
	r = drive("failures", "--source", source, "--output", "table")
	if r.code != exitError || !strings.Contains(r.out, "9 rows could not be read") || !strings.Contains(r.out, "good") {
		t.Errorf("exit code %d, the table is\n%s", r.code, r.out)
	}
	if got := strings.Count(r.err, "taskfault: "); got != mostTold+1 {
		t.Errorf("%d lines on stderr, want %d errors and one that there are more:\n%s", got, mostTold, r.err)
	}
}
