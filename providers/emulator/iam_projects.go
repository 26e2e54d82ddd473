package emulator

// defaultRegion names the project where the caller names no region.
const defaultRegion = "eu-de"

// iamProject is a project as the look-up shows it.
type iamProject struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	DomainID    string         `json:"domain_id"`
	ParentID    string         `json:"parent_id"`
	Enabled     bool           `json:"enabled"`
	IsDomain    bool           `json:"is_domain"`
	Links       map[string]any `json:"links"`
}

// listProjects is GET /v3/projects. There is one project, and it has the name that
// is asked for, so that every region leads to it.
func (i *iam) listProjects(c *call) reply {
	name := c.query.Get("name")
	if name == "" {
		name = defaultRegion
	}
	self := "http://" + c.Host + "/v3/projects"
	return succeed(map[string]any{
		"projects": []iamProject{{
			ID: i.cfg.ProjectID, Name: name, DomainID: i.ids.domain, ParentID: i.ids.domain, Enabled: true,
			Links: map[string]any{"self": self + "/" + i.cfg.ProjectID},
		}},
		"links": map[string]any{"self": self, "next": nil, "previous": nil},
	})
}
