package main

import (
	"cmp"
	"hash/maphash"
	"slices"
	"time"

	"github.com/taskfault/taskfault/sdk"
)

// entries are what a table shows: one for each different failure of a source, by
// its fingerprint, and one for each task that no one has to look at. Those with a
// time are cut to the newest, so many at most. What has no time, such as a plan
// that has stopped, is true now: it comes first and is never cut.
type entries struct {
	most  int  // of those with a time; 0 for all
	apart bool // every task is an entry of its own

	undated, dated []*entry
	known          map[failureKey]*entry // also those that were cut, without their record
	forgot         bool                  // some that were cut are not known any more
}

// entry is one failure, however often it came, or one task.
type entry struct {
	*taskRecord // the newest task, nil once the entry was cut

	at, first time.Time // the latest time of the newest task, and of the oldest
	count     int
	atLeast   bool     // there may have been more than count
	reasons   []uint64 // hashes of the different ones, mostReasons at most
}

// failureKey tells different failures apart. One source's name can be one
// account's and another's another's.
type failureKey struct {
	source, fingerprint string
	dated               bool
}

const (
	// mostKnown bounds the failures that are remembered after they were cut, so
	// that they are counted right where they come again.
	mostKnown = 50_000
	// mostReasons bounds the reasons of one failure that are told apart.
	mostReasons = 100
)

// reasonSeed is that of the hashes of reasons.
var reasonSeed = maphash.MakeSeed()

// lastTime is the latest time that is known of a task, zero where none is.
func lastTime(t sdk.Task) time.Time {
	return slices.MaxFunc([]time.Time{t.StartedAt, t.UpdatedAt, t.EndedAt}, time.Time.Compare)
}

// add takes a task whose latest time is at.
func (s *entries) add(at time.Time, r taskRecord) {
	e := s.entryOf(at, r)
	e.count++
	e.remember(r.reason())
	if e.count == 1 || at.Before(e.first) {
		e.first = at
	}
	if e.count > 1 && !at.After(e.at) {
		return
	}
	cut := e.taskRecord == nil
	e.taskRecord, e.at = &r, at
	switch {
	case !cut:
	case at.IsZero():
		s.undated = append(s.undated, e)
	default:
		s.dated = append(s.dated, e)
		if s.most > 0 && len(s.dated) >= 2*s.most {
			s.cut()
		}
	}
}

// entryOf is the entry that a task belongs to.
func (s *entries) entryOf(at time.Time, r taskRecord) *entry {
	if s.apart || !r.troubled() {
		return new(entry)
	}
	key := failureKey{r.Source, r.Fingerprint, !at.IsZero()}
	e := s.known[key]
	if e == nil {
		if s.known == nil {
			s.known = make(map[failureKey]*entry)
		}
		s.forget()
		e = &entry{atLeast: s.forgot}
		s.known[key] = e
	}
	return e
}

// forget drops what is known of failures that were cut, where that is too much.
func (s *entries) forget() {
	if s.most == 0 || len(s.known) < mostKnown {
		return
	}
	s.forgot = true
	for key, e := range s.known {
		if e.taskRecord == nil {
			delete(s.known, key)
		}
	}
}

// cut leaves the newest of the entries with a time.
func (s *entries) cut() {
	slices.SortStableFunc(s.dated, byTime)
	if s.most == 0 || len(s.dated) <= s.most {
		return
	}
	for _, e := range s.dated[s.most:] {
		e.taskRecord = nil
	}
	clear(s.dated[s.most:])
	s.dated = s.dated[:s.most]
}

// byTime orders entries, the newest first.
func byTime(a, b *entry) int {
	return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
}

// sorted are the entries kept: those without a time, then the newest first.
func (s *entries) sorted() []*entry {
	s.cut()
	slices.SortStableFunc(s.undated, byTime)
	return slices.Concat(s.undated, s.dated)
}

// remember keeps a reason, if it is another than those before.
func (e *entry) remember(reason string) {
	if reason == "" || len(e.reasons) == mostReasons {
		return
	}
	if h := maphash.String(reasonSeed, reason); !slices.Contains(e.reasons, h) {
		e.reasons = append(e.reasons, h)
	}
}

// otherReasons is how many other reasons there were than the one of the newest
// task.
func (e *entry) otherReasons() int {
	if e.reason() == "" {
		return len(e.reasons)
	}
	return max(len(e.reasons)-1, 0)
}
