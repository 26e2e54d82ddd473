package transport

// most bounds each memory of a program that runs for a year with keys that change
// every hour. Beyond it something is forgotten, and learned again.
const most = 1000

// bounded is a map of at most that many values, which forgets the one that was not
// asked for the longest. The zero value is ready.
type bounded[K comparable, V any] struct {
	values map[K]*used[V]
	asked  int64
}

// used is a value and when it was asked for last, counted in questions.
type used[V any] struct {
	value V
	at    int64
}

// get is the value of a key, made when it is first asked for.
func (b *bounded[K, V]) get(k K, make func() V) V {
	b.asked++
	u, ok := b.values[k]
	if !ok {
		u = b.add(k, make())
	}
	u.at = b.asked
	return u.value
}

// add puts a value in.
func (b *bounded[K, V]) add(k K, v V) *used[V] {
	if b.values == nil {
		b.values = map[K]*used[V]{}
	}
	if len(b.values) >= most {
		b.forget()
	}
	u := &used[V]{value: v}
	b.values[k] = u
	return u
}

// forget drops the value that was not asked for the longest.
func (b *bounded[K, V]) forget() {
	var oldest K
	at := b.asked
	for k, u := range b.values {
		if u.at < at {
			oldest, at = k, u.at
		}
	}
	delete(b.values, oldest)
}
