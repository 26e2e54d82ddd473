package paging

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// A pepper keys the hashes that travel in a cursor. It travels with them, since
// another process must be able to make the same hashes: it keeps nothing
// secret, and makes chosen collisions useless from one walk to the next.
type pepper uint64

func newPepper() pepper {
	var b [8]byte
	rand.Read(b[:]) // never fails: the program ends rather
	return pepper(binary.BigEndian.Uint64(b[:]))
}

// sum is the hash of one key.
func (p pepper) sum(key string) [sumSize]byte {
	var buf [256]byte // keys of common length cost no allocation
	b := binary.BigEndian.AppendUint64(buf[:0], uint64(p))
	h := sha256.Sum256(append(b, key...))
	return [sumSize]byte(h[:])
}

const sumSize = 8

// pageSum is one hash over the keys of a page, in their order.
func pageSum[R any](p pepper, rows []R, key func(*R) string) uint64 {
	h := sha256.New()
	var buf [256]byte
	b := binary.BigEndian.AppendUint64(buf[:0], uint64(p))
	for i := range rows {
		k := key(&rows[i])
		b = binary.BigEndian.AppendUint64(b, uint64(len(k)))
		h.Write(append(b, k...))
		b = b[:0]
	}
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// remembered is how many rows of its last page a cursor carries.
const remembered = 32

// remember hashes rows of a page for a cursor: evenly spread, since the list
// may have moved either way before they are looked for, and the last one last.
func remember[R any](p pepper, rows []R, key func(*R) string) []byte {
	n := min(len(rows), remembered)
	sums := make([]byte, 0, n*sumSize)
	for i := 1; i <= n; i++ {
		if k := key(&rows[i*len(rows)/n-1]); k != "" {
			sum := p.sum(k)
			sums = append(sums, sum[:]...)
		}
	}
	return sums
}

// memories are the rows that a cursor carries.
type memories struct {
	pepper pepper
	sums   []byte
}

// have reports whether key is one of them.
func (m *memories) have(key string) bool {
	if key == "" {
		return false
	}
	sum := m.pepper.sum(key)
	for known := range slices.Chunk(m.sums, sumSize) {
		if bytes.Equal(known, sum[:]) {
			return true
		}
	}
	return false
}

// endWith reports whether key is the last one, where the next page began.
func (m *memories) endWith(key string) bool {
	sum := m.pepper.sum(key)
	return key != "" && bytes.HasSuffix(m.sums, sum[:])
}
