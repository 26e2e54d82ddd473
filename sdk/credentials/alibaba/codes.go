package alibaba

import (
	_ "embed" // the table
	"sync"

	"github.com/taskfault/taskfault/errors"
)

//go:embed codes.tsv
var codesText string

var codes = sync.OnceValue(func() *errors.Codes { return errors.NewCodes("alibaba", codesText) })

// Codes tells what the codes of the cloud's gateway mean, which any of its services
// may send. STS has no table of its own: what it says about keys and tokens is among
// them, so they stand here, below the services.
func Codes() *errors.Codes { return codes() }
