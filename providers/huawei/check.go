package huawei

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// longestID bounds a filter, in bytes. No service has any that is near
// to it; without a bound, what was pasted by mistake would be signed and sent.
const longestID = 1024

// unseen reports whether a text that somebody wrote on purpose would not have r.
func unseen(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

func tooLong(s string) string {
	if len(s) > longestID {
		return "it is too long: give no more than " + itoa(longestID) + " bytes"
	}
	return ""
}

// CheckID refuses what is no ID and might lead to another address than an ID's
// own, and the reserved words, which the service would take for another
// operation.
func (c *Client) CheckID(operation, name, id string, reserved ...string) error {
	if why := provider.BadID(id); why != "" {
		return c.Invalid(operation, name+" cannot be an ID: "+why)
	}
	for _, word := range reserved {
		if strings.EqualFold(strings.TrimSpace(id), word) {
			return c.Invalid(operation, name+" cannot be an ID: "+word+" is the name of another operation")
		}
	}
	return nil
}

// CheckText refuses a filter that can match nothing. An empty one is none.
func (c *Client) CheckText(operation, name, text string) error {
	why := tooLong(text)
	switch {
	case text == "":
	case strings.TrimSpace(text) == "":
		why = "it is nothing but white space"
	case strings.ContainsFunc(text, unseen):
		why = "it has a character that cannot be seen"
	}
	if why != "" {
		return c.Invalid(operation, name+" cannot be used: "+why)
	}
	return nil
}

// CheckPage refuses a limit or an offset that no service takes. Zero leaves
// them out; a limit of most is the largest.
func (c *Client) CheckPage(operation string, limit, most, offset int) error {
	switch {
	case limit < 0 || limit > most:
		return c.Invalid(operation, "limit must be from 1 to "+itoa(most)+", or 0 for the service's default")
	case offset < 0:
		return c.Invalid(operation, "offset must not be negative")
	}
	return nil
}

// invalidField is the error of a field of the configuration.
func (c *Client) invalidField(field, why string) error {
	return provider.InvalidField(sdk.Source{Service: c.service, Region: c.region}, "New", field, why)
}

// Invalid is the error of input that is not sent.
func (c *Client) Invalid(operation, why string) error {
	return &errors.Error{
		Service: c.service, Region: c.region, Operation: operation, Kind: errors.InvalidInput,
		Message: why, Retry: errors.RetryNo,
	}
}
