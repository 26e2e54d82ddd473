package fnf

import (
	_ "embed" // the table
	"sync"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
)

//go:embed codes.tsv
var codesText string

var codes = sync.OnceValue(func() *errors.Codes {
	return errors.NewCodes("fnf", codesText, append(alibaba.Codes(), alibaba.FunctionCodes())...)
})

// Codes tells what the codes of the service mean, those of its cloud that it
// sends, and those of the functions that its flows call.
func Codes() *errors.Codes { return codes() }
