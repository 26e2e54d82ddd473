package cbr

import (
	_ "embed" // the table
	"sync"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
)

//go:embed codes.tsv
var codesText string

var codes = sync.OnceValue(func() *errors.Codes {
	return errors.NewCodes("cbr", codesText, huawei.Codes()...)
})

// Codes tells what the codes of the service mean, and those of its cloud that it
// sends and reports.
func Codes() *errors.Codes { return codes() }
