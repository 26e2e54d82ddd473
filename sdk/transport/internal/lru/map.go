// Package lru holds a map that does not grow without end.
package lru

import "iter"

// most bounds each map in a program that runs for a year with keys that change
// every hour. Beyond it something is forgotten, and learned again.
const most = 1000

// Map has at most a thousand values. Beyond that it forgets the one that was not
// asked for the longest. The zero value is ready. It is not safe for concurrent use.
type Map[K comparable, V any] struct {
	values map[K]*used[V]
	asked  int64
}

// used is a value and when it was asked for last, counted in questions.
type used[V any] struct {
	value V
	at    int64
}

// Get returns the value of a key, made when it is first asked for.
func (m *Map[K, V]) Get(k K, make func() V) V {
	m.asked++
	u, ok := m.values[k]
	if !ok {
		u = m.add(k, make())
	}
	u.at = m.asked
	return u.value
}

// add puts a value in.
func (m *Map[K, V]) add(k K, v V) *used[V] {
	if m.values == nil {
		m.values = map[K]*used[V]{}
	}
	if len(m.values) >= most {
		m.forget()
	}
	u := &used[V]{value: v}
	m.values[k] = u
	return u
}

// forget drops the value that was not asked for the longest.
func (m *Map[K, V]) forget() {
	var oldest K
	at := m.asked
	for k, u := range m.values {
		if u.at < at {
			oldest, at = k, u.at
		}
	}
	delete(m.values, oldest)
}

// Len returns how many values there are.
func (m *Map[K, V]) Len() int { return len(m.values) }

// All ranges over all values. It does not count as asking for them.
func (m *Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, u := range m.values {
			if !yield(k, u.value) {
				return
			}
		}
	}
}
