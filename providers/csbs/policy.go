package csbs

import "github.com/taskfault/taskfault/sdk/wire"

// Policy backs up servers at certain times.
type Policy struct {
	ID                  string                        `json:"id"`
	Name                string                        `json:"name"`
	Description         string                        `json:"description"`
	Status              string                        `json:"status"` // such as disabled
	ProviderID          string                        `json:"provider_id"`
	ProjectID           string                        `json:"project_id"`
	CreatedAt           wire.Time                     `json:"created_at,omitzero"`
	Parameters          PolicyParameters              `json:"parameters"`
	Resources           wire.List[PolicyResource]     `json:"resources"`
	ScheduledOperations wire.List[ScheduledOperation] `json:"scheduled_operations"`
	Tags                wire.List[Tag]                `json:"tags"`
}

// PolicyParameters are settings of all of a policy's backups.
type PolicyParameters struct {
	Common string `json:"common"` // a JSON text; empty so far
}

// PolicyResource is a server that a policy backs up.
type PolicyResource struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"type"`       // OS::Nova::Server
	ExtraInfo string `json:"extra_info"` // a JSON text; the service sends it as an object, a text or null
}

// ScheduledOperation is when a policy does what.
type ScheduledOperation struct {
	ID                  string              `json:"id"`
	Name                string              `json:"name"`
	Description         string              `json:"description"`
	Enabled             bool                `json:"enabled"`
	OperationType       string              `json:"operation_type"` // backup
	OperationDefinition OperationDefinition `json:"operation_definition"`
	Trigger             Trigger             `json:"trigger"`
	TriggerID           string              `json:"trigger_id"`
}

// OperationDefinition is how long backups are kept.
type OperationDefinition struct {
	MaxBackups            int    `json:"max_backups"`             // for each server; -1 is no limit
	RetentionDurationDays int    `json:"retention_duration_days"` // -1 is no limit
	Permanent             bool   `json:"permanent"`
	PlanID                string `json:"plan_id"` // the policy's ID
	ProviderID            string `json:"provider_id"`
}

// Trigger is when an operation is due.
type Trigger struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Type       string            `json:"type"` // time
	Properties TriggerProperties `json:"properties"`
}

// TriggerProperties are a trigger's times.
type TriggerProperties struct {
	Pattern   string    `json:"pattern"` // a VCALENDAR with an RRULE of RFC 2445
	StartTime wire.Time `json:"start_time,omitzero"`
	Format    string    `json:"format"` // ical
}
