package paging

import (
	"hash/maphash"
	"math/bits"
)

// Seen is the set of rows that were yielded. It keeps a keyed 64-bit hash of
// each key and not the key, so that a row costs 9 to 14 bytes, however long its
// key is. A walk keeps up to three such sets: at most 72 bytes a row, also while
// one of them grows.
//
// Two different keys of one hash would cost the second row its place. The hash
// is keyed at random in each process, so nobody can choose such keys, and by
// chance the odds of one such pair among n rows are n*n/2^65: one in 37 million
// for a million rows, one in 3.7 billion for a hundred thousand.
//
// The zero value is an empty set, ready for use. It is not for concurrent use.
type Seen struct {
	slots []uint64 // 0 is a free one
	n     int
	seed  maphash.Seed
}

// nameless is the hash of an empty key: a row without a name is never known.
const nameless = 0

// Add puts key in and reports whether it was new. The empty key is always new.
func (s *Seen) Add(key string) bool { return s.add(s.hash(key)) }

// Len is the number of keys in the set.
func (s *Seen) Len() int { return s.n }

// sibling is an empty set whose hashes are those of s, so that a row that both
// must know is hashed once.
func (s *Seen) sibling() *Seen {
	s.ready()
	return &Seen{slots: make([]uint64, leastSlots), seed: s.seed}
}

// hash is key's hash in this set.
func (s *Seen) hash(key string) uint64 {
	if key == "" {
		return nameless
	}
	s.ready()
	return max(maphash.String(s.seed, key), nameless+1)
}

// add puts a hash in and reports whether it was new.
func (s *Seen) add(h uint64) bool {
	if h == nameless {
		return true
	}
	s.ready()
	i := s.find(h)
	if s.slots[i] == h {
		return false
	}
	s.slots[i] = h
	if s.n++; s.n > len(s.slots)/8*7 {
		s.grow()
	}
	return true
}

// has reports whether a hash is in the set.
func (s *Seen) has(h uint64) bool {
	return h != nameless && s.n > 0 && s.slots[s.find(h)] == h
}

// find is the slot of a hash, or the free one where it belongs. Slots are
// searched in a row: the hashes are as good as random, and at most seven eighths
// of the slots are in use.
func (s *Seen) find(h uint64) int {
	n := len(s.slots)
	high, _ := bits.Mul64(h, uint64(n)) // h as a fraction of all hashes, in slots
	i := int(high)
	for s.slots[i] != nameless && s.slots[i] != h {
		if i++; i == n {
			i = 0
		}
	}
	return i
}

// expect makes room for the first rows of a list, so that a page of them does not
// fill one set of slots after the other.
func (s *Seen) expect(rows int) {
	if s.n == 0 && rows > leastSlots/2 {
		s.ready()
		s.slots = make([]uint64, rows/7*8+leastSlots)
	}
}

// grow makes half as many slots more. Twice as many would leave a long list with
// more room than rows, and with the old slots beside them until the garbage is
// collected.
func (s *Seen) grow() {
	old := s.slots
	s.slots = make([]uint64, len(old)+len(old)/2)
	for _, h := range old {
		if h != nameless {
			s.slots[s.find(h)] = h
		}
	}
}

const leastSlots = 16

// ready makes the zero value usable.
func (s *Seen) ready() {
	if s.slots == nil {
		s.slots = make([]uint64, leastSlots)
		s.seed = maphash.MakeSeed()
	}
}
