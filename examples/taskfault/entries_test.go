package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
)

// failing is the record of a failure.
func failing(id, fingerprint, reason string) taskRecord {
	return taskRecord{Source: "dbs://x", ID: id, State: sdk.Failed, Fingerprint: fingerprint, Failure: &failureRecord{Reason: reason}}
}

func TestEntriesKeepTheNewest(t *testing.T) {
	for _, most := range []int{0, 3} {
		s := entries{most: most}
		for i := range 100 {
			at := time.Unix(int64(i*37%100)+1, 0)
			s.add(at, failing(fmt.Sprint(at.Unix()), fmt.Sprint(i), ""))
			if most > 0 && len(s.dated) >= 2*most {
				t.Fatalf("%d entries are held, want less than %d", len(s.dated), 2*most)
			}
		}
		got := s.sorted()
		want := 100
		if most > 0 {
			want = most
		}
		if len(got) != want || got[0].ID != "100" || got[1].ID != "99" {
			t.Errorf("most %d: %d entries that begin with %v, want %d that begin with 100, 99", most, len(got), got[:2], want)
		}
	}
}

// What has no time, such as a plan that has stopped, comes first and is not cut.
func TestTasksWithoutATimeComeFirstAndAreNeverCut(t *testing.T) {
	s := entries{most: 2}
	for i := range 50 {
		s.add(time.Unix(int64(i)+1, 0), failing(fmt.Sprint("dated", i), fmt.Sprint("d", i), ""))
		if i%10 == 0 {
			s.add(time.Time{}, failing(fmt.Sprint("plan", i), fmt.Sprint("p", i), ""))
		}
	}
	var ids []string
	for _, e := range s.sorted() {
		ids = append(ids, e.ID)
	}
	if got, want := strings.Join(ids, " "), "plan0 plan10 plan20 plan30 plan40 dated49 dated48"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A failure that comes back is one entry: the newest task, how often, since when,
// and how many other reasons it had; also where it was cut in between.
func TestOneEntryForEachDifferentFailure(t *testing.T) {
	for _, most := range []int{0, 2} {
		s := entries{most: most}
		for night := range 30 {
			at := time.Unix(int64(night+1)*1000, 0)
			s.add(at, failing(fmt.Sprint("n", night), "same", fmt.Sprint("reason ", night%3)))
			for other := range 5 { // newer ones, each once
				s.add(at.Add(time.Duration(other+1)*time.Second), failing("other", fmt.Sprint(night, other), ""))
			}
		}
		s.add(time.Unix(100_000, 0), failing("last", "same", "reason 0"))
		e := s.sorted()[0]
		if e.ID != "last" || e.count != 31 || !e.first.Equal(time.Unix(1000, 0)) || e.otherReasons() != 2 || e.atLeast {
			t.Errorf("most %d: got %s, %d times since %v with %d other reasons; want last, 31 times since 1000 with 2", most, e.ID, e.count, e.first, e.otherReasons())
		}
		s.add(time.Unix(5, 0), failing("late", "same", "a fourth")) // older than all
		if e := s.sorted()[0]; e.ID != "last" || e.count != 32 || !e.first.Equal(time.Unix(5, 0)) || e.otherReasons() != 3 {
			t.Errorf("most %d: got %s, %d times since %v with %d other reasons; want last, 32 times since 5 with 3", most, e.ID, e.count, e.first, e.otherReasons())
		}
	}
}

// Failures that are alike are no entry together where they are of two sources, and
// good tasks never are.
func TestEntriesThatStandApart(t *testing.T) {
	a, b := failing("a", "same", ""), failing("b", "same", "")
	b.Source = "dbs://y"
	good := taskRecord{Source: "dbs://x", ID: "g", State: sdk.Succeeded, Fingerprint: "good"}
	for _, apart := range []bool{false, true} {
		s := entries{apart: apart}
		for _, r := range []taskRecord{a, a, b, good, good} {
			s.add(time.Unix(1, 0), r)
		}
		want := 4
		if apart {
			want = 5
		}
		if got := s.sorted(); len(got) != want {
			t.Errorf("apart %t: %d entries, want %d", apart, len(got), want)
		}
	}
}

// The memory of failures that were cut is bounded. A count that may be too small
// says so.
func TestEntriesForgetWhatIsTooMuch(t *testing.T) {
	s := entries{most: 2}
	for i := range 3 * mostKnown {
		s.add(time.Unix(int64(i)+1, 0), failing("t", fmt.Sprint(i), ""))
	}
	if len(s.known) > mostKnown {
		t.Errorf("%d failures are known, want at most %d", len(s.known), mostKnown)
	}
	if e := s.sorted()[0]; !e.atLeast || timesOf(e) != "" {
		t.Errorf("got %+v, want an entry that may have come before", e)
	}
	s.add(time.Unix(1, 0), failing("t", fmt.Sprint(3*mostKnown-1), ""))
	if got := timesOf(s.sorted()[0]); !strings.HasPrefix(got, "at least 2 times since 1970-01-01 00:00") {
		t.Errorf("got %q, want at least 2 times", got)
	}
}

func TestAnEntryShowsItsNewestReason(t *testing.T) {
	s := entries{}
	for i, reason := range []string{"disk full", "no route", "timed out", "disk full"} {
		s.add(time.Unix(int64(i)*86400+1, 0), failing(fmt.Sprint(i), "f", reason))
	}
	table := table{style: style{width: 100}}
	got := table.set(s.sorted())
	for _, want := range []string{"disk full (and 2 other reasons)", "4 times since 1970-01-01 00:00: 3 in dbs://x"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "no route") {
		t.Errorf("an older reason is in\n%s", got)
	}
	for _, c := range []struct {
		reasons []string
		want    string
	}{
		{[]string{"a"}, "a"},
		{[]string{"a", "a"}, "a"},
		{[]string{"a", "b"}, "b (and 1 other reason)"},
		{[]string{"a", ""}, "(no reason; 1 other reason before)"},
		{[]string{"", "a"}, "a"},
		{[]string{"", ""}, ""},
	} {
		s := entries{}
		for i, reason := range c.reasons {
			s.add(time.Unix(int64(i)+1, 0), failing("t", "f", reason))
		}
		if got := reasonsOf(s.sorted()[0]); got != c.want {
			t.Errorf("%q: got %q, want %q", c.reasons, got, c.want)
		}
	}
	s = entries{}
	for i := range 3 * mostReasons {
		s.add(time.Unix(int64(i)+1, 0), failing("t", "f", fmt.Sprint("reason ", i)))
	}
	if got := reasonsOf(s.sorted()[0]); !strings.Contains(got, "at least 99 other reasons") {
		t.Errorf("got %q, want at least 99 others", got)
	}
}

// A task stands where its latest time puts it: a restore that failed an hour ago
// is news, however old its backup.
func TestATaskStandsAtItsLatestTime(t *testing.T) {
	tasks := []sdk.Task{
		{Service: "csbs", ID: "restore", State: sdk.Failed, StartedAt: at(0), UpdatedAt: at(9), Failure: providers.Codes().Of("csbs").Failure("", "r", "restore")},
		{Service: "csbs", ID: "backup", State: sdk.Failed, StartedAt: at(5), EndedAt: at(6), Failure: providers.Codes().Of("csbs").Failure("", "b", "backup")},
		{Service: "csbs", ID: "old", State: sdk.Failed, StartedAt: at(2), Failure: providers.Codes().Of("csbs").Failure("", "o", "backup")},
	}
	r := lists(t, []sdk.Client{shelf{name: "csbs://x", pages: []sdk.Page{{Tasks: tasks}}}}, "failures", "--output", "table")
	last := -1
	for _, want := range []string{"2026-11-01 09:00", "2026-11-01 06:00", "2026-11-01 02:00"} {
		i := strings.Index(r.out, want)
		if i <= last {
			t.Errorf("%s is not in its place in\n%s", want, r.out)
		}
		last = i
	}
}
