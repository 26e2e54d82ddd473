package sdk_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

func TestMerged(t *testing.T) {
	hour := func(h int) time.Time { return time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC) }
	at := func(f *fake, hours ...int) *fake {
		for _, p := range f.pages {
			for i := range p.Tasks {
				p.Tasks[i].StartedAt = hour(hours[0])
				if hours[0] == 0 {
					p.Tasks[i].StartedAt = time.Time{}
				}
				hours = hours[1:]
			}
		}
		return f
	}
	broken := func(f *fake, request int) *fake {
		f.failAt, f.err = request, errDown
		return f
	}
	for _, c := range []struct {
		name    string
		query   sdk.Query
		clients []*fake
		leaveAt int
		want    string
		tallies []string
	}{
		{"newest first", sdk.Query{}, []*fake{at(newFake("a", 2, 2), 9, 7, 5, 1), at(newFake("b", 1, 0, 2), 8, 6, 2)}, 0,
			"a/0 b/0 a/1 b/1 a/2 b/2 a/3", []string{"a complete tasks=4 pages=2 rows=4 requests=2 cursor=done", "b complete tasks=3 pages=3 rows=3 requests=3 cursor=done"}},
		{"oldest first inside a page", sdk.Query{}, []*fake{at(newFake("a", 3), 1, 5, 9), at(newFake("b", 2), 8, 2)}, 0,
			"a/2 b/0 a/1 b/1 a/0", nil},
		{"not in order across pages", sdk.Query{}, []*fake{at(newFake("a", 1, 1), 1, 9), at(newFake("b", 1), 5)}, 0,
			"b/0 a/0 a/1", nil},
		{"without a time", sdk.Query{}, []*fake{at(newFake("a", 3), 5, 0, 9)}, 0, "a/1 a/2 a/0", nil},
		{"one fails", sdk.Query{}, []*fake{broken(at(newFake("a", 2, 2), 9, 7, 5, 1), 2), at(newFake("b", 2), 8, 6)}, 0,
			"a/0 b/0 a/1 (unavailable) b/1", []string{"a tasks=2 pages=1 rows=2 requests=2 cursor=yes err=unavailable", "b complete tasks=2 pages=1 rows=2 requests=1 cursor=done"}},
		{"a limit", sdk.Query{Limit: 3}, []*fake{at(newFake("a", 2, 2), 9, 7, 5, 1), at(newFake("b", 1), 8)}, 0,
			"a/0 b/0 a/1", []string{"a limited tasks=2 pages=1 rows=2 requests=2 cursor=yes", "b complete tasks=1 pages=1 rows=1 requests=1 cursor=done"}},
		{"left, with a page not begun", sdk.Query{}, []*fake{at(newFake("a", 2, 2), 9, 7, 5, 1), at(newFake("b", 2, 2), 3, 2, 1, 1)}, 1,
			"a/0", []string{"a tasks=1 pages=1 rows=2 requests=2", "b tasks=0 pages=0 rows=0 requests=2"}},
		{"left before the news that one has ended", sdk.Query{}, []*fake{at(newFake("a", 1), 9), at(newFake("b", 2), 8, 1)}, 2,
			"a/0 b/0", []string{"a complete tasks=1 pages=1 rows=1 requests=1 cursor=done", "b tasks=1 pages=1 rows=2 requests=1"}},
		{"nothing", sdk.Query{}, []*fake{newFake("a"), newFake("b")}, 0, "", []string{"a complete tasks=0 pages=1 rows=0 requests=1 cursor=done", "b complete tasks=0 pages=1 rows=0 requests=1 cursor=done"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var clients []sdk.Client
				for _, f := range c.clients {
					f.delay = time.Millisecond
					clients = append(clients, f)
				}
				c.query.Parallel = 1 // a merge needs them all the same
				scan := sdk.Failures(c.query, clients...)
				var got []string
				for task, err := range scan.Merged(t.Context()) {
					if err != nil {
						got = append(got, "("+string(errors.KindOf(err))+")")
					} else {
						got = append(got, task.ID)
					}
					time.Sleep(time.Second) // the readers go as far ahead as they can
					if len(got) == c.leaveAt {
						break
					}
				}
				if line := strings.Join(got, " "); line != c.want {
					t.Errorf("got  %s\nwant %s", line, c.want)
				}
				if lines := tallies(scan); c.tallies != nil && !slices.Equal(lines, c.tallies) {
					t.Errorf("got  %s\nwant %s", strings.Join(lines, "\n     "), strings.Join(c.tallies, "\n     "))
				}
			})
		})
	}
}

// However slow the caller is, no source is more than two pages ahead.
func TestMergedIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newFake("a", slices.Repeat([]int{1}, 20)...), newFake("b", slices.Repeat([]int{1}, 20)...)
		for _, p := range b.pages {
			p.Tasks[0].StartedAt = p.Tasks[0].StartedAt.AddDate(-1, 0, 0)
		}
		a.delay, b.delay = time.Millisecond, time.Millisecond
		n := int64(0)
		for range sdk.Failures(sdk.Query{}, a, b).Merged(t.Context()) {
			if n++; n > 20 {
				break
			}
			time.Sleep(time.Minute)
			if ahead := a.requests.Load() - n; ahead > 1 || b.requests.Load() > 2 {
				t.Fatalf("after %d tasks of a: %d and %d requests, want no page of a beyond the next and two of b", n, a.requests.Load(), b.requests.Load())
			}
		}
	})
}
