package sdk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Task is one piece of work inside a service, as the service last told it. It
// is a plain value: absent facts are zero, never guessed.
type Task struct {
	Service  string
	Region   string
	Project  string // where the service has projects
	ID       string // what Get takes
	Type     string // the service's own word for the kind of work
	State    State
	RawState string // the service's own word for its state
	Resource Resource

	StartedAt time.Time // UTC; the creation time where the service has only that
	UpdatedAt time.Time // UTC; the last change that the service tells of, which need not be the end
	EndedAt   time.Time // UTC
	// EndUnknown says that the end was looked for and could not be found out: the
	// task may have ended at any time since its start.
	EndUnknown bool
	Progress   int // percent, 0 where unknown

	// Failure says why a task failed, is half done or never ran. A task in an
	// unknown state has one if the service gives a reason or a code.
	Failure *errors.Failure
	Warning *errors.Failure // a part that failed inside a task that did not, nil if there is none

	// Raw is the service's own JSON of the task, compact and a copy of its own.
	// Get always fills it; in a listing it is there only if Query.Raw asked for it.
	Raw json.RawMessage
}

// warningMark stands for the state in the fingerprint of a warning. No service
// writes a word with a zero in it.
const warningMark = "\x00warning"

// HasTrouble reports whether the task is one that somebody should look at: it
// failed, is half done, should have run and did not, is in a state that nobody
// knows with a reason or a code, or carries a warning.
func (t Task) HasTrouble() bool {
	return t.State.Bad() || t.Warning != nil || t.tells()
}

// tells reports whether the task's Failure gives a reason or a code.
func (t Task) tells() bool {
	return t.Failure != nil && (t.Failure.Code != "" || t.Failure.Reason != "")
}

// Trouble is what there is to say about a task that has some, as HasTrouble
// reports: its Failure, else its Warning. It is nil for every other task, and for
// no task that [Failures] lists.
func (t Task) Trouble() *errors.Failure {
	switch {
	case t.Failure != nil && (t.State.Bad() || t.tells()):
		return t.Failure
	case t.State.Bad():
		return &errors.Failure{Service: t.Service, Kind: errors.Unknown, Retry: errors.RetryUnknown}
	}
	return t.Warning
}

// Resource is what a task works on.
type Resource struct {
	ID, Name, Type string
}

// Fingerprint is the task's identity across nights: the same failure of the
// same resource gives the same fingerprint in every run, whether a listing or
// Get told it. It covers service, region, project, resource, operation and
// code, and never an ID of one run or a key. It is 32 hexadecimal digits.
//
// The operation is the Type and, of a task with a Failure, the service's word for
// its state, since both a backup and a restore from it can fail as one type. A
// Warning counts with a mark, its code and the part that failed, so that it is
// never taken for a failure with the same code, nor a failed copy for a failed
// disk. The
// phase is no part of it: a listing and Get may know it more or less exactly,
// and which of several steps fails first is chance. Neither is the resource's
// type, which one service spells in two ways.
func (t Task) Fingerprint() string {
	resource := t.Resource.ID
	if resource == "" {
		resource = t.Resource.Name
	}
	if resource == "" {
		resource = t.ID // nothing else tells two such tasks apart
	}
	state, code := "", ""
	switch {
	case t.Failure != nil:
		state, code = strings.ToLower(t.RawState), t.Failure.Code
	case t.Warning != nil:
		state, code = warningMark+strings.ToLower(t.Warning.Phase), t.Warning.Code
	}
	var buf [256]byte
	b := buf[:0]
	for _, part := range [...]string{t.Service, t.Region, t.Project, resource, t.Type, state, code} {
		b = append(b, part...)
		b = append(b, 0)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
