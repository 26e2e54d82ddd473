package sdktest

import (
	"net/http"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Harness is what [Run] must know of a provider. Serve and Client are required.
// What is left out skips the cases that need it, and the skipped case says so.
type Harness struct {
	// Serve makes the service with this data, for one case alone. Its clock is
	// time.Now when the case runs, which may be a bubble's.
	Serve func(Data) http.Handler
	// Client builds a client of it, with these options and keys as they are.
	// Where it calls is of no matter: the options hold the RoundTripper.
	Client func(transport.Options, signer.Source) (sdk.Client, error)

	// Tokens says that a request carries a token, signer.Credentials.AuthToken, and
	// no signature made with a key: the suite hands out tokens then. They lock
	// nothing, and have nothing to do with a clock.
	Tokens bool

	// Planted tells which tasks the service holds that Serve makes of the same data
	// at the same moment. What a client lists and gets is compared with them.
	Planted func(Data) Planted

	// Absent are IDs in every form of the service's that no task has.
	Absent []string
	// Impossible are IDs beside "", "." and ".." that Get refuses before anything
	// is sent.
	Impossible []string

	// Reword puts word in place of the state of every task in the body of an
	// answer, and returns a body without tasks as it is.
	Reword func(body []byte, word string) []byte
	// Spoil makes one row in the body of an answer unreadable, and returns a
	// body without rows as it is.
	Spoil func(body []byte) []byte
	// Unlist puts value, a JSON text, in place of the list of rows in the body of an
	// answer, and returns a body without one as it is.
	Unlist func(body []byte, value string) []byte
	// Refusal is the body of a refusal in the service's own form, with code and
	// message.
	Refusal func(code, message string) string
	// Code is a code of the service's table that says something else than a status
	// of 403, 404 or 409 does.
	Code string

	// Forms is in how many forms the client asks for a list before it takes a refusal
	// for an answer, such as with a parameter that not every service takes and without
	// it. 0 is one.
	Forms int

	// List is the name of the list inside the source that a request asks for, such
	// as a backup plan's, and empty for any other request. It may read the body.
	List func(*http.Request) string
	// Forget takes the list of this name out of the body of an answer that says
	// which lists there are, and returns any other body as it is.
	Forget func(body []byte, list string) []byte

	// Skip names cases that do not apply, with the reason.
	Skip map[string]string
}

// right are the credentials that the service lets in.
func (h Harness) right() signer.Credentials {
	if h.Tokens {
		return signer.Credentials{AuthToken: canary}
	}
	return signer.Credentials{AccessKeyID: "sdktest-key", AccessKeySecret: canary}
}

// wrong are the same with something behind their secret.
func (h Harness) wrong(behind string) signer.Credentials {
	c := h.right()
	if h.Tokens {
		c.AuthToken += behind
	} else {
		c.AccessKeySecret += behind
	}
	return c
}

// data is that of a service with so many failed tasks.
func (h Harness) data(failures int) Data {
	return Data{Seed: 1, Failures: failures, Credentials: h.right()}
}

// Data is what a service holds and whom it lets in.
type Data struct {
	Seed uint64
	// Failures is how many tasks are failed, partial or missed, exactly. Others that
	// somebody should look at, such as those with a warning, may come beside them.
	// For 0 there are neither.
	Failures    int
	Credentials signer.Credentials
}
