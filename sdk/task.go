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
	EndedAt   time.Time // UTC
	Progress  int       // percent, 0 where unknown

	Failure *errors.Failure // nil unless State is Failed
	Warning *errors.Failure // a part that failed inside a task that did not, nil if there is none

	// Raw is the service's own JSON of the task, compact and a copy of its own.
	// Get always fills it; in a listing it is there only if Query.Raw asked for it.
	Raw json.RawMessage
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
// The operation is the Type and, of a failed task, the service's word for its
// state, since both a backup and a restore from it can fail as one type. The
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
	if t.Failure != nil {
		state, code = strings.ToLower(t.RawState), t.Failure.Code
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
