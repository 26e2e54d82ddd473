package providers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	alibabasigner "github.com/taskfault/taskfault/signer/alibaba"
	huaweisigner "github.com/taskfault/taskfault/signer/huawei"
)

// request is one call of a service, which gives a member of the answer.
type request func(context.Context) (string, error)

// measured is a service with one call in two ways: ours, and by hand.
type measured struct {
	name   string
	answer string // the body that the service answers with
	want   string // the member
	ours   func(testing.TB, string, transport.Options) request
	floor  func(*http.Client, string) request
	verify func(*http.Request, []byte, signer.Keyring) (signer.Claim, error)
}

var handKeys = credentials.Key(handKey, handSecret)

// measuredCalls has a call of each service.
var measuredCalls = []measured{
	{
		name: "dbs", want: "failed", verify: alibabasigner.Verify,
		answer: `{"HttpStatusCode":200,"RequestId":"1FC2F86D-AFF4-4ED9-BB25-ADDE196CB2B5","Success":true,` +
			`"Item":{"JobState":"init","ErrorMessage":"Describe preCheck progress failed.","ErrorCode":"failed","JobId":"r1iv62ud","JobType":"testId","Language":"en"}}`,
		ours: func(tb testing.TB, endpoint string, o transport.Options) request {
			c, err := dbs.New(alibaba.Config{Region: "cn-hangzhou", Credentials: handKeys, Transport: o}, dbs.Options{Endpoint: endpoint})
			must(tb, err)
			return func(ctx context.Context) (string, error) {
				out, err := c.DescribeJobErrorCode(ctx, dbs.DescribeJobErrorCodeInput{TaskId: "r1iv62ud", Language: "en"})
				if err != nil {
					return "", err
				}
				return out.Item.ErrorCode, nil
			}
		},
		floor: func(client *http.Client, endpoint string) request {
			return func(ctx context.Context) (string, error) {
				query := url.Values{"TaskId": {"r1iv62ud"}, "Language": {"en"}}
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/?"+query.Encode(), http.NoBody)
				if err != nil {
					return "", err
				}
				handACS3(req, "DescribeJobErrorCode", "2019-03-06")
				var out handErrorCode
				err = handCall(client, req, &out)
				return out.Item.ErrorCode, err
			}
		},
	},
	{
		name: "fnf", want: "Failed", verify: alibabasigner.Verify,
		answer: `{"RequestId":"R-1","FlowName":"flow","FlowDefinition":"version: v1.0\n","Name":"exec1","Status":"Failed","Input":"{}","Output":"{}",` +
			`"StartedTime":"2019-01-01T01:01:01.001Z","StoppedTime":"2019-01-01T01:01:02.002Z"}`,
		ours: func(tb testing.TB, endpoint string, o transport.Options) request {
			c, err := fnf.New(alibaba.Config{Region: "cn-hangzhou", Credentials: handKeys, Transport: o}, fnf.Options{Endpoint: endpoint})
			must(tb, err)
			return func(ctx context.Context) (string, error) {
				out, err := c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "flow", ExecutionName: "exec1"})
				if err != nil {
					return "", err
				}
				return out.Status, nil
			}
		},
		floor: func(client *http.Client, endpoint string) request {
			return func(ctx context.Context) (string, error) {
				query := handRPCV1(http.MethodPost, url.Values{
					"Action": {"DescribeExecution"}, "Version": {"2019-03-15"}, "FlowName": {"flow"}, "ExecutionName": {"exec1"},
				})
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/?"+query, http.NoBody)
				if err != nil {
					return "", err
				}
				var out handExecution
				err = handCall(client, req, &out)
				return out.Status, err
			}
		},
	},
	{
		name: "sdrs", want: "SUCCESS", verify: huaweisigner.Verify,
		answer: `{"job_id":"ff8080826b45d4a5016b5036242c0025","job_type":"stopProtectionGroupNoCG","begin_time":"2019-06-13T09:40:53.930Z",` +
			`"end_time":"2019-06-13T09:41:01.946Z","status":"SUCCESS","error_code":null,"fail_reason":null,"entities":{"sub_jobs":[` +
			`{"job_id":"ff8080826b45d4a5016b50362868002a","job_type":"stopProtectionGroupRepNoCG","begin_time":"2019-06-13T09:40:55.015Z",` +
			`"end_time":"2019-06-13T09:40:58.951Z","status":"SUCCESS","error_code":null,"fail_reason":null,"entities":{"server_group_id":"1fd6903c-48f9-4772-8974-112dfbd74427"}}]}}`,
		ours: func(tb testing.TB, endpoint string, o transport.Options) request {
			c, err := sdrs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: o}, sdrs.Options{Endpoint: endpoint})
			must(tb, err)
			return func(ctx context.Context) (string, error) {
				out, err := c.ShowJob(ctx, sdrs.ShowJobInput{JobID: "ff8080826b45d4a5016b5036242c0025"})
				if err != nil {
					return "", err
				}
				return out.Status, nil
			}
		},
		floor: func(client *http.Client, endpoint string) request {
			return func(ctx context.Context) (string, error) {
				var out handJob
				err := handGet(ctx, client, endpoint+"/v1/"+handProject+"/jobs/ff8080826b45d4a5016b5036242c0025", &out)
				return out.Status, err
			}
		},
	},
	{
		name: "csbs", want: "error", verify: huaweisigner.Verify,
		answer: `{"checkpoint_item":{"id":"1fd6903c-48f9-4772-8974-112dfbd74427","checkpoint_id":"a2c1b6d3","name":"backup_auto","status":"error",` +
			`"resource_id":"17984002-ad8a-438b-8ba6-b850224634c5","resource_type":"OS::Nova::Server","created_at":"2019-06-13T09:40:53.930532",` +
			`"extend_info":{"fail_code":{"Code":"CSBS.6005","Description":"quota"},"fail_op":"backup","fail_reason":"no quota","progress":40,"resource_name":"server-1"}}}`,
		ours: func(tb testing.TB, endpoint string, o transport.Options) request {
			c, err := csbs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: o}, csbs.Options{Endpoint: endpoint})
			must(tb, err)
			return func(ctx context.Context) (string, error) {
				out, err := c.ShowCheckpointItem(ctx, csbs.ShowCheckpointItemInput{CheckpointItemID: "1fd6903c-48f9-4772-8974-112dfbd74427"})
				if err != nil {
					return "", err
				}
				return out.CheckpointItem.Status, nil
			}
		},
		floor: func(client *http.Client, endpoint string) request {
			return func(ctx context.Context) (string, error) {
				var out handItem
				err := handGet(ctx, client, endpoint+"/v1/"+handProject+"/checkpoint_items/1fd6903c-48f9-4772-8974-112dfbd74427", &out)
				return out.CheckpointItem.Status, err
			}
		},
	},
	{
		name: "vbs", want: "error", verify: huaweisigner.Verify,
		answer: `{"backup":{"id":"17984002-ad8a-438b-8ba6-b850224634c5","name":"nightly","status":"error","volume_id":"1fd6903c-48f9-4772-8974-112dfbd74427",` +
			`"fail_reason":"volume is busy","size":40,"created_at":"2019-06-13T09:40:53.930532","service_metadata":"{\"progress\":40}"}}`,
		ours: func(tb testing.TB, endpoint string, o transport.Options) request {
			c, err := vbs.New(huawei.Config{Region: "eu-de", ProjectID: handProject, Credentials: handKeys, Transport: o}, vbs.Options{Endpoint: endpoint})
			must(tb, err)
			return func(ctx context.Context) (string, error) {
				out, err := c.ShowBackup(ctx, vbs.ShowBackupInput{BackupID: "17984002-ad8a-438b-8ba6-b850224634c5"})
				if err != nil {
					return "", err
				}
				return out.Backup.Status, nil
			}
		},
		floor: func(client *http.Client, endpoint string) request {
			return func(ctx context.Context) (string, error) {
				var out handBackup
				err := handGet(ctx, client, endpoint+"/v2/"+handProject+"/backups/17984002-ad8a-438b-8ba6-b850224634c5", &out)
				return out.Backup.Status, err
			}
		},
	},
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// The floor is worth nothing if it makes another call than ours: both must sign
// so that the service accepts it, and read the same from the answer.
func TestCallsByHandAreTheSameCalls(t *testing.T) {
	for _, m := range measuredCalls {
		var calls []string
		service := roundTripper(func(req *http.Request) (*http.Response, error) {
			secretOf := func(id string) (string, bool) { return handSecret, id == handKey }
			received := req.Clone(req.Context())
			received.Host = req.URL.Host
			if _, err := m.verify(received, nil, secretOf); err != nil {
				return nil, fmt.Errorf("the signature of %s: %w", m.name, err)
			}
			calls = append(calls, req.Method+" "+req.URL.Path)
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(m.answer))}, nil
		})
		for _, call := range []request{
			m.ours(t, "http://service.test", transport.Options{RoundTripper: service, Rate: 1e9, MaxAttempts: 1}),
			m.floor(&http.Client{Transport: service}, "http://service.test"),
		} {
			if got, err := call(t.Context()); got != m.want || err != nil {
				t.Errorf("%s: got %q, %v, want %q", m.name, got, err, m.want)
			}
		}
		if len(calls) != 2 || calls[0] != calls[1] {
			t.Errorf("%s: the two calls are %q, want twice the same", m.name, calls)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// BenchmarkCall is one call of each service over a loopback port, one after
// another and from many goroutines: ours, and by hand.
func BenchmarkCall(b *testing.B) {
	for _, m := range measuredCalls {
		endpoint := silentServer(b, m.answer)
		network := &http.Transport{MaxIdleConnsPerHost: 64}
		b.Cleanup(network.CloseIdleConnections)
		ways := []struct {
			name string
			call request
		}{
			{"floor", m.floor(&http.Client{Transport: network}, endpoint)},
			{"ours", m.ours(b, endpoint, transport.Options{RoundTripper: network, Rate: 1e9})},
		}
		for _, way := range ways {
			b.Run(m.name+"/one/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if got, err := way.call(b.Context()); got != m.want || err != nil {
						b.Fatal(got, err)
					}
				}
			})
		}
		for _, way := range ways {
			b.Run(m.name+"/parallel/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if got, err := way.call(b.Context()); got != m.want || err != nil {
							b.Error(got, err)
							return
						}
					}
				})
			})
		}
	}
}

// silentServer answers every request with body and allocates nothing for it, so
// that the allocations of a benchmark are its client's. It gives its address.
func silentServer(tb testing.TB, body string) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(tb, err)
	tb.Cleanup(func() { _ = l.Close() })
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answerAll(conn, answer)
		}
	}()
	return "http://" + l.Addr().String()
}

// answerAll answers the requests of one connection, none of which has a body.
func answerAll(conn net.Conn, answer []byte) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if len(line) > len("\r\n") {
			continue
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}
