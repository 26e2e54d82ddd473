package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

// network carries requests to the services of a test, by their hosts.
type network map[string]http.RoundTripper

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	to, ok := n[r.URL.Host]
	if !ok {
		return nil, errors.New("there is no host " + r.URL.Host)
	}
	return to.RoundTrip(r)
}

// readable are the services that tasks are read from.
var readable = emulator.Services()

// hostOf is the host of a service in a test's network.
func hostOf(service string) string { return service + ".test" }

// inNetwork are the services as sources of a test's network, as the
// variable has them.
func inNetwork() map[string]string {
	var all []string
	for _, s := range readable {
		all = append(all, emulatorURL(s.Name, "http://"+hostOf(s.Name)))
	}
	return map[string]string{sourcesVariable: strings.Join(all, " ")}
}

// found are the lines of tasks, by service and ID. It fails where a task is
// printed twice.
func found(t *testing.T, r result) map[string]map[string]string {
	t.Helper()
	lines := make(map[string]map[string]string)
	for line := range strings.Lines(r.out) {
		x := result{out: line}.records(t)[0]
		if x["record"] != "task" {
			continue
		}
		service, id := fmt.Sprint(x["service"]), fmt.Sprint(x["id"])
		if lines[service] == nil {
			lines[service] = make(map[string]string)
		}
		if lines[service][id] != "" {
			t.Errorf("the task %s of %s is printed twice", id, service)
		}
		lines[service][id] = line
	}
	return lines
}

// In bad weather a scan finds exactly what is there, or says of a source that it
// was not read to its end. Where it says that it was, every line is what it is on
// a fine day.
func TestScansInBadWeather(t *testing.T) {
	alone(t)
	const planted = 6
	passing := append(sdktest.Passing(), sdktest.SlowBody, sdktest.Hang)
	for _, weather := range []struct {
		name  string
		scans int
		rate  float64
		kinds []sdktest.Fault
		least int // complete scans in a hundred
	}{
		{"5 % of requests meet a fault that passes", 200, 0.05, passing, 95},
		{"5 % meet each of the faults that pass", 200, 0.05 * float64(len(passing)), passing, 0},
		{"5 % of requests meet a fault of any kind", 50, 0.05, sdktest.All(), 0},
	} {
		t.Run(weather.name, func(t *testing.T) {
			t.Parallel()
			if raceDetector || testing.Short() {
				weather.scans /= 10
			}
			synctest.Test(t, func(t *testing.T) {
				services := make(network)
				for _, s := range readable {
					services[hostOf(s.Name)] = emulator.Transport(s.New(emulator.Config{Failures: planted}))
				}
				args := []string{"failures", "--page-size", "5"}
				fine := job{args: args, env: inNetwork(), network: services}.run(t.Context())
				want := found(t, fine)
				for _, s := range readable {
					if n := shown(s.Name, planted); len(want[s.Name]) != n || fine.code != exitFound {
						t.Fatalf("%s: %d failures on a fine day and exit code %d, want %d and %d\n%s", s.Name, len(want[s.Name]), fine.code, n, exitFound, fine.err)
					}
				}
				var total figure
				for seed := range uint64(weather.scans) {
					bad, faults := make(network), make(map[string]*sdktest.Faults)
					for i, s := range readable {
						faults[s.Name] = &sdktest.Faults{Seed: seed*10 + uint64(i), Rate: weather.rate, Kinds: weather.kinds}
						bad[hostOf(s.Name)] = faults[s.Name].RoundTripper(services[hostOf(s.Name)])
					}
					r := job{args: args, env: inNetwork(), network: bad}.run(t.Context())
					total.add(t, seed, r, want, faults)
				}
				t.Log(total)
				if 100*total.complete < weather.least*weather.scans {
					t.Errorf("%d of %d scans are complete, want %d in a hundred", total.complete, weather.scans, weather.least)
				}
				if total.faults == 0 || weather.least == 0 && total.complete == weather.scans {
					t.Errorf("%s: the weather was not bad", total)
				}
			})
		})
	}
}

// figure is what became of many scans.
type figure struct {
	scans, complete  int
	sources, whole   int
	requests, faults int
}

// String tells it in a line.
func (f figure) String() string {
	return fmt.Sprintf("%d of %d scans complete and exact, %d said that they are not; %d of %d sources; %d requests, %d faults",
		f.complete, f.scans, f.scans-f.complete, f.whole, f.sources, f.requests, f.faults)
}

// add checks one scan against what there is to find, and counts it.
func (f *figure) add(t *testing.T, seed uint64, r result, want map[string]map[string]string, faults map[string]*sdktest.Faults) {
	t.Helper()
	all := r.records(t)
	got, receipts, errs := found(t, r), of("receipt", all), bySource("error", all)
	if len(receipts) != len(readable) {
		t.Fatalf("scan %d: %d receipts, want one for each of %d sources\n%s", seed, len(receipts), len(readable), r.out)
	}
	whole := 0
	for _, receipt := range receipts {
		source := fmt.Sprint(receipt["source"])
		service, _, _ := strings.Cut(source, "://")
		for id, line := range got[service] {
			if want[service][id] == "" {
				t.Errorf("scan %d: %s has no failed task %s, and it is printed", seed, service, id)
			} else if receipt["complete"] == true && line != want[service][id] {
				t.Errorf("scan %d: got  %swant %s", seed, line, want[service][id])
			}
		}
		switch receipt["complete"] {
		case true:
			whole++
			if lost := len(want[service]) - len(got[service]); lost != 0 || errs[source] != nil {
				t.Errorf("scan %d: %s is complete, with %d failures lost and the error %v", seed, service, lost, errs[source])
			}
		default:
			if errs[source] == nil {
				t.Errorf("scan %d: nothing says why %s is not complete", seed, service)
			}
		}
		if receipt["requests"] != float64(faults[service].Requests()) || receipt["tasks"] != float64(len(got[service])) {
			t.Errorf("scan %d: the receipt of %s is %v; want %d requests and %d tasks", seed, service, receipt, faults[service].Requests(), len(got[service]))
		}
		f.requests += faults[service].Requests()
		f.faults += faults[service].Injected()
	}
	code := exitError
	if whole == len(receipts) {
		code = exitFound
		f.complete++
	}
	if r.code != code {
		t.Errorf("scan %d: exit code %d with %d of %d sources complete, want %d\n%s", seed, r.code, whole, len(receipts), code, r.err)
	}
	f.scans++
	f.sources += len(receipts)
	f.whole += whole
}
