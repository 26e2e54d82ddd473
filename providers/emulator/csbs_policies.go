package emulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// csbsProvider is the one provider of this service.
const csbsProvider = "fc4d5750-22e7-4798-8a46-f48f62c4c1da"

// csbsPolicy is a backup policy.
type csbsPolicy struct {
	CreatedAt   string          `json:"created_at"`
	Description string          `json:"description"`
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Parameters  csbsParameters  `json:"parameters"`
	ProjectID   string          `json:"project_id"`
	ProviderID  string          `json:"provider_id"`
	Resources   []csbsResource  `json:"resources"`
	Operations  []csbsOperation `json:"scheduled_operations"`
	Status      string          `json:"status"`
	Tags        []csbsTag       `json:"tags"`
}

type csbsParameters struct {
	Common struct{} `json:"common"`
}

// csbsResource is a server of a policy. Its last member is an object, a JSON text
// or null.
type csbsResource struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Extra any    `json:"extra_info"`
}

type csbsOperation struct {
	Description string         `json:"description"`
	Enabled     bool           `json:"enabled"`
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Definition  csbsDefinition `json:"operation_definition"`
	Type        string         `json:"operation_type"`
	Trigger     csbsTrigger    `json:"trigger"`
	TriggerID   string         `json:"trigger_id"`
}

type csbsDefinition struct {
	MaxBackups string `json:"max_backups"` // a number as a text
	Days       string `json:"retention_duration_days"`
	Permanent  string `json:"permanent"`
	PlanID     string `json:"plan_id"`
	ProviderID string `json:"provider_id"`
}

type csbsTrigger struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Properties csbsProperties `json:"properties"`
	Type       string         `json:"type"`
}

type csbsProperties struct {
	Pattern   string `json:"pattern"`
	StartTime string `json:"start_time"`
	Format    string `json:"format"`
}

// newCSBSPolicies makes three, newest first; the last is switched off.
func newCSBSPolicies(d *dice, project string, b *csbsData) []csbsPolicy {
	extras := []any{struct{}{}, "{}", nil}
	policies := make([]csbsPolicy, 3)
	for i := range policies {
		days := time.Duration(30 * (i + 1) * 24)
		created := d.ago(days*time.Hour, (days+24)*time.Hour)
		id, trigger := d.uuid(), d.uuid()
		p := csbsPolicy{
			ID: id, Name: "policy-" + strconv.Itoa(i+1), Description: "every night", ProjectID: project, ProviderID: csbsProvider,
			CreatedAt: created.Format(micro), Status: "enabled", Resources: []csbsResource{}, Tags: []csbsTag{},
			Operations: []csbsOperation{{
				Description: "nightly backup", Enabled: i < 2, ID: d.uuid(), Name: "nightly", Type: "backup", TriggerID: trigger,
				Definition: csbsDefinition{MaxBackups: "20", Days: "-1", Permanent: "false", PlanID: id, ProviderID: csbsProvider},
				Trigger: csbsTrigger{ID: trigger, Name: "default", Type: "time", Properties: csbsProperties{
					Pattern:   "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=2;BYMINUTE=30\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
					StartTime: created.Format(time.DateTime), Format: "ical",
				}},
			}},
		}
		if i == 2 {
			p.Status, p.Description = "disabled", ""
			p.Tags = append(p.Tags, csbsTag{"team", "archive"})
		}
		for n := i; n < csbsServers && i < 2; n += 2 {
			p.Resources = append(p.Resources, csbsResource{b.server(n), b.serverName(n), "OS::Nova::Server", extras[n%len(extras)]})
		}
		policies[i] = p
	}
	return policies
}

// listPolicies is GET /v1/{project_id}/policies.
func (b *csbsData) listPolicies(c *call) reply {
	keys, good := sortKeys(c.query.Get("sort"), b.policyValue)
	if !good {
		return csbsBad("sort invalid")
	}
	at := newestFirst
	if len(keys) > 0 {
		order := sorted(len(b.policies), keys)
		at = func(pos int) int { return int(order[pos]) }
	}
	window, refused := csbsSpan(c, func(marker string) (int, bool) {
		i := b.policyIndex(marker)
		return position(len(b.policies), at, i) + 1, i >= 0
	})
	if refused != nil {
		return *refused
	}
	if !slices.Contains([]string{"", "true", "false"}, strings.ToLower(c.query.Get("all_tenants"))) {
		return csbsBad("all_tenants invalid")
	}
	shown, _ := page(len(b.policies), at, func(i int) bool { return asked(c.query, "name", b.policies[i].Name) }, window)
	list := struct {
		Policies []csbsPolicy `json:"policies"`
	}{[]csbsPolicy{}}
	for _, i := range shown {
		list.Policies = append(list.Policies, b.policies[i])
	}
	return succeed(list)
}

// policyValue is the member of a policy by which the list can be ordered.
func (b *csbsData) policyValue(key string) func(i int) string {
	switch key {
	case "created_at", "updated_at", "protected_at":
		return func(i int) string { return b.policies[i].CreatedAt }
	case "name":
		return func(i int) string { return b.policies[i].Name }
	case "status":
		return func(i int) string { return b.policies[i].Status }
	case "id":
		return func(i int) string { return b.policies[i].ID }
	}
	return nil
}

func (b *csbsData) policyIndex(id string) int {
	return slices.IndexFunc(b.policies, func(p csbsPolicy) bool { return p.ID == id })
}

// showPolicy is GET /v1/{project_id}/policies/{policy_id}.
func (b *csbsData) showPolicy(c *call) reply {
	i := b.policyIndex(c.args[0])
	if i < 0 {
		return csbsRefusal(http.StatusNotFound, "CSBS.3000", "plan not found")
	}
	return succeed(struct {
		Policy csbsPolicy `json:"policy"`
	}{b.policies[i]})
}
