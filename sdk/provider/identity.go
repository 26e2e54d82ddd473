package provider

import (
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// ID is what a service calls something. It is empty where the service writes NULL,
// in any case of letters, for a name that it does not have: two rows without a name
// are not one.
func ID(text string) string {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "null") {
		return ""
	}
	return text
}

// WholeRow is the identity in its list of a row that lacks a name by which others
// are told apart: all that its task says. Two failures of one server of which
// neither names its job are then two, and one that is met again is still one.
//
// It is no identity across lists of a task that goes on, since the row of such a
// task changes.
func WholeRow(t *sdk.Task) string {
	b := append(make([]byte, 0, 512), 0) // no name begins so
	for _, text := range [...]string{
		t.Project, t.ID, t.Type, string(t.State), t.RawState, t.Resource.ID, t.Resource.Name, t.Resource.Type, strconv.Itoa(t.Progress),
	} {
		b = strconv.AppendQuote(b, text)
	}
	for _, at := range [...]time.Time{t.StartedAt, t.UpdatedAt, t.EndedAt} {
		b = append(strconv.AppendInt(b, at.Unix(), 10), '.')
		b = append(strconv.AppendInt(b, int64(at.Nanosecond()), 10), ' ')
	}
	for _, f := range [...]*errors.Failure{t.Failure, t.Warning} {
		if f == nil {
			b = append(b, '-')
			continue
		}
		for _, text := range [...]string{f.Code, f.Reason, f.Phase, f.Situation} {
			b = strconv.AppendQuote(b, text)
		}
	}
	return string(b)
}
