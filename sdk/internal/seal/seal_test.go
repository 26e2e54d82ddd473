package seal_test

import (
	"bytes"
	"testing"

	"github.com/taskfault/taskfault/sdk/internal/seal"
)

func TestSeal(t *testing.T) {
	for _, b := range [][]byte{nil, {}, []byte("{}"), bytes.Repeat([]byte{0xff, 0}, 500)} {
		text := seal.Seal(b)
		if got, ok := seal.Open(text); !ok || !bytes.Equal(got, b) {
			t.Errorf("%q: opened as %q, %t", b, got, ok)
		}
		for i := range len(text) {
			for _, c := range []byte("A_0=\n") {
				wrong := []byte(text)
				if wrong[i] == c {
					continue
				}
				wrong[i] = c
				if got, ok := seal.Open(string(wrong)); ok {
					t.Errorf("%q with another letter at %d: opened as %q", text, i, got)
				}
			}
			if got, ok := seal.Open(text[:i]); ok {
				t.Errorf("%q cut at %d: opened as %q", text, i, got)
			}
		}
	}
}
