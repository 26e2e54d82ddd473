package huawei

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
	"github.com/taskfault/taskfault/signer"
)

// ProjectConfig says where and for whom a region's project is looked up.
type ProjectConfig struct {
	Endpoint  string // IAM's base URL; default the region's
	Region    string // the project's name
	Source    signer.Source
	Signer    signer.Signer
	Transport transport.Options
}

// Project is the project that a region's name stands for in one account. It is
// looked up once, when it is first needed. It is safe for concurrent use.
type Project struct {
	cache *credentials.Cache
}

// NewProject builds a look-up. It does no I/O.
//
// API: Querying Project Information, https://support.huaweicloud.com/intl/en-us/api-iam/iam_06_0001.html
func NewProject(c ProjectConfig) (*Project, error) {
	address := c.Endpoint
	if address == "" {
		address = IAMEndpoint(c.Region)
	}
	base, err := endpoint(address)
	if err != nil {
		return nil, err
	}
	l := &projectLookup{
		url:    base.JoinPath("v3", "projects"),
		region: c.Region,
		transport: transport.New(transport.Config{
			Service: "iam", Region: c.Region, Signer: c.Signer, Source: c.Source, Options: c.Transport,
		}),
	}
	l.url.RawQuery = url.Values{"name": {c.Region}}.Encode()
	return &Project{credentials.NewCache(l)}, nil
}

// ID is the project's ID. It waits for the look-up, no longer than ctx; a
// look-up that failed is made again by the next caller.
func (p *Project) ID(ctx context.Context) (string, error) {
	c, err := p.cache.Retrieve(ctx)
	return c.ProjectID, err
}

// projectLookup is a source of nothing but a project, so that a cache of
// credentials can give it single flight.
type projectLookup struct {
	url       *url.URL
	region    string
	transport *transport.Client
}

func (l *projectLookup) Retrieve(ctx context.Context) (signer.Credentials, error) {
	var out struct {
		Projects wire.List[struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		}] `json:"projects"`
	}
	err := call(ctx, l.transport, &transport.Call{
		Operation:  "KeystoneListProjects",
		Right:      "iam:projects:listProjects",
		Method:     http.MethodGet,
		URL:        l.url,
		Header:     http.Header{"Accept": {"application/json"}},
		Repeatable: true,
		Read:       reader(&out, nil),
	})
	if err != nil {
		return signer.Credentials{}, err
	}
	if n := len(out.Projects.Rows); n != 1 || out.Projects.Rows[0].ID == "" {
		return signer.Credentials{}, &errors.Error{
			Service: "iam", Region: l.region, Operation: "KeystoneListProjects", Kind: errors.InvalidInput, Retry: errors.RetryNo,
			Message: strconv.Itoa(n) + " projects are named " + strconv.Quote(l.region) + " where one is needed: check the region, or give the project's ID",
		}
	}
	return signer.Credentials{ProjectID: out.Projects.Rows[0].ID}, nil
}

func (l *projectLookup) Invalidate(signer.Credentials) {}
