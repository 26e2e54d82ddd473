package providers

import (
	"sync"

	"github.com/taskfault/taskfault/errors"
)

// defaultCodes are joined once, when they are first asked for.
var defaultCodes = sync.OnceValue(func() *errors.Codes { return Default().Codes() })

// Codes are those of the [Default] providers, as [Set.Codes] gives them.
func Codes() *errors.Codes { return defaultCodes() }

// Explain says by the codes of the [Default] providers what a failure means, as
// [Set.Explain] does.
func Explain(f *errors.Failure, lang string) errors.Explanation { return Codes().Explain(f, lang) }
