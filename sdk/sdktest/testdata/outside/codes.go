package stow

import (
	_ "embed" // the table
	"sync"

	"github.com/taskfault/taskfault/errors"
)

//go:embed codes.tsv
var codesText string

var codes = sync.OnceValue(func() *errors.Codes { return errors.NewCodes(service, codesText) })

// Codes tells what the codes of the service mean.
func Codes() *errors.Codes { return codes() }
