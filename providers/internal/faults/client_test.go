package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
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

// keyNamed is a key of its own with the canary for its secret.
func keyNamed(id string) signer.Source { return credentials.Key(id, canarySecret) }

// staticToken is the same as a token of IAM.
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
	return w.service.read(ctx, w.client)
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

// eachService runs f for each of the services whose name or cloud is among names,
// all if there are none, in a bubble of its own.
func eachService(t *testing.T, names string, f func(t *testing.T, s service)) {
	t.Helper()
	for _, s := range services {
		if s.is(names) {
			t.Run(s.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { f(t, s) })
			})
		}
	}
}

// within asserts how long something took on the bubble's clock.
func (w *watchedClient) within(took, least, most time.Duration) {
	w.Helper()
	if took < least || took > most {
		w.Errorf("it took %v, want %v to %v", took, least, most)
	}
}
