package providers_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
)

// emulated are clients of all services with the same data set, by service.
func emulated(t *testing.T, config emulator.Config) map[string]sdk.Client {
	t.Helper()
	clients := make(map[string]sdk.Client)
	for _, s := range emulator.Services() {
		clients[s.Name] = openClient(t, s.Name, transport.Options{RoundTripper: emulator.Transport(s.New(config))})
	}
	return clients
}

// openClient opens a client of a service with the emulator's keys.
func openClient(t *testing.T, service string, calls transport.Options) sdk.Client {
	t.Helper()
	url := service + "://eu-de"
	if spec, _ := providers.Default().Find(service); hasKey(spec, "project_id") {
		url += "?project_id=emulator-project"
	}
	c, err := providers.Open(t.Context(), url, providers.WithCredentials(keys), providers.WithTransport(calls))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func hasKey(spec provider.Spec, name string) bool {
	_, has := spec.Key(name)
	return has
}

// Nobody is helped at night by being told that a code is not known. Whatever the
// services say of a failure is enough to tell what failed and what to see to,
// whether it is read from a list or by its ID.
func TestEveryFailureExplainsItself(t *testing.T) {
	const failures = 40
	useless := map[string]bool{}
	for _, lang := range []string{"en", "zh"} {
		useless[providers.Explain(&errors.Failure{Code: "Nobody.Knows"}, lang).Meaning] = true
		useless[(&errors.Failure{Code: "Nobody.Knows"}).Explain(lang).Meaning] = true
		useless[(&errors.Error{}).Explain(lang).Meaning] = true
	}
	check := func(t *testing.T, how string, task sdk.Task) {
		t.Helper()
		f := cmp.Or(task.Failure, task.Warning)
		if f == nil {
			t.Errorf("%s %s %s: there is neither a failure nor a warning", how, task.Service, task.ID)
			return
		}
		if f.Situation != "" && f.Situation != task.RawState {
			t.Errorf("%s %s %s: situation %q, and the state is %q", how, task.Service, task.ID, f.Situation, task.RawState)
		}
		for _, lang := range []string{"en", "zh"} {
			if x := f.Explain(lang); useless[x.Meaning] || x.Page == "" || x.Kind != f.Kind || x.Retry != f.Retry {
				t.Errorf("%s %s %s %s (%s), %+v: explained by %+v", how, task.Service, task.Type, task.ID, task.RawState, *f, x)
			}
		}
	}
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("seed=%d", seed+1), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the limits of FnF cost minutes
				clients := emulated(t, emulator.Config{Seed: seed + 1, Failures: failures})
				scan := sdk.Failures(sdk.Query{}, slices.Collect(maps.Values(clients))...)
				found := map[string]int{}
				for task, err := range scan.All(t.Context()) {
					if err != nil {
						t.Fatal(err)
					}
					if task.State.Bad() {
						found[task.Service]++
					}
					check(t, "list", task)
					read, err := clients[task.Service].Get(t.Context(), task.ID)
					if err != nil {
						t.Fatalf("%s %s: %v", task.Service, task.ID, err)
					}
					check(t, "get", read)
				}
				for service := range clients {
					if found[service] != failures {
						t.Errorf("%s: %d failures, want %d", service, found[service], failures)
					}
				}
			})
		})
	}
}

// Whoever tries the project out with nothing but its emulator sees what it is good
// for: of what comes first, at most one kind in five is unknown. The same goes for
// the whole, also where each cause counts once.
func TestDemonstrationExplainsItself(t *testing.T) {
	const screen = 40 // entries
	for seed := range uint64(5) {
		synctest.Test(t, func(t *testing.T) {
			clients := emulated(t, emulator.Config{Seed: seed + 1})
			scan := sdk.Failures(sdk.Query{}, slices.Collect(maps.Values(clients))...)
			var all []sdk.Task
			for task, err := range scan.All(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, task)
			}
			// What is true now without a date comes first, then the newest.
			slices.SortStableFunc(all, func(a, b sdk.Task) int {
				switch {
				case a.StartedAt.IsZero() == b.StartedAt.IsZero():
					return b.StartedAt.Compare(a.StartedAt)
				case a.StartedAt.IsZero():
					return -1
				}
				return 1
			})
			for _, n := range []int{screen, len(all)} {
				unknown, causes := map[string]int{}, map[string]bool{}
				count := 0
				for _, task := range all[:n] {
					f := cmp.Or(task.Failure, task.Warning)
					cause := task.Service + " " + cmp.Or(f.Code, task.Type+" "+task.RawState)
					causes[cause] = true
					if f.Kind == errors.Unknown {
						unknown[cause]++
						count++
					}
				}
				if count*5 > n || n == len(all) && len(unknown)*5 > len(causes) {
					t.Errorf("seed %d: of the first %d kinds %d are unknown, and of %d causes %d: %v", seed+1, n, count, len(causes), len(unknown), unknown)
				}
			}
		})
	}
}
