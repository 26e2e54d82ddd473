package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// verdictOf is what stands below a table of failures, without line ends.
func verdictOf(t *testing.T, clients []sdk.Client, args ...string) string {
	t.Helper()
	r := lists(t, clients, append([]string{"failures", "--output", "table"}, args...)...)
	return strings.Join(strings.Fields(r.out), " ")
}

// missing tells which of the texts are not in a verdict, and which of the others
// are.
func missing(t *testing.T, got string, with, without []string) {
	t.Helper()
	for _, text := range with {
		if !strings.Contains(got, text) {
			t.Errorf("%q is not in\n%s", text, got)
		}
	}
	for _, text := range without {
		if strings.Contains(got, text) {
			t.Errorf("%q is in\n%s", text, got)
		}
	}
}

func TestTheVerdictNamesListsThatWereNotRead(t *testing.T) {
	page := sdk.Page{Unread: []*errors.Error{unreadable("the flow nightly"), unreadable("the flow weekly")}}
	got := verdictOf(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{page}}, shelf{name: "fnf://y", pages: []sdk.Page{{}}}})
	missing(t, got, []string{"NOT everything could be read: 1 of 2 sources is incomplete", "fnf://x: 2 lists could not be read (the flow nightly, the flow weekly)"}, []string{"fnf://y:", "Everything was read"})
}

// Of very many lists as many are named as there is room for.
func TestTheVerdictNamesAsManyListsAsThereIsRoomFor(t *testing.T) {
	var page sdk.Page
	for i := range 200 {
		page.Unread = append(page.Unread, unreadable(fmt.Sprintf("the flow of night number %d", i)))
	}
	got := verdictOf(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{page}}})
	missing(t, got, []string{"200 lists could not be read (the flow of night number 0, the flow of night number 1", " and 196 more)"}, nil)
	// One is always told, and a client may name none.
	long := strings.Repeat("x", 300)
	if got := unreadLists(2, []string{long, "b"}); got != "2 lists could not be read ("+long+" and 1 more)" {
		t.Errorf("got %q", got)
	}
	if got := unreadLists(1, nil); got != "1 list could not be read" {
		t.Errorf("got %q", got)
	}
}

// A source can be incomplete for several reasons, and all are told.
func TestTheVerdictTellsEveryReason(t *testing.T) {
	page := sdk.Page{
		Unread: []*errors.Error{unreadable("the flow a")}, Dropped: []*errors.Error{{Kind: errors.Malformed}},
		Lookups: []*errors.Error{{Kind: errors.Internal}}, NotLookedUp: 2, Stats: sdk.Stats{Rows: 7},
	}
	got := verdictOf(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{page}, ends: &errors.Error{Kind: errors.Throttled}}})
	missing(t, got, []string{"fnf://x: throttled, after 7 rows; 1 list could not be read (the flow a); 1 row could not be read; the details of 3 tasks could not be looked up"}, nil)
}

func TestTheVerdictTellsOfUnknownStates(t *testing.T) {
	odd := func(n int) []sdk.Task {
		var all []sdk.Task
		for i := range n {
			all = append(all, sdk.Task{Service: "vbs", ID: fmt.Sprint(i), State: sdk.Unknown, RawState: "odd"})
		}
		return all
	}
	clients := []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: odd(2)}}}, shelf{name: "vbs://y", pages: []sdk.Page{{Tasks: odd(1)}}}, shelf{name: "vbs://z", pages: []sdk.Page{{}}}}
	const hint = "'taskfault tasks --state unknown'"
	got := verdictOf(t, clients)
	missing(t, got, []string{"Everything was read: 3 sources", "3 tasks of vbs://x, vbs://y are in a state that nobody knows; " + hint + " shows all of them."}, []string{"vbs://z"})
	r := lists(t, clients, "tasks", "--output", "table")
	missing(t, r.out, []string{"in a state that nobody knows."}, []string{hint})
	missing(t, verdictOf(t, clients[1:]), []string{"1 task of vbs://y is in a state that nobody knows; " + hint + " shows it."}, nil)
	missing(t, verdictOf(t, clients[2:]), nil, []string{"nobody knows"})
}

func TestTheVerdictTellsWhatWasLeftOut(t *testing.T) {
	page := sdk.Page{Stats: sdk.Stats{Rows: 9, Older: 4}, Earliest: at(3)}
	clients := []sdk.Client{shelf{name: "sdrs://x", pages: []sdk.Page{page}}}
	left, kept := "4 tasks of sdrs://x were left out: begun more than --longest (7 days unless given) before --since, or nothing tells the end any more.", "sdrs://x keeps its tasks for a limited time: nothing before 2026-11-01 03:00 UTC can be shown."
	missing(t, verdictOf(t, clients, "--since", at(1).Format("2006-01-02T15:04:05Z")), []string{"Everything was read: 1 source", left, kept}, nil)
	missing(t, verdictOf(t, clients), []string{kept}, nil)
	missing(t, verdictOf(t, clients, "--since", at(4).Format("2006-01-02T15:04:05Z")), []string{left}, []string{kept})
	missing(t, verdictOf(t, []sdk.Client{shelf{name: "sdrs://x", pages: []sdk.Page{{}}}}), nil, []string{"left out", "limited time"})
}
