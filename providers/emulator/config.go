package emulator

import "time"

// Config says what a service of the emulator holds and whom it lets in. The
// zero value works: every field has a default.
type Config struct {
	// Seed chooses the data set: the same seed gives the same data.
	Seed uint64
	// Failures is the exact number of tasks that a service holds and that are
	// failed, half done or missed, counted as the client counts them. From six on,
	// some that have a mere warning, or are in a state that nobody knows with a
	// reason, come beside them. 0 means 12; below 0 means none of either.
	Failures int
	// AccessKeyID and AccessKeySecret are the one key that is known, and in IAM
	// also the user's name and password. Default: emulator-ak, emulator-sk.
	AccessKeyID, AccessKeySecret string
	// ProjectID is the one project of the Huawei services. Default: emulator-project.
	ProjectID string
	// TaskToken is the token of one waiting workflow step. Default: emulator-task-token.
	TaskToken string
	// Throttle also enforces the request rates that the services publish.
	Throttle bool
	// Planted, if it is there, is told every task that a service of the data holds
	// while that is made. Those of IAM and of what is done later are none.
	Planted func(Planted)
	// Now is the services' clock. Default: time.Now.
	Now func() time.Time
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	set := func(v *string, d string) {
		if *v == "" {
			*v = d
		}
	}
	set(&c.AccessKeyID, "emulator-ak")
	set(&c.AccessKeySecret, "emulator-sk")
	set(&c.ProjectID, "emulator-project")
	set(&c.TaskToken, "emulator-task-token")
	switch {
	case c.Failures == 0:
		c.Failures = 12
	case c.Failures < 0:
		c.Failures = 0
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
