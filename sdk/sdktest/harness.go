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
	// Refusal is the body of a refusal in the service's own form, with code and
	// message.
	Refusal func(code, message string) string

	// Skip names cases that do not apply, with the reason.
	Skip map[string]string
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
