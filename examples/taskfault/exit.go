package main

import (
	"github.com/taskfault/taskfault/sdk"
)

// The exit codes. What 0, 1 and 2 mean for a command stands in its help.
const (
	exitGood        = 0
	exitFound       = 1  // something to look at was found; a code unknown; completed by another
	exitError       = 2  // an error, or a source that was not read to its end
	exitUsage       = 64 // EX_USAGE of sysexits.h
	exitInterrupted = 130
	exitClosedPipe  = 141 // what a shell says of a program that SIGPIPE ended
)

// exitOfScan is the code of a listing: whether it is whole comes before what
// it found to look at.
func exitOfScan(receipts []sdk.Receipt, found, errors int) int {
	for _, r := range receipts {
		if broken(r) {
			return exitError
		}
	}
	switch {
	case errors > 0:
		return exitError
	case found > 0:
		return exitFound
	}
	return exitGood
}

// broken reports whether a source is incomplete for another reason than the
// limit that the user set.
func broken(r sdk.Receipt) bool {
	return !r.Complete && !(r.Limited && r.Err == nil && r.Dropped == 0 && r.Lookups == 0 && r.Unread == 0)
}

// exitOfReport is the code of a report that was answered.
func exitOfReport(o sdk.Outcome) int {
	switch o {
	case sdk.Reported, sdk.AlreadyReported:
		return exitGood
	case sdk.CompletedByOther:
		return exitFound
	}
	return exitError
}
