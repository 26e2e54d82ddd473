package emulator

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// dice makes up the data of one service: the same seed, service and start give
// the same data. It is for construction only, not for concurrent use.
type dice struct {
	*rand.Rand
	start time.Time // the services' time when the data was made, in UTC
}

// newDice has a stream of its own for every service, so that one service's data
// does not move when another's changes.
func newDice(c Config, service string) *dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(service))
	return &dice{rand.New(rand.NewPCG(c.Seed, h.Sum64())), c.Now().UTC().Truncate(time.Millisecond)}
}

// between is a whole number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// ago is a time in the past, at least lo and less than hi before the start.
func (d *dice) ago(lo, hi time.Duration) time.Time { return d.start.Add(-d.span(lo, hi)) }

// span is a duration of whole milliseconds, at least lo and less than hi.
func (d *dice) span(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(d.Int64N(int64(hi-lo))).Truncate(time.Millisecond)
}

// hex is n lower-case hexadecimal digits.
func (d *dice) hex(n int) string { return d.word("0123456789abcdef", n) }

// id is n lower-case letters and digits.
func (d *dice) id(n int) string { return d.word("abcdefghijklmnopqrstuvwxyz0123456789", n) }

func (d *dice) word(alphabet string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[d.IntN(len(alphabet))])
	}
	return b.String()
}

// uuid is a UUID in lower case.
func (d *dice) uuid() string { return formatUUID(d.Uint64(), d.Uint64()) }

// pick is one of choices.
func pick[T any](d *dice, choices ...T) T { return choices[d.IntN(len(choices))] }

// newUUID is a fresh UUID in lower case for what is made while serving. It is safe
// for concurrent use.
func newUUID() string { return formatUUID(rand.Uint64(), rand.Uint64()) }

func formatUUID(a, b uint64) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], a)
	binary.BigEndian.PutUint64(raw[8:], b)
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	s := hex.EncodeToString(raw[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
