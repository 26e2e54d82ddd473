package main

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// style is how text looks on the way to a person: its width and its colours.
type style struct {
	width int
	color bool
}

// The attributes that the program uses, of the sixteen colours that every
// terminal lets its user choose.
const (
	plain   = ""
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	magenta = "35"
	cyan    = "36"
)

// paint puts an attribute around text, where colours are wanted.
func (s style) paint(attribute, text string) string {
	if !s.color || attribute == plain || text == "" {
		return text
	}
	return "\x1b[" + attribute + "m" + text + "\x1b[0m"
}

// ofKind is the colour of a kind, by who must act: yellow for what may pass by
// itself, magenta for keys and rights, cyan for what the caller has to correct,
// red for what is the service's.
func ofKind(k errors.Kind) string {
	switch k {
	case errors.Throttled, errors.Unavailable, errors.Timeout, errors.InvalidState, errors.Conflict:
		return yellow
	case errors.Unauthenticated, errors.PermissionDenied, errors.ClockSkew:
		return magenta
	case errors.NotFound, errors.InvalidInput, errors.QuotaExceeded, errors.Unsupported, errors.AlreadyExists, errors.Gone:
		return cyan
	case errors.Internal, errors.Malformed:
		return red
	}
	return bold
}

// ofState is the colour of a state: red for what somebody must look at.
func ofState(s sdk.State) string {
	switch s {
	case sdk.Failed, sdk.Partial, sdk.Missed:
		return red
	case sdk.Succeeded:
		return green
	case sdk.Pending, sdk.Running:
		return cyan
	case sdk.Canceled:
		return dim
	}
	return bold
}

// ofWarning is the colour of a warning, which no state has.
const ofWarning = yellow
