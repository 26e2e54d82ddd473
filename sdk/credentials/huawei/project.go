package huawei

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
			Service: "iam", Region: c.Region, Codes: Codes(), Dialect: Dialect(), Signer: c.Signer, Source: c.Source, Options: c.Transport,
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
		Projects wire.List[projectRow] `json:"projects"`
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
	id := l.choose(out.Projects.Rows)
	if id == "" {
		return signer.Credentials{}, &errors.Error{
			Service: "iam", Region: l.region, Operation: "KeystoneListProjects", Kind: errors.InvalidInput, Retry: errors.RetryNo,
			Message: l.unclear(out.Projects.Rows),
		}
	}
	return signer.Credentials{ProjectID: id}, nil
}

// projectRow is a project as IAM lists it.
type projectRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// choose is the ID of the one project that has the region's very name, else of the
// only one there is; empty if neither is there. IAM may list projects inside of a
// region, such as eu-de_team, under the region's name.
func (l *projectLookup) choose(found []projectRow) string {
	named := slices.DeleteFunc(slices.Clone(found), func(p projectRow) bool { return p.Name != l.region })
	switch {
	case len(named) == 1:
		return named[0].ID
	case len(found) == 1:
		return found[0].ID
	}
	return ""
}

// unclear says why none of the projects found is the one looked for.
func (l *projectLookup) unclear(found []projectRow) string {
	const most = 10
	region := strconv.Quote(l.region)
	switch len(found) {
	case 0:
		return "0 projects are named " + region + " where one is needed: check the region, or give the project's ID"
	case 1:
		return "the project for " + region + " came without an ID: give the project's ID"
	}
	var names []string
	for _, p := range found[:min(len(found), most)] {
		names = append(names, strconv.Quote(p.Name)+" ("+p.ID+")")
	}
	if more := len(found) - most; more > 0 {
		names = append(names, "and "+strconv.Itoa(more)+" more")
	}
	return strconv.Itoa(len(found)) + " projects were found for " + region + " where one of that very name is needed: " +
		strings.Join(names, ", ") + "; give the ID of one"
}

func (l *projectLookup) Invalidate(signer.Credentials) {}
