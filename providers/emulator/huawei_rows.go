package emulator

import (
	"fmt"
	"strconv"
	"time"
)

// rows is one kind of thing that a Huawei service holds: row n is worked out from
// the seed whenever somebody asks, so that a hundred thousand of them cost nothing
// until they are read. Row 0 is the newest. It is safe for concurrent use.
type rows struct {
	seed  uint64
	start time.Time // when the data was made
	total int
}

func newRows(d *dice, total int) rows { return rows{d.Uint64(), d.start, total} }

// fact is a number that belongs to row n: another one for every topic.
func (t rows) fact(n int, topic uint64) uint64 {
	// SplitMix64: one step of the counter for each row, then its finalizer.
	z := t.seed + topic*0xd1342543de82ef95 + uint64(n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a fact from 0 to less than limit.
func (t rows) below(n int, topic uint64, limit int) int {
	return int(t.fact(n, topic) % uint64(limit))
}

// short is a fact as four hexadecimal digits, the way these services end names.
func (t rows) short(n int, topic uint64) string {
	return fmt.Sprintf("%04x", t.fact(n, topic)&0xffff)
}

// uuid is a fact as a UUID.
func (t rows) uuid(n int, topic uint64) string {
	return formatUUID(t.fact(n, topic), t.fact(n, topic^1<<32))
}

// rowStep is the time between two rows.
const rowStep = 37 * time.Minute

// created is when row n was made: never later than row n-1.
func (t rows) created(n int) time.Time {
	jitter := time.Duration(t.fact(n, topicTime) % uint64(rowStep/2)).Truncate(time.Microsecond)
	return t.start.Add(-time.Duration(n+1)*rowStep + jitter)
}

// later is a time after row n was made, by one minute at least and fifteen at
// most.
func (t rows) later(n int, topic uint64) time.Time {
	span := time.Duration(t.fact(n, topic) % uint64(14*time.Minute)).Truncate(time.Microsecond)
	return t.created(n).Add(time.Minute + span)
}

// Topics of facts that every kind of row has. Those of one kind start at
// topicOwn.
const (
	topicID uint64 = iota
	topicTime
	topicOwn
)

// The row's number is in the first eight digits of its IDs, spread by an odd
// factor whose inverse finds it again.
const (
	spread uint32 = 0x9e3779b1
	gather uint32 = 0x0e8b2f51 // spread*gather is 1 modulo 2^32
)

// jobMark begins every job's ID.
const jobMark = "ff808082"

// id is row n's UUID.
func (t rows) id(n int) string {
	return formatUUID(uint64(t.numbered(n))<<32|t.fact(n, topicID)>>32, t.fact(n, topicID^1<<32))
}

// find is the row with this UUID.
func (t rows) find(id string) (n int, known bool) {
	if len(id) != 36 {
		return 0, false
	}
	n, known = t.number(id[:8])
	return n, known && t.id(n) == id
}

// job is row n's job ID, 32 digits and no UUID.
func (t rows) job(n int) string {
	return fmt.Sprintf("%s%08x%016x", jobMark, t.numbered(n), t.fact(n, topicID^1<<33))
}

// findJob is the row with this job ID.
func (t rows) findJob(id string) (n int, known bool) {
	if len(id) != 32 {
		return 0, false
	}
	n, known = t.number(id[8:16])
	return n, known && t.job(n) == id
}

func (t rows) numbered(n int) uint32 { return uint32(n)*spread ^ uint32(t.seed) }

func (t rows) number(digits string) (n int, known bool) {
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return 0, false
	}
	n = int((uint32(v) ^ uint32(t.seed)) * gather)
	return n, n < t.total
}

// Times as these services write them.
const (
	milliZ  = "2006-01-02T15:04:05.000Z"
	milli   = "2006-01-02T15:04:05.000"
	micro   = "2006-01-02T15:04:05.000000"
	microZ  = "2006-01-02T15:04:05.000000Z"
	blanked = "2006-01-02 15:04:05.000"
)
