package alibaba

import (
	_ "embed" // the tables
	"slices"
	"sync"

	"github.com/taskfault/taskfault/errors"
	credentials "github.com/taskfault/taskfault/sdk/credentials/alibaba"
)

// The table of the service that others build on, and what is said of failures
// without a known code.
var (
	//go:embed fc.tsv
	fcText string
	//go:embed situations.tsv
	situationsText string
)

var codes = sync.OnceValue(func() []*errors.Codes {
	return []*errors.Codes{
		credentials.Codes(),
		errors.NewCodes("", situationsText),
	}
})

// Codes are those that a service of the cloud has beside its own, for
// [errors.NewCodes]: the gateway's, and the situations of failures without a known
// code.
func Codes() []*errors.Codes { return slices.Clone(codes()) }

var functionCodes = sync.OnceValue(func() *errors.Codes { return errors.NewCodes("fc", fcText, credentials.Codes()) })

// FunctionCodes tells what the codes of Function Compute mean, which tasks of a
// service that calls functions report.
func FunctionCodes() *errors.Codes { return functionCodes() }

// codesOf tells what the codes of a service mean: as the user's Codes say, which may
// also know of siblings, else as the service's own.
func (c Config) codesOf(service Service) *errors.Codes {
	if known := c.Codes.Of(service.Name); known != nil {
		return known
	}
	return service.Codes
}
