package dbs

import (
	"context"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// ExplainTask asks the service for the error of the task with this ID, which is
// what Get takes. It returns nil without an error if the service names none. lang
// is "en" or "zh", which the service calls cn; any other is taken for English.
func (c *Client) ExplainTask(ctx context.Context, id, lang string) (*errors.Failure, error) {
	plan, set, why := parts(id)
	if err := c.api.Refuse("ExplainTask", why); err != nil {
		return nil, err
	}
	job := orElse(set, plan)
	item, err := c.errorOf(ctx, job, languageOf(lang))
	if err != nil || !item.names() {
		return nil, err
	}
	return c.api.Codes().Failure(item.ErrorCode, item.ErrorMessage, ""), nil
}

// languageOf is the service's word for a language.
func languageOf(lang string) string {
	if l := strings.ToLower(lang); l == "zh" || l == "cn" || strings.HasPrefix(l, "zh-") || strings.HasPrefix(l, "zh_") {
		return "cn"
	}
	return "en"
}
