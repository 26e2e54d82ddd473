package sdk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

	Raw json.RawMessage // the service's own JSON, only if Query.Raw asked for it
}

// Resource is what a task works on.
type Resource struct {
	ID, Name, Type string
}

// Fingerprint is the task's identity across nights: the same failure of the
// same resource gives the same fingerprint in every run. It covers service,
// region, project, resource, operation and code, and never an ID of one run or
// a key. It is 32 hexadecimal digits.
func (t Task) Fingerprint() string {
	resource := t.Resource.ID
	if resource == "" {
		resource = t.Resource.Name
	}
	if resource == "" {
		resource = t.ID // nothing else tells two such tasks apart
	}
	phase, code := "", ""
	if t.Failure != nil {
		phase, code = t.Failure.Phase, t.Failure.Code
	}
	var buf [256]byte
	b := buf[:0]
	for _, part := range [...]string{t.Service, t.Region, t.Project, t.Resource.Type, resource, t.Type, phase, code} {
		b = append(b, part...)
		b = append(b, 0)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
