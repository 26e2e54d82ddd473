package signertest

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// Vectors are a file of requests that a vendor's own tool signed. Quirks are
// those in which the tool leaves its vendor's documentation.
type Vectors[V any] struct{ Vectors, Quirks []V }

// Load reads a file of vectors. It checks how many there are, so that none is lost
// unnoticed.
func Load[V any](tb testing.TB, path string, vectors, quirks int) Vectors[V] {
	tb.Helper()
	var file Vectors[V]
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	if len(file.Vectors) != vectors || len(file.Quirks) != quirks {
		tb.Fatalf("%s: got %d vectors and %d quirks, want %d and %d", path, len(file.Vectors), len(file.Quirks), vectors, quirks)
	}
	return file
}

// Time reads a vector's time, or ends the test.
func Time(tb testing.TB, layout, text string) time.Time {
	tb.Helper()
	at, err := time.Parse(layout, text)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}
