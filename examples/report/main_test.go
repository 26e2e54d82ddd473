package main

import (
	"context"
	"fmt"
	"os"
)

func Example() {
	if err := emulated(context.Background(), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// reported
	// completed_by_other
}
