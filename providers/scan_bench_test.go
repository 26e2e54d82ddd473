package providers_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
)

const (
	answerTime = 50 * time.Millisecond // of a request
	inTurn     = 20                    // requests that a source takes, one after another
	rowsAtOnce = 100                   // rows of a page
)

// distant is a service that answers each request after a while. What it answers
// is made when it is first asked for, so that a second scan finds it ready.
type distant struct {
	wait   time.Duration
	answer func(path string, q url.Values) string

	mu   sync.Mutex
	made map[string]string
}

// RoundTrip implements [http.RoundTripper].
func (d *distant) RoundTrip(req *http.Request) (*http.Response, error) {
	begun := time.Now()
	q := req.URL.Query()
	action := q.Get("Action") + req.Header.Get("X-Acs-Action")
	for _, changing := range []string{"Signature", "SignatureNonce", "Timestamp"} {
		q.Del(changing)
	}
	key := action + req.URL.Path + "?" + q.Encode()
	d.mu.Lock()
	body, ok := d.made[key]
	if !ok {
		body = d.answer(action+req.URL.Path, q)
		d.made[key] = body
	}
	d.mu.Unlock()
	select {
	case <-time.After(d.wait - time.Since(begun)):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	return &http.Response{
		StatusCode: http.StatusOK, ContentLength: int64(len(body)),
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// numberedRows writes the rows from first up to end, each with its number in the
// place of every %[1]d.
func numberedRows(first, end int, row string) string {
	var b strings.Builder
	for i := first; i < end; i++ {
		if i > first {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, row, i)
	}
	return b.String()
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// The five services, each with as much as takes inTurn requests to read: the
// pages of the one long list, and the others that have to be asked for.

func distantSDRS(path string, q url.Values) string {
	const rows = (inTurn - 1) * (rowsAtOnce - 1) // pages overlap by one, the last is not full, the groups take a request
	if !strings.HasSuffix(path, "/failure-jobs") {
		return `{"count":0,"server_groups":[]}`
	}
	first := number(q.Get("offset"))
	return fmt.Sprintf(`{"count":%d,"failure_jobs":[%s]}`, rows, numberedRows(first, min(first+number(q.Get("limit")), rows),
		`{"job_status":"FAIL","resource_id":"r%[1]d","resource_name":"n","resource_type":"protectedInstance","failure_status":"createFail",`+
			`"job_id":"j%[1]d","job_type":"createProtectedInstance","begin_time":"2019-01-21T12:56:35.754Z","error_code":"EVS.2024","fail_reason":"volume is error!"}`))
}

func distantVBS(path string, q url.Values) string {
	const rows = (inTurn-2)*(rowsAtOnce-1) - 1 // as with SDRS, and without a total the end takes a request
	if !strings.HasSuffix(path, "/backups/detail") {
		return `{"backup_policies":[]}`
	}
	first := number(q.Get("offset"))
	end := min(first+number(q.Get("limit")), rows)
	links := ""
	if end < rows {
		links = `{"href":"https://internal/","rel":"next"}`
	}
	return fmt.Sprintf(`{"backups":[%s],"backups_links":[%s]}`, numberedRows(first, end,
		`{"id":"b%[1]d","name":"nightly","status":"error","volume_id":"v%[1]d","fail_reason":"volume is busy","size":40,"created_at":"2019-06-13T09:40:53.930532"}`), links)
}

func distantCSBS(_ string, q url.Values) string {
	const rows = (inTurn - 1) * rowsAtOnce // then an empty page
	first := 0
	if marker := q.Get("marker"); marker != "" {
		first = number(marker[1:]) + 1
	}
	return fmt.Sprintf(`{"checkpoint_items":[%s]}`, numberedRows(first, min(first+number(q.Get("limit")), rows),
		`{"id":"c%[1]d","checkpoint_id":"k","name":"backup","status":"error","resource_id":"s%[1]d","resource_type":"OS::Nova::Server",`+
			`"created_at":"2019-06-13T09:40:53.930532","extend_info":{"fail_code":{"Code":"CSBS.6005","Description":"quota"},"fail_op":"backup","progress":40}}`))
}

func distantFNF(path string, q url.Values) string {
	const rows = (inTurn - 1) * rowsOfFNF // the flows take a request
	if strings.HasPrefix(path, "ListFlows") {
		return `{"RequestId":"R","Flows":[{"Name":"flow"}]}`
	}
	first := number(q.Get("NextToken"))
	end, next := min(first+number(q.Get("Limit")), rows), ""
	if end < rows {
		next = strconv.Itoa(end)
	}
	return fmt.Sprintf(`{"RequestId":"R","NextToken":%q,"Executions":[%s]}`, next, numberedRows(first, end,
		`{"FlowName":"flow","Name":"e%[1]d","Status":"Stopped","StartedTime":"2019-01-01T01:01:01.001Z","StoppedTime":"2019-01-01T01:01:02.002Z"}`))
}

// rowsOfFNF is the most that ListExecutions gives at once.
const rowsOfFNF = 99

func distantDBS(path string, q url.Values) string {
	const rows = (inTurn - 3) * rowsAtOnce // the plans, the increments and the restores take one each
	list := func(total int, name, items string) string {
		return fmt.Sprintf(`{"Success":true,"RequestId":"R","TotalElements":%d,"TotalPages":%d,"PageNum":%s,"PageSize":%d,"Items":{%q:[%s]}}`,
			total, (total+rowsAtOnce-1)/rowsAtOnce, q.Get("PageNum"), rowsAtOnce, name, items)
	}
	switch action, _, _ := strings.Cut(path, "/"); action {
	case "DescribeBackupPlanList":
		return list(1, "BackupPlanDetail", `{"BackupPlanId":"plan","BackupPlanName":"plan","BackupPlanStatus":"running"}`)
	case "DescribeFullBackupList":
		first := number(q.Get("PageNum")) * rowsAtOnce
		return list(rows, "FullBackupFile", numberedRows(first, min(first+rowsAtOnce, rows),
			`{"BackupSetId":"s%[1]d","BackupStatus":"finish","StartTime":1570701361528,"EndTime":1570701361999,"BackupSize":10}`))
	}
	return list(0, "Row", "")
}

// fiveSources are one of each service.
func fiveSources(tb testing.TB, wait time.Duration) []sdk.Client {
	tb.Helper()
	options := func(answer func(string, url.Values) string) transport.Options {
		return transport.Options{Rate: 1e6, RoundTripper: &distant{wait: wait, answer: answer, made: map[string]string{}}}
	}
	a, err := dbs.New(alibaba.Config{Region: "cn-hangzhou", Credentials: handKeys, Transport: options(distantDBS)}, dbs.Options{})
	must(tb, err)
	b, err := fnf.New(alibaba.Config{Region: "cn-hangzhou", Credentials: handKeys, Transport: options(distantFNF)}, fnf.Options{})
	must(tb, err)
	c, err := sdrs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: options(distantSDRS)}, sdrs.Options{})
	must(tb, err)
	d, err := csbs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: options(distantCSBS)}, csbs.Options{})
	must(tb, err)
	e, err := vbs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: options(distantVBS)}, vbs.Options{})
	must(tb, err)
	return []sdk.Client{a, b, c, d, e}
}

// readFive scans the sources, and checks that each took as many requests as it
// was made for.
func readFive(tb testing.TB, sources []sdk.Client) {
	tb.Helper()
	scan := sdk.Tasks(sdk.Query{PageSize: rowsAtOnce}, sources...)
	for _, err := range scan.All(tb.Context()) {
		must(tb, err)
	}
	for _, r := range scan.Receipts() {
		if !r.Complete || r.Requests != inTurn || r.Tasks < (inTurn-3)*rowsAtOnce {
			tb.Fatalf("%s: %d tasks in %d requests, complete %t; want %d requests", r.Source, r.Tasks, r.Requests, r.Complete, inTurn)
		}
	}
}

// BenchmarkFiveSources scans five sources, which need twenty requests of 50 ms
// each. The floor is the waiting of one of them.
func BenchmarkFiveSources(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		d := &distant{wait: answerTime, answer: func(string, url.Values) string { return "{}" }, made: map[string]string{}}
		for b.Loop() {
			for range inTurn {
				req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://service.test/", nil)
				must(b, err)
				resp, err := d.RoundTrip(req)
				must(b, err)
				_ = resp.Body.Close()
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		sources := fiveSources(b, answerTime)
		readFive(b, sources) // makes the answers
		for b.Loop() {
			readFive(b, sources)
		}
	})
}

// The sources of the benchmark take the requests that its floor waits for.
func TestFiveSources(t *testing.T) { readFive(t, fiveSources(t, 0)) }
