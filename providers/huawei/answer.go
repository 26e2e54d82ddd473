package huawei

import "strings"

// Answer is the body of a success, which may turn out to be none.
type Answer interface {
	// Refused reports whether the body carries an error beside or instead of
	// what was asked for.
	Refused() bool
}

// Fault is embedded in answers for the members that an error would have: some
// refusals come with status 200.
type Fault struct {
	ErrorCode string `json:"error_code"`
	Code      string `json:"code"`
	Error     string `json:"error"`
}

// Refused implements [Answer].
func (f *Fault) Refused() bool { return filled(f.ErrorCode) || filled(f.Code) || filled(f.Error) }

// JobFault is [Fault] for answers about a job, whose error_code is the job's and
// not the call's.
type JobFault struct {
	Code  string `json:"code"`
	Error string `json:"error"`
}

// Refused implements [Answer].
func (f *JobFault) Refused() bool { return filled(f.Code) || filled(f.Error) }

// filled reports whether a code says that something is wrong.
func filled(code string) bool {
	switch strings.ToLower(code) {
	case "", "0", "200", "null", "ok", "success":
		return false
	}
	return true
}
