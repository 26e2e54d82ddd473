package paging_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// row is a row of the model's lists.
type row struct{ id string }

func rowID(r *row) string { return r.id }

// model is a service whose list is changed at random between two requests. Rows
// keep their order; a deleted one leaves its place behind, so that a marker can
// still be found.
type model struct {
	rng     *rand.Rand
	all     []string        // every row there ever was, in order
	gone    map[string]bool // those deleted
	stay    map[string]bool // those there since the first request
	made    int             // rows made, for their names
	budget  int             // changes that may still come
	uneven  bool            // every change changes the number of rows
	cap     int             // the most rows that the service gives at once, 0 for any
	ragged  bool            // gives fewer rows than it could, and two at least
	total   string          // exact, missing, zero, page, old: as it was at the request before
	forgets bool            // refuses a marker whose row was deleted
	failAt  int             // number of the request that fails, counted down; 0 never

	requests int
	live     []string // the list as it stands
	lastLen  int      // of the list at the request before, -1 before there was one
	jumped   bool     // the number of rows was another one than at the request before
	shifted  bool     // a page began elsewhere than the one before had ended
	expected string   // the row that an overlapping request must find
	expectAt int
	refused  bool // a marker was refused
	changed  bool
}

func newModel(rng *rand.Rand, size int) *model {
	m := &model{
		rng: rng, gone: map[string]bool{}, stay: map[string]bool{}, lastLen: -1, expectAt: -1,
		budget: rng.IntN(9), total: "exact",
	}
	m.insert(0, size)
	for _, id := range m.all {
		m.stay[id] = true
	}
	m.refresh()
	return m
}

func (m *model) refresh() {
	m.live = m.live[:0]
	for _, id := range m.all {
		if !m.gone[id] {
			m.live = append(m.live, id)
		}
	}
}

func (m *model) insert(at, n int) {
	rows := make([]string, n)
	for i := range rows {
		m.made++
		rows[i] = "row-" + strconv.Itoa(m.made)
	}
	m.all = slices.Insert(m.all, at, rows...)
}

func (m *model) delete(from, n int) {
	for _, id := range m.live[from:min(from+n, len(m.live))] {
		m.gone[id] = true
		delete(m.stay, id)
	}
}

// change inserts or deletes a burst of rows somewhere, or both.
func (m *model) change(limit int) {
	if m.budget == 0 || m.rng.IntN(2) == 0 {
		return
	}
	m.budget--
	m.changed = true
	before := len(m.live)
	burst := func() int { return 1 + m.rng.IntN(5*limit/2) }
	place := func(n int) int {
		return []int{0, m.rng.IntN(n + 1), n}[m.rng.IntN(3)]
	}
	what := m.rng.IntN(3)
	if m.rng.IntN(12) == 0 { // everything goes, and the list may fill again
		m.delete(0, len(m.live))
	} else if what != 0 && len(m.live) > 0 {
		m.delete(min(place(len(m.live)), len(m.live)-1), burst())
	}
	if what != 1 {
		m.insert(place(len(m.all)), burst())
	}
	m.refresh()
	if m.uneven && len(m.live) == before {
		m.insert(place(len(m.all)), 1)
		m.refresh()
	}
}

var errDown = &errors.Error{Kind: errors.Unavailable, Message: "planted"}

// fetch answers every kind of request.
func (m *model) fetch(_ context.Context, r paging.Request) (paging.Answer[row], error) {
	m.requests++
	if m.requests > 1 {
		m.change(r.Limit)
	}
	if m.failAt--; m.failAt == 0 {
		return paging.Answer[row]{}, errDown
	}
	if m.lastLen >= 0 && m.lastLen != len(m.live) {
		m.jumped = true
	}
	old := m.lastLen
	m.lastLen = len(m.live)
	size := r.Limit
	if m.cap > 0 {
		size = min(size, m.cap)
	}
	if m.ragged && size > 2 {
		size = 2 + m.rng.IntN(size-1)
	}
	from := min(r.Offset+r.Page*size, len(m.live))
	if r.Marker != "" {
		if m.forgets && m.gone[r.Marker] {
			m.refused = true
			return paging.Answer[row]{}, &errors.Error{Kind: errors.InvalidInput, Code: "MarkerUnknown"}
		}
		from = 0
		for _, id := range m.all[:slices.Index(m.all, r.Marker)+1] {
			if !m.gone[id] {
				from++
			}
		}
	}
	to := min(from+size, len(m.live))
	if r.Offset > 0 && r.Offset == m.expectAt && (from == len(m.live) || m.live[from] != m.expected) {
		m.shifted = true
	}
	m.expectAt = -1
	if to > from {
		m.expected, m.expectAt = m.live[to-1], to-1
	}
	a := paging.Answer[row]{Total: -1}
	for _, id := range m.live[from:to] {
		a.Rows = append(a.Rows, row{id})
	}
	switch m.total {
	case "exact":
		a.Total = len(m.live)
	case "zero":
		a.Total = 0
	case "old":
		a.Total = max(old, 0)
	case "page":
		a.Total = len(a.Rows)
	}
	return a, nil
}

// withTokens makes the model a service with tokens.
func (m *model) withTokens(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
	a, err := m.fetch(ctx, r)
	if n := len(a.Rows); n > 0 && a.Rows[n-1].id != m.live[len(m.live)-1] {
		a.Next = a.Rows[n-1].id
	}
	return a, err
}

type walkFunc func(context.Context, paging.Options, paging.Fetch[row], func(*row) string) iter.Seq2[paging.Page[row], error]

// walks are the four, each with the lists for which it makes its promise.
var walks = []struct {
	name  string
	walk  walkFunc
	fetch func(*model) paging.Fetch[row]
	setup func(*model)
	must  func(*model) bool // whether drift must be reported
	may   func(*model) bool // whether it may
}{
	{"offset", paging.Offset[row], plain, func(m *model) {
		m.total = []string{"exact", "missing", "zero", "page", "old"}[m.rng.IntN(5)]
		if m.total == "page" || m.total == "old" {
			return // a short first page would look whole
		}
		m.ragged = m.rng.IntN(3) == 0
		if m.rng.IntN(3) == 0 {
			m.cap = 2 + m.rng.IntN(4)
		}
	}, shifted, shifted},
	{"numbered", paging.Numbered[row], plain, func(m *model) {
		m.uneven = true
		if m.rng.IntN(3) == 0 {
			m.cap = 1 + m.rng.IntN(4)
		}
	}, jumped, jumped},
	{"marker", paging.Marker[row], plain, markerSetup, refusedOrJumped, changed},
	{"token", paging.Token[row], func(m *model) paging.Fetch[row] { return m.withTokens }, markerSetup, refusedOrJumped, changed},
}

func shifted(m *model) bool { return m.shifted }
func jumped(m *model) bool  { return m.jumped }
func changed(m *model) bool { return m.changed }

func refusedOrJumped(m *model) bool {
	return m.refused || m.jumped && m.total == "exact"
}

func plain(m *model) paging.Fetch[row] { return m.fetch }

func markerSetup(m *model) {
	m.total = []string{"exact", "missing", "zero"}[m.rng.IntN(3)]
	m.ragged = m.rng.IntN(4) == 0
	m.forgets = m.rng.IntN(2) == 0
	if m.rng.IntN(3) == 0 {
		m.cap = 1 + m.rng.IntN(4)
	}
}

// TestModel drives each walk over lists that move: no row that stays is lost,
// none comes twice, and drift is reported exactly where the walk promises it.
func TestModel(t *testing.T) {
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			moved := 0
			for seed := range uint64(rounds) {
				rng := rand.New(rand.NewPCG(seed, 1))
				limit := 2 + rng.IntN(11)
				m := newModel(rng, rng.IntN(70))
				w.setup(m)
				got := map[string]bool{}
				drift, read, rows := 0, 0, 0
				cursor := "none yet"
				for page, err := range w.walk(t.Context(), paging.Options{Limit: limit, MaxPages: 5000}, w.fetch(m), rowID) {
					if err != nil {
						t.Fatalf("round %d: %v", seed, err)
					}
					for _, r := range page.Rows {
						if got[r.id] {
							t.Fatalf("round %d: %s came twice", seed, r.id)
						}
						got[r.id] = true
					}
					if cursor == "" {
						t.Fatalf("round %d: a page had no cursor, and another one came", seed)
					}
					drift += page.Drift
					read += page.Read - page.Duplicates
					rows += len(page.Rows)
					cursor = page.Cursor
				}
				for id := range m.stay {
					if !got[id] {
						t.Fatalf("round %d: %s was there all the time and is lost (limit %d, cap %d, total %s)", seed, id, limit, m.cap, m.total)
					}
				}
				if drift > 0 && !w.may(m) || drift == 0 && w.must(m) {
					t.Fatalf("round %d: drift = %d; it may be reported: %v, it must: %v", seed, drift, w.may(m), w.must(m))
				}
				if read != rows {
					t.Fatalf("round %d: Read less Duplicates = %d, want %d, the rows yielded", seed, read, rows)
				}
				if cursor != "" {
					t.Fatalf("round %d: cursor after the last page = %q, want none", seed, cursor)
				}
				if drift > 0 {
					moved++
				}
			}
			if moved < rounds/10 {
				t.Errorf("only %d of %d lists moved: the model is too calm", moved, rounds)
			}
		})
	}
}

// TestModelEven drives the Numbered walk over lists with changes that it cannot
// see. It may lose rows then, but repeats none and ends.
func TestModelEven(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds / 4) {
		rng := rand.New(rand.NewPCG(seed, 2))
		m := newModel(rng, rng.IntN(70))
		got := map[string]bool{}
		for page, err := range paging.Numbered(t.Context(), paging.Options{Limit: 2 + rng.IntN(11), MaxPages: 5000}, m.fetch, rowID) {
			if err != nil && !errors.Is(err, errors.Malformed) {
				t.Fatalf("round %d: %v", seed, err)
			}
			for _, r := range page.Rows {
				if got[r.id] {
					t.Fatalf("round %d: %s came twice", seed, r.id)
				}
				got[r.id] = true
			}
		}
	}
}

// TestModelResume interrupts the walks at random, by leaving them and by
// errors, and goes on in a new walk from the last cursor, while the list moves:
// all walks together lose nothing.
func TestModelResume(t *testing.T) {
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(rounds / 5) {
				rng := rand.New(rand.NewPCG(seed, 3))
				m := newModel(rng, rng.IntN(70))
				w.setup(m)
				union := map[string]bool{}
				cursor, processes, ended := "", 0, false
				for !ended {
					if processes++; processes > 200 {
						t.Fatalf("round %d: no end after %d processes", seed, processes)
					}
					left := 1 << 30
					m.failAt = 0
					if processes <= 12 {
						left = 1 + rng.IntN(5)
						m.failAt = rng.IntN(10)
					}
					limit := 2 + rng.IntN(11)
					got := map[string]bool{}
					ended = true
					for page, err := range w.walk(t.Context(), paging.Options{Limit: limit, Start: cursor, MaxPages: 5000}, w.fetch(m), rowID) {
						for _, r := range page.Rows {
							if got[r.id] {
								t.Fatalf("round %d: %s came twice in one process", seed, r.id)
							}
							got[r.id], union[r.id] = true, true
						}
						cursor = page.Cursor
						if err != nil && !errors.Is(err, errDown) {
							t.Fatalf("round %d: %v", seed, err)
						}
						if left--; cursor != "" && left == 0 || err != nil {
							ended = false
							break
						}
					}
				}
				for id := range m.stay {
					if !union[id] {
						t.Fatalf("round %d: %s was there all the time and is lost after %d processes", seed, id, processes)
					}
				}
			}
		})
	}
}

// TestModelLists resumes a walk over lists of which some vanish.
func TestModelLists(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds / 10) {
		rng := rand.New(rand.NewPCG(seed, 4))
		models := map[string]*model{}
		names := []string{}
		for i := range rng.IntN(6) {
			name := fmt.Sprintf("list-%d", i)
			names = append(names, name)
			models[name] = newModel(rng, rng.IntN(30))
			walks[0].setup(models[name])
		}
		vanished := map[string]bool{}
		walk := func(ctx context.Context, name, start string) iter.Seq2[paging.Page[row], error] {
			o := paging.Options{Limit: 2 + rng.IntN(11), Start: start}
			return paging.Offset(ctx, o, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				if rng.IntN(20) == 0 {
					vanished[name] = true
				}
				if vanished[name] {
					return paging.Answer[row]{}, &errors.Error{Kind: errors.NotFound}
				}
				a, err := models[name].fetch(ctx, r)
				for i := range a.Rows {
					a.Rows[i].id = name + "/" + a.Rows[i].id
				}
				return a, err
			}, rowID)
		}
		union := map[string]bool{}
		cursor := ""
		for ended, processes := false, 0; !ended; processes++ {
			ended = true
			left := 1 + rng.IntN(8) + processes
			for page, err := range paging.Lists(t.Context(), names, cursor, gone, walk) {
				if err != nil {
					t.Fatalf("round %d: %v", seed, err)
				}
				for _, r := range page.Rows {
					union[r.id] = true
				}
				cursor = page.Cursor
				if left--; left == 0 && cursor != "" {
					ended = false
					names = slices.DeleteFunc(names, func(n string) bool { return vanished[n] })
					break
				}
			}
		}
		for _, name := range names {
			if vanished[name] {
				continue
			}
			for id := range models[name].stay {
				if !union[name+"/"+id] {
					t.Fatalf("round %d: %s/%s is lost; got %s", seed, name, id, strings.Join(slices.Sorted(func(yield func(string) bool) {
						for k := range union {
							if !yield(k) {
								return
							}
						}
					}), " "))
				}
			}
		}
	}
}
