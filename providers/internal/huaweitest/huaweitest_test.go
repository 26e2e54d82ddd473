package huaweitest_test

import (
	"fmt"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
)

// A frame that never complains would make every target pass.
func TestWhatIsWrongWithAnAnswer(t *testing.T) {
	whole := &errors.Error{Service: "vbs", Operation: "ShowJob", Kind: errors.Malformed}
	for _, c := range []struct {
		name   string
		status int
		out    bool
		err    error
		good   bool
	}{
		{"an output", 200, true, nil, true},
		{"an output of another success", 204, true, nil, true},
		{"an error", 200, false, whole, true},
		{"an error of an error's status", 500, false, whole, true},
		{"nothing", 200, false, nil, false},
		{"an output of an error's status", 500, true, nil, false},
		{"an output of a redirect", 302, true, nil, false},
		{"an output of a status that is none", 0, true, nil, false},
		{"both", 200, true, whole, false},
		{"an error of another type", 200, false, fmt.Errorf("no"), false},
		{"an error without a kind", 200, false, &errors.Error{Service: "vbs", Operation: "ShowJob"}, false},
		{"an error without a service", 200, false, &errors.Error{Operation: "ShowJob", Kind: errors.Malformed}, false},
		{"an error without an operation", 200, false, &errors.Error{Service: "vbs", Kind: errors.Malformed}, false},
	} {
		wrong := huaweitest.Answer{Status: c.status}.Judge(c.out, c.err)
		if (wrong == "") != c.good {
			t.Errorf("%s with status %d: got %q, want a complaint: %t", c.name, c.status, wrong, !c.good)
		}
	}
}
