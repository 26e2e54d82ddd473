package paging_test

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/sdk/paging"
)

// While the list is read by offset, its first row is deleted and all others move up.
// Nothing is lost and nothing comes twice.
func ExampleOffset() {
	list := []string{"a", "b", "c", "d", "e", "f"}
	requests := 0
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[string], error) {
		if requests++; requests == 2 {
			list = list[1:]
		}
		from, to := min(r.Offset, len(list)), min(r.Offset+r.Limit, len(list))
		return paging.Answer[string]{Rows: append([]string(nil), list[from:to]...), Total: len(list)}, nil
	}
	drift := 0
	for page, err := range paging.Offset(context.Background(), paging.Options{Limit: 3}, fetch, func(row *string) string { return *row }) {
		if err != nil {
			fmt.Println(err) // the list may not be whole
			return
		}
		fmt.Println(page.Rows)
		drift += page.Drift
	}
	fmt.Println("moved:", drift)
	// Output:
	// [a b c]
	// [d]
	// [e f]
	// []
	// moved: 1
}
