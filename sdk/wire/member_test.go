package wire_test

import (
	"testing"

	"github.com/taskfault/taskfault/sdk/wire"
)

func TestHasMember(t *testing.T) {
	for body, want := range map[string]bool{
		`{"jobs":[]}`:                            true,
		`{"a":{"jobs":1},"Jobs":null}`:           true,
		"\xef\xbb\xbf" + `{"TASKS":0}`:           true,
		`{"jobs":1`:                              true, // cut behind it
		`{"a":{"x":1},"jobs"`:                    true,
		"{\"a\":\"\xff\",\"jobs\":2}":            true,
		`{"a":{"jobs":1}}`:                       false,
		`{"a":"jobs"}`:                           false,
		`["jobs"]`:                               false,
		`"jobs"`:                                 false,
		`{"a":[1,`:                               false,
		`{`:                                      false,
		``:                                       false,
		`{"a":1,"a":2,"\u006aobs":3}`:            true, // twice the same, and escaped
		`{"job":1,"jobs ":2,"_jobs":3,"task":4}`: false,
	} {
		if got := wire.HasMember([]byte(body), "jobs", "tasks"); got != want {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
	if wire.HasMember([]byte(`{"":1}`)) {
		t.Error("a body has one of no names")
	}
}
