package huawei

import (
	"net/url"

	"github.com/taskfault/taskfault/errors"
)

// SuccessorSource is the URL of the source that shows what the successor of the
// service, where it has one, knows of a project in the same region. Keys that say how
// or as whom to connect are left to the user.
func (c *Client) SuccessorSource(project string) string {
	if c.successor == "" || c.region == "" {
		return ""
	}
	return c.successor + "://" + c.region + "?" + url.Values{"project_id": {project}}.Encode()
}

// sentOn names the source to read instead in the error of a service that has moved,
// which its codes say.
func (c *Client) sentOn(err error, project string) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Kind != errors.Gone {
		return err
	}
	row, known := c.codes.Lookup(e.Code, e.Status)
	source := c.SuccessorSource(project)
	if !known || row.Kind != errors.Gone || source == "" {
		return err
	}
	told := *e
	if told.Message != "" {
		told.Message += " "
	}
	told.Message += "(read " + source + " instead)"
	return &told
}
