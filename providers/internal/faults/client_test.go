package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// The canaries: secrets that may be seen in no error, log line, task or receipt,
// in none of their forms. Each begins with the word that is looked for. What the
// requests really carried to prove their sender is a canary as well.
const (
	canaryWord     = "canary"
	canarySecret   = "canary-secret+/=1"
	canarySTS      = "canary-sts+/=2"
	canaryAuth     = "canary-auth-3"
	canaryPassword = "canary-password&4"
	canaryTask     = "canary-task+/=5"
)

// staticKey are static credentials, all of them canaries but for the ID.
var staticKey = credentials.Static(signer.Credentials{
	AccessKeyID: "FAULTSKEY", AccessKeySecret: canarySecret, SecurityToken: canarySTS,
})

// staticToken are the same as a token of IAM.
var staticToken = credentials.Static(signer.Credentials{AuthToken: canaryAuth})

// watchedClient is a client of one service, whose log and requests are watched for
// secrets.
type watchedClient struct {
	*testing.T
	service service
	client  sdk.Client
	log     *logBuffer
	base    *requestRecorder
	looksUp bool // the project, in IAM
}

// configure changes what a client is opened with.
type configure func(*clientConfig)

// openWatched opens a service's client over base. Its log and its requests are
// watched.
func openWatched(t *testing.T, s service, base http.RoundTripper, set ...configure) *watchedClient {
	t.Helper()
	w := &watchedClient{T: t, service: s, log: &logBuffer{}, base: &requestRecorder{base: base}}
	c := clientConfig{
		Credentials: staticKey,
		Transport: transport.Options{
			RoundTripper: w.base,
			Keys:         transport.NewKeys(), // what one case has spoilt is good in the next
			Logger:       slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
	}
	for _, f := range set {
		f(&c)
	}
	client, err := s.open(c)
	if err != nil {
		t.Fatal(err)
	}
	w.client, w.looksUp = client, c.LooksUp
	t.Cleanup(func() {
		w.quiet("the log", w.log.String())
		if len(w.base.hosts()) > 1 {
			t.Errorf("requests went to the hosts %v, want one", w.base.hosts())
		}
	})
	return w
}

// list reads one page through the service's own operation.
func (w *watchedClient) list(ctx context.Context) (listedRows, error) {
	return w.service.list(ctx, w.client)
}

// failed asserts that err is the one typed error, of the kind, that its trail is
// whole, and that nothing of it shows a canary.
func (w *watchedClient) failed(err error, kind errors.Kind) *errors.Error {
	w.Helper()
	if err == nil {
		w.Fatalf("the call went well, want an error of kind %s", kind)
	}
	w.quiet("the error", err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err))
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		w.Fatalf("the error is %T: %v; want an *errors.Error", err, err)
	}
	if e.Kind != kind {
		w.Errorf("the kind is %s, want %s: %v", e.Kind, kind, err)
	}
	w.quiet("the error", e.Detail(), e.Message, e.Code, e.RequestID, fmt.Sprintf("%#v", *e))
	for cause := error(e); cause != nil; cause = errors.Unwrap(cause) {
		w.quiet("a cause", cause.Error(), fmt.Sprintf("%+v", cause))
	}
	for _, text := range []string{e.Error(), strings.ReplaceAll(e.Detail(), "\n", "")} {
		if errors.Printable(text) != text {
			w.Errorf("the error has control characters: %q", text)
		}
	}
	return e
}

// quiet asserts that no text shows a canary.
func (w *watchedClient) quiet(where string, texts ...string) {
	w.Helper()
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), canaryWord) {
			w.Errorf("%s shows a secret: %s", where, text)
		}
		if proof := w.base.proofs.in(text); proof != "" {
			w.Errorf("%s shows the proof %s: %s", where, proof, text)
		}
	}
}

// scanned is what a scan of one source brought.
type scanned struct {
	tasks   []sdk.Task
	errs    []error
	receipt sdk.Receipt
}

// scan reads the failed tasks through the portable function. An error's own
// source and the receipt's are asserted to show no secret.
func (w *watchedClient) scan(ctx context.Context, q sdk.Query) scanned {
	w.Helper()
	var out scanned
	scan := sdk.Failures(q, w.client)
	for task, err := range scan.All(ctx) {
		if err != nil {
			w.failed(err, errors.KindOf(err))
			out.errs = append(out.errs, err)
			continue
		}
		out.tasks = append(out.tasks, task)
	}
	out.receipt = scan.Receipts()[0]
	if out.receipt.Complete != scan.Complete() {
		w.Errorf("the scan says complete=%v and its only receipt %v", scan.Complete(), out.receipt.Complete)
	}
	told, _ := json.Marshal(out.tasks)
	counted, _ := json.Marshal(out.receipt)
	w.quiet("a record", string(told), string(counted), fmt.Sprintf("%+v", out.receipt))
	return out
}

// broken asserts that a scan found nothing, says so, and is not complete: an
// empty list from a scan that broke is the bug this project exists to prevent.
func (w *watchedClient) broken(out scanned, kind errors.Kind) {
	w.Helper()
	if out.receipt.Complete || len(out.errs) == 0 || out.receipt.Err == nil || len(out.tasks) > 0 {
		w.Errorf("the scan says complete=%v, %d errors, %d tasks and ended with %v; want an incomplete one with an error",
			out.receipt.Complete, len(out.errs), len(out.tasks), out.receipt.Err)
	}
	for _, err := range out.errs {
		w.failed(err, kind)
	}
}

// eachService runs f for each of the services named, all if none is, in a bubble of
// its own.
func eachService(t *testing.T, names string, f func(t *testing.T, s service)) {
	t.Helper()
	for _, s := range services {
		if names == "" || strings.Contains(" "+names+" ", " "+s.name+" ") {
			t.Run(s.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { f(t, s) })
			})
		}
	}
}

// requestRecorder counts what is sent over a RoundTripper, and notes where to.
type requestRecorder struct {
	base   http.RoundTripper
	proofs sentProofs
	mu     sync.Mutex
	sent   int
	to     []string
}

func (b *requestRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	b.proofs.take(r)
	b.mu.Lock()
	b.sent++
	known := false
	for _, host := range b.to {
		known = known || host == r.URL.Scheme+"://"+r.URL.Host
	}
	if !known {
		b.to = append(b.to, r.URL.Scheme+"://"+r.URL.Host)
	}
	b.mu.Unlock()
	return b.base.RoundTrip(r)
}

// requests is how many were sent, and hosts where to.
func (b *requestRecorder) requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sent
}

func (b *requestRecorder) hosts() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.to...)
}

// logBuffer is a log that several goroutines write.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// said is one answer of a service that follows a script: a status, a body and
// headers as name, value in turn; or an error of the network.
type said struct {
	status int
	body   string
	header []string
	err    error
}

// script answers the n-th request with the n-th answer, and those beyond with
// the last one.
func script(answers ...said) http.RoundTripper {
	var mu sync.Mutex
	n := 0
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		a := answers[min(n, len(answers)-1)]
		n++
		mu.Unlock()
		return a.response(r)
	})
}

func (a said) response(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(a.header); i += 2 {
		if h.Add(a.header[i], a.header[i+1]); a.header[i] == "Content-Type" {
			h.Set(a.header[i], a.header[i+1])
		}
	}
	return &http.Response{
		StatusCode: a.status, Header: h, Request: r, ContentLength: int64(len(a.body)),
		Body: io.NopCloser(strings.NewReader(a.body)),
	}, nil
}

// within asserts how long something took on the bubble's clock.
func (w *watchedClient) within(took, least, most time.Duration) {
	w.Helper()
	if took < least || took > most {
		w.Errorf("it took %v, want %v to %v", took, least, most)
	}
}

// clientConfig is what the table changes of a client's configuration.
type clientConfig struct {
	Endpoint    string
	Credentials signer.Source
	Auth        string
	LooksUp     bool // of Huawei's: the project, in IAM
	Transport   transport.Options
}

// project is the one that Huawei's clients are told, if they are.
func (c clientConfig) project() string {
	if c.LooksUp {
		return ""
	}
	return projectID
}

// service is one of the five services, with one operation that reads a
// list, and how the service itself writes.
type service struct {
	name, operation string
	method          string
	open            func(clientConfig) (sdk.Client, error)
	list            func(context.Context, sdk.Client) (listedRows, error)
	emulate         func(emulator.Config) http.Handler

	envelope string // an answer around rows, %s
	member   string // the list's own, of answers that have it beside others
	// A row's members: its ID, its state, a time, a text, and where there are
	// any the whole of a number and of a flag, %s.
	id, state, when, text, number, flag string

	throttled said   // in the service's own words
	refusal   string // an error, with %s for the code and for the message
	denied    string // the code of a refused permission, and its status
	status    int
	expired   said    // an access key's time is over
	rate      float64 // requests a second by default
	burst     float64
}

func (s service) huawei() bool { return s.refusal == huaweiEnvelope }

// row is a row of the list, with more members behind its ID.
func (s service) row(id string, members ...string) string {
	return "{" + strings.Join(append([]string{quote(s.id, quoted(id))}, members...), ",") + "}"
}

// answer is a whole answer with these rows.
func (s service) answer(rows ...string) string {
	return fmt.Sprintf(s.envelope, "["+strings.Join(rows, ",")+"]")
}

// with is an answer whose list, wrapper and all, is this JSON.
func (s service) with(list string) string {
	name, _, _ := strings.Cut(s.member, ":")
	return strings.Replace(s.answer(), fmt.Sprintf(s.member, "[]"), name+":"+list, 1)
}

// fine is a good answer of one row.
func (s service) fine() said {
	return said{status: 200, body: s.answer(s.row("a1"))}
}

// quote is a member, quoted a text.
func quote(name, value string) string { return fmt.Sprintf("%q:%s", name, value) }
func quoted(text string) string       { return fmt.Sprintf("%q", text) }

// listedRows is what a list's rows told.
type listedRows struct {
	ids, states, texts []string
	times              []time.Time
	numbers            []int64
	flags              []bool
	dropped            int
}

func (l *listedRows) add(id, state, text string, at time.Time, number int64, flag bool) {
	l.ids, l.states, l.texts = append(l.ids, id), append(l.states, state), append(l.texts, text)
	l.times, l.numbers, l.flags = append(l.times, at), append(l.numbers, number), append(l.flags, flag)
}

const (
	projectID       = "faults-project"
	alibabaEnvelope = `{"RequestId":"7B2A","HostId":"service.test","Code":%q,"Message":%q}`
	huaweiEnvelope  = `{"error_code":%q,"error_msg":%q,"request_id":"7b2a"}`
)

// opened keeps a nil client from becoming an sdk.Client that is not nil.
func opened[C sdk.Client](c C, err error) (sdk.Client, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

var (
	expiredAlibaba = said{status: 403, body: fmt.Sprintf(alibabaEnvelope, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")}
	expiredHuawei  = said{status: 401, body: fmt.Sprintf(huaweiEnvelope, "APIGW.0307", "The token must be updated.")}
	throttledByGW  = said{status: 429, body: fmt.Sprintf(huaweiEnvelope, "APIGW.0308", "The throttling threshold has been reached: policy user over ratelimit,limit:20,time:2 second")}
)

var services = []service{
	{
		name: "dbs", operation: "DescribeBackupPlanList", method: "POST", rate: 20, burst: 20,
		open: func(c clientConfig) (sdk.Client, error) {
			return opened(dbs.New(alibaba.Config{
				Region: "cn-hangzhou", Auth: alibaba.Auth(c.Auth), Credentials: c.Credentials, Transport: c.Transport,
			}, dbs.Options{Endpoint: c.Endpoint}))
		},
		list: func(ctx context.Context, c sdk.Client) (listedRows, error) {
			out, err := c.(*dbs.Client).DescribeBackupPlanList(ctx, dbs.DescribeBackupPlanListInput{})
			if err != nil {
				return listedRows{}, err
			}
			l := listedRows{dropped: len(out.Items.Dropped)}
			for _, r := range out.Items.Rows {
				l.add(r.BackupPlanId, r.BackupPlanStatus, r.BackupPlanName, r.BackupPlanCreateTime.Time, int64(r.BackupRetentionPeriod), r.EnableBackupLog)
			}
			return l, nil
		},
		emulate:  emulator.DBS,
		envelope: `{"RequestId":"R","Success":true,"PageNum":0,"PageSize":30,"TotalPages":1,"TotalElements":1,"Items":{"BackupPlanDetail":%s}}`,
		member:   `"Items":{"BackupPlanDetail":%s}`,
		id:       "BackupPlanId", state: "BackupPlanStatus", when: "BackupPlanCreateTime", text: "BackupPlanName",
		number: `"BackupRetentionPeriod":%s`, flag: `"EnableBackupLog":%s`,
		throttled: said{status: 400, body: fmt.Sprintf(alibabaEnvelope, "Throttling.User", "Request was denied due to user flow control.")},
		refusal:   alibabaEnvelope, denied: "Request.Forbidden", status: 403, expired: expiredAlibaba,
	},
	{
		name: "fnf", operation: "ListFlows", method: "POST", rate: 2, burst: 10,
		open: func(c clientConfig) (sdk.Client, error) {
			return opened(fnf.New(alibaba.Config{
				Region: "cn-hangzhou", Auth: alibaba.Auth(c.Auth), Credentials: c.Credentials, Transport: c.Transport,
			}, fnf.Options{Endpoint: c.Endpoint}))
		},
		list: func(ctx context.Context, c sdk.Client) (listedRows, error) {
			out, err := c.(*fnf.Client).ListFlows(ctx, fnf.ListFlowsInput{})
			if err != nil {
				return listedRows{}, err
			}
			l := listedRows{dropped: len(out.Flows.Dropped)}
			for _, r := range out.Flows.Rows {
				l.add(r.Name, r.ExecutionMode, r.Description, r.CreatedTime.Time, 0, false)
			}
			return l, nil
		},
		emulate:  emulator.FnF,
		envelope: `{"RequestId":"R","Flows":%s,"NextToken":""}`,
		member:   `"Flows":%s`,
		id:       "Name", state: "ExecutionMode", when: "CreatedTime", text: "Description",
		throttled: said{status: 429, body: fmt.Sprintf(alibabaEnvelope, "ResourceThrottled", "The request is throttled. Please try again later.")},
		refusal:   alibabaEnvelope, denied: "AccessDenied", status: 403, expired: expiredAlibaba,
	},
	{
		name: "sdrs", operation: "ListFailureJobs", method: "GET", rate: 20, burst: 20,
		open: func(c clientConfig) (sdk.Client, error) {
			return opened(sdrs.New(huawei.Config{
				Region: "eu-de", ProjectID: c.project(), Auth: huawei.Auth(c.Auth), Credentials: c.Credentials, Transport: c.Transport,
			}, sdrs.Options{Endpoint: c.Endpoint}))
		},
		list: func(ctx context.Context, c sdk.Client) (listedRows, error) {
			out, err := c.(*sdrs.Client).ListFailureJobs(ctx, sdrs.ListFailureJobsInput{})
			if err != nil {
				return listedRows{}, err
			}
			l := listedRows{dropped: len(out.FailureJobs.Dropped)}
			for _, r := range out.FailureJobs.Rows {
				l.add(r.JobID, r.JobStatus, r.ResourceName, r.BeginTime.Time, 0, false)
			}
			return l, nil
		},
		emulate:  emulator.SDRS,
		envelope: `{"count":1,"failure_jobs":%s}`,
		member:   `"failure_jobs":%s`,
		id:       "job_id", state: "job_status", when: "begin_time", text: "resource_name",
		throttled: throttledByGW, refusal: huaweiEnvelope, denied: "APIGW.0302", status: 403, expired: expiredHuawei,
	},
	{
		name: "csbs", operation: "ListCheckpointItems", method: "GET", rate: 20, burst: 20,
		open: func(c clientConfig) (sdk.Client, error) {
			return opened(csbs.New(huawei.Config{
				Region: "eu-de", ProjectID: c.project(), Auth: huawei.Auth(c.Auth), Credentials: c.Credentials, Transport: c.Transport,
			}, csbs.Options{Endpoint: c.Endpoint}))
		},
		list: func(ctx context.Context, c sdk.Client) (listedRows, error) {
			out, err := c.(*csbs.Client).ListCheckpointItems(ctx, csbs.ListCheckpointItemsInput{})
			if err != nil {
				return listedRows{}, err
			}
			l := listedRows{dropped: len(out.CheckpointItems.Dropped)}
			for _, r := range out.CheckpointItems.Rows {
				l.add(r.ID, r.Status, r.Name, r.CreatedAt.Time, int64(r.ExtendInfo.Progress), r.ExtendInfo.AutoTrigger)
			}
			return l, nil
		},
		emulate:  emulator.CSBS,
		envelope: `{"checkpoint_items":%s}`,
		member:   `"checkpoint_items":%s`,
		id:       "id", state: "status", when: "created_at", text: "name",
		number: `"extend_info":{"progress":%s}`, flag: `"extend_info":{"auto_trigger":%s}`,
		throttled: throttledByGW, refusal: huaweiEnvelope, denied: "APIGW.0302", status: 403, expired: expiredHuawei,
	},
	{
		name: "vbs", operation: "ListBackupsDetail", method: "GET", rate: 20, burst: 20,
		open: func(c clientConfig) (sdk.Client, error) {
			return opened(vbs.New(huawei.Config{
				Region: "eu-de", ProjectID: c.project(), Auth: huawei.Auth(c.Auth), Credentials: c.Credentials, Transport: c.Transport,
			}, vbs.Options{Endpoint: c.Endpoint}))
		},
		list: func(ctx context.Context, c sdk.Client) (listedRows, error) {
			out, err := c.(*vbs.Client).ListBackupsDetail(ctx, vbs.ListBackupsDetailInput{})
			if err != nil {
				return listedRows{}, err
			}
			l := listedRows{dropped: len(out.Backups.Dropped)}
			for _, r := range out.Backups.Rows {
				l.add(r.ID, r.Status, r.Name, r.CreatedAt.Time, r.Size, r.IsIncremental)
			}
			return l, nil
		},
		emulate:  emulator.VBS,
		envelope: `{"backups":%s}`,
		member:   `"backups":%s`,
		id:       "id", state: "status", when: "created_at", text: "name",
		number: `"size":%s`, flag: `"is_incremental":%s`,
		throttled: throttledByGW, refusal: huaweiEnvelope, denied: "APIGW.0302", status: 403, expired: expiredHuawei,
	},
}

// keyNamed is a key of its own with the canary for its secret.
func keyNamed(id string) signer.Source { return credentials.Key(id, canarySecret) }
