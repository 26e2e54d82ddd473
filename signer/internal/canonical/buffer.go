package canonical

import "sync"

// maxKept is how large a buffer may be and still be used again, in bytes.
const maxKept = 64 << 10

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, 2<<10)
	return &b
}}

// Buffer is scratch space for one signature. Give it back with [Release].
func Buffer() *[]byte {
	b, _ := buffers.Get().(*[]byte)
	return b
}

// Release gives scratch space back. It is wiped, because keys and tokens pass
// through it.
func Release(b *[]byte) {
	if cap(*b) > maxKept {
		return
	}
	clear((*b)[:cap(*b)])
	*b = (*b)[:0]
	buffers.Put(b)
}
