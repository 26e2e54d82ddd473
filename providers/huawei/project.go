package huawei

import (
	"context"

	"github.com/taskfault/taskfault/errors"
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// project finds the project whose tasks are read: the one configured, else the
// one that came with the credentials, else that of the environment, else the one
// named like the region, which IAM is asked for once.
type project struct {
	client *Client
	config Config
	source signer.Source
	lookup *credentials.Project
}

// id is the project's ID. It may wait for credentials and for IAM, no longer
// than ctx.
func (p *project) id(ctx context.Context, operation string) (string, error) {
	if p.config.ProjectID != "" {
		return p.config.ProjectID, nil
	}
	keys, err := p.source.Retrieve(ctx)
	if err != nil {
		return "", p.fail(operation, transport.NoCredentials(err))
	}
	id := keys.ProjectID
	if id == "" && p.config.Credentials == nil {
		// Credentials that somebody hands in have nothing to do with what the
		// environment says of others.
		id = credentials.ProjectFromEnv()
	}
	if id == "" && p.config.Region == "" {
		return "", p.fail(operation, p.client.Invalid(operation, "the project is not known: give a ProjectID, or a Region to look it up by"))
	}
	if id == "" {
		if id, err = p.lookup.ID(ctx); err != nil {
			return "", p.fail(operation, err)
		}
	}
	if provider.BadID(id) != "" {
		return "", p.fail(operation, p.client.Invalid(operation, "the project of the credentials is no project's ID"))
	}
	return id, nil
}

// fail makes err the one kind of error that a client returns.
func (p *project) fail(operation string, err error) error {
	e := &errors.Error{Kind: errors.KindOf(err), Err: err}
	if own, ok := errors.AsType[*errors.Error](err); ok {
		c := *own
		e = &c
	}
	if e.Operation == "" || e.Operation == "New" {
		e.Service, e.Region, e.Operation = p.client.service, p.client.region, operation
	}
	e.Retry = errors.RetryNo // whoever failed has made its own attempts
	return e
}
