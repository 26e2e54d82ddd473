package paging_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// chaos is a service that answers anything: rows of no order, some without a
// key, some that cannot be read, totals of every kind, markers that come again,
// and errors.
func chaos(rng *rand.Rand, limit int) paging.Fetch[row] {
	universe := 1 + rng.IntN(60)
	kinds := []errors.Kind{errors.InvalidInput, errors.NotFound, errors.Unavailable, errors.Gone}
	return func(context.Context, paging.Request) (paging.Answer[row], error) {
		if rng.IntN(60) == 0 {
			return paging.Answer[row]{}, &errors.Error{Kind: kinds[rng.IntN(len(kinds))]}
		}
		var a paging.Answer[row]
		for range rng.IntN(limit + 2) {
			id := fmt.Sprint("r", rng.IntN(universe))
			if rng.IntN(30) == 0 {
				id = ""
			}
			a.Rows = append(a.Rows, row{id})
		}
		if rng.IntN(10) == 0 {
			a.Read = len(a.Rows) + rng.IntN(5)
		}
		a.Total = []int{-1, 0, len(a.Rows), universe, rng.IntN(100), 1 << 40, -1 << 40}[rng.IntN(7)]
		if rng.IntN(2) == 0 {
			a.Next = fmt.Sprint("t", rng.IntN(30))
		}
		return a, nil
	}
}

// Whatever a service answers, a walk comes to an end soon, yields no row twice,
// says nothing after an error or after the end, and makes cursors that can be
// used.
func TestChaos(t *testing.T) {
	const soon = 1000 // requests
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(rounds / 5) {
				rng := rand.New(rand.NewPCG(seed, 7))
				limit := 1 + rng.IntN(8)
				o := paging.Options{Limit: limit, MaxPages: soon, Smaller: func(limit int, _ error) int { return limit / 2 }}
				requests, ended := 0, false
				fetch := chaos(rng, limit)
				counted := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
					if requests++; requests >= soon || r.Offset < 0 || r.Page < 0 || r.Limit < 1 {
						t.Fatalf("round %d: request %d is %+v", seed, requests, r)
					}
					return fetch(ctx, r)
				}
				got := map[string]bool{}
				var cursors []string
				for page, err := range w.walk(t.Context(), o, counted, rowID) {
					if ended {
						t.Fatalf("round %d: %+v, %v after the end", seed, page, err)
					}
					for _, r := range page.Rows {
						if r.id != "" && got[r.id] {
							t.Fatalf("round %d: %s came twice", seed, r.id)
						}
						got[r.id] = true
					}
					if page.Read < len(page.Rows) || page.Duplicates < 0 || page.Drift < 0 || page.Total < 0 {
						t.Fatalf("round %d: a page counts %+v", seed, page)
					}
					if ended = err != nil || page.Cursor == ""; page.Cursor != "" {
						cursors = append(cursors, page.Cursor)
					}
				}
				if !ended {
					t.Fatalf("round %d: no end and no error", seed)
				}
				for _, cursor := range cursors[:min(len(cursors), 3)] {
					requests, o.Start = 0, cursor
					for _, err := range w.walk(t.Context(), o, counted, rowID) {
						if requests == 0 {
							t.Fatalf("round %d: the walk's own cursor %q: %v", seed, cursor, err)
						}
						break
					}
				}
			}
		})
	}
}
