package emulator

import (
	"net/url"
	"strings"
	"time"
)

// sdrsGroup is a protection group. The members that the service no longer fills
// for groups of today are null.
type sdrsGroup struct {
	ID                string  `json:"id"`
	Name              string  `json:"name"`
	Description       *string `json:"description"`
	SourceZone        string  `json:"source_availability_zone"`
	TargetZone        string  `json:"target_availability_zone"`
	DomainID          string  `json:"domain_id"`
	DomainName        string  `json:"domain_name"`
	Status            string  `json:"status"`
	ProtectedStatus   *string `json:"protected_status"`
	ReplicationStatus *string `json:"replication_status"`
	HealthStatus      *string `json:"health_status"`
	Progress          int     `json:"progress"`
	PriorityStation   string  `json:"priority_station"`
	Instances         int     `json:"protected_instance_num"`
	Replications      int     `json:"replication_num"`
	Drills            int     `json:"disaster_recovery_drill_num"`
	SourceVPC         string  `json:"source_vpc_id"`
	TargetVPC         string  `json:"target_vpc_id"`
	TestVPC           *string `json:"test_vpc_id"`
	DRType            string  `json:"dr_type"`
	ServerType        string  `json:"server_type"`
	CreatedAt         string  `json:"created_at"`
	UpdatedAt         string  `json:"updated_at"`
	ProtectionType    *string `json:"protection_type"`
	ReplicationModel  *string `json:"replication_model"`
}

// newSDRSGroups makes the busy groups and two quiet ones.
func newSDRSGroups(d *dice) []sdrsGroup {
	statuses := []string{"protected", "error-starting", "failed-over", "available", "reprotecting"}
	domain, vpc := d.uuid(), d.uuid()
	groups := make([]sdrsGroup, len(statuses))
	for i, status := range statuses {
		created := d.ago(200*24*time.Hour, 400*24*time.Hour)
		g := sdrsGroup{
			ID: d.uuid(), Name: "Protection-Group-" + d.hex(4), Status: status,
			SourceZone: "eu-de-01", TargetZone: "eu-de-02", DomainID: domain, DomainName: "ActiveActiveDomain",
			PriorityStation: "source", Instances: d.between(1, 9), Replications: d.between(2, 20), Drills: i % 3,
			SourceVPC: vpc, TargetVPC: vpc, DRType: "migration", ServerType: "ECS",
			CreatedAt: created.Format(milliZ), UpdatedAt: created.Add(d.span(time.Hour, 100*time.Hour)).Format(milliZ),
			ProtectionType: new("replication-pair"),
		}
		switch i {
		case 0: // from before the pairs of a group were replicated one by one
			g.ProtectionType, g.ProtectedStatus, g.ReplicationStatus, g.HealthStatus = nil, new("started"), new("active"), new("normal")
			g.Description = new("three tiers of the shop")
		case 2:
			g.PriorityStation = "target"
		case 3: // the document's example has a blank where its table has a T
			g.CreatedAt, g.UpdatedAt = created.Format(blanked), created.Add(time.Hour).Format(blanked)
		case 4:
			g.Progress = d.between(1, 99)
		}
		groups[i] = g
	}
	return groups
}

// groupScope is the scope of a protection group's tasks, or negative if there is
// no such group.
func (s *sdrsData) groupScope(id string) int {
	for i := range s.groups {
		if s.groups[i].ID == id {
			return 1 + i
		}
	}
	return -1
}

// listGroups is GET /v1/{project_id}/server-groups.
func (s *sdrsData) listGroups(c *call) reply {
	window, refused := sdrsSpan(c)
	if refused != nil {
		return *refused
	}
	switch c.query.Get("query_type") {
	case "", "general", "status_abnormal", "stop_protected", "period_no_dr_drill":
	default:
		return sdrsBad("SDRS.0201", "Invalid request parameters")
	}
	keep := func(i int) bool { return s.groups[i].matches(c.query) }
	all, _ := page(len(s.groups), newestFirst, keep, span{limit: len(s.groups)})
	shown, _ := page(len(s.groups), newestFirst, keep, window)
	list := struct {
		Count  int         `json:"count"`
		Groups []sdrsGroup `json:"server_groups"`
	}{len(all), []sdrsGroup{}}
	for _, i := range shown {
		list.Groups = append(list.Groups, s.groups[i])
	}
	return succeed(list)
}

// matches reports whether the group is one that the query asks for.
func (g *sdrsGroup) matches(q url.Values) bool {
	zone := g.SourceZone // where it produces now
	if g.PriorityStation == "target" {
		zone = g.TargetZone
	}
	switch q.Get("query_type") {
	case "status_abnormal":
		if !strings.HasPrefix(g.Status, "error") {
			return false
		}
	case "stop_protected":
		if g.Status != "available" && g.Status != "error-starting" {
			return false
		}
	case "period_no_dr_drill":
		if g.Drills > 0 {
			return false
		}
	}
	return asked(q, "status", g.Status) && asked(q, "availability_zone", zone) &&
		strings.Contains(g.Name, q.Get("name"))
}

// asked reports whether a query that names a value names this one.
func asked(q url.Values, name, value string) bool {
	want := q.Get(name)
	return want == "" || want == value
}
