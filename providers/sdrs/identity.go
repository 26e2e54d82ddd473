package sdrs

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// identities makes the names that tell failures apart. A job that failed for two
// resources is two failures, so a name has two parts, and a walk needs one for
// each row and only for a moment: they are written one behind the other, so that
// memory is asked for once in hundreds of rows.
type identities struct{ text strings.Builder }

// room is how much memory is asked for at once.
const room = 32 << 10

// withoutJob reports whether the row of a failure names no job, so that its ID is
// that of its resource.
func withoutJob(t *sdk.Task) bool { return t.ID == t.Resource.ID }

// of is the name of a failure. Where its row names only a job or only a resource,
// it is made of the whole row.
func (n *identities) of(t *sdk.Task) string {
	if withoutJob(t) || t.Resource.ID == "" {
		return provider.WholeRow(t)
	}
	if size := len(t.ID) + 1 + len(t.Resource.ID); n.text.Cap()-n.text.Len() < size {
		n.text = strings.Builder{}
		n.text.Grow(max(size, room))
	}
	begin := n.text.Len()
	n.text.WriteString(t.ID)
	n.text.WriteByte(0)
	n.text.WriteString(t.Resource.ID)
	return n.text.String()[begin:]
}
