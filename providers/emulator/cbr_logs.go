package emulator

import (
	"strconv"
	"time"
)

// cbrLog is an operation log: a task.
type cbrLog struct {
	ID         string    `json:"id"`
	Status     string    `json:"status"`
	Kind       string    `json:"operation_type"`
	Error      *cbrFault `json:"error_info"` // null in some rows without an error
	CreatedAt  string    `json:"created_at"`
	StartedAt  string    `json:"started_at"`
	EndedAt    *string   `json:"ended_at,omitempty"`
	UpdatedAt  string    `json:"updated_at"`
	Checkpoint string    `json:"checkpoint_id,omitempty"`
	Policy     string    `json:"policy_id,omitempty"`
	Project    string    `json:"project_id"`
	Provider   string    `json:"provider_id"`
	Vault      string    `json:"vault_id"`
	VaultName  string    `json:"vault_name"`
	Extra      cbrExtra  `json:"extra_info"`
}

type cbrFault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// cbrExtra has the resource, what all tasks have, and a member of the task's type.
type cbrExtra struct {
	Resource    *cbrProtected  `json:"resource,omitempty"`
	Common      cbrCommon      `json:"common"`
	Backup      map[string]any `json:"backup,omitempty"`
	Restore     map[string]any `json:"restore,omitempty"`
	Delete      map[string]any `json:"delete,omitempty"`
	Replication map[string]any `json:"replication,omitempty"`
	Sync        map[string]any `json:"sync,omitempty"`
	Removed     map[string]any `json:"remove_resources,omitempty"`
	VaultDelete map[string]any `json:"vault_delete,omitempty"`
}

type cbrProtected struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

type cbrCommon struct {
	Progress  int    `json:"progress"`
	RequestID string `json:"request_id"`
	TaskID    string `json:"task_id"`
}

// The forms in which the documents print times: with an offset in samples, in whole
// seconds with Z in texts.
const (
	cbrOffset = "2006-01-02T15:04:05.000-07:00"
	cbrZulu   = "2006-01-02T15:04:05Z"
)

// cbrForm is the form of task n's times.
func cbrForm(n int) string {
	if n%3 == 2 {
		return cbrZulu
	}
	return cbrOffset
}

// cbrTime writes a time so. Go writes the offset of UTC as +00:00 in this form.
func cbrTime(n int, at time.Time) string { return at.Format(cbrForm(n)) }

// log is task n.
func (b *cbrData) log(n int) cbrLog {
	state, created := b.state(n), b.logs.created(n)
	l := cbrLog{
		ID: b.logs.id(n), Status: state.status, Kind: state.kind, Error: cbrWhy(n, state),
		CreatedAt: cbrTime(n, created), StartedAt: cbrTime(n, created.Add(-20*time.Millisecond)), UpdatedAt: cbrTime(n, b.changed(n)),
		Project: b.project, Provider: b.provider(n), Vault: b.vault(n), VaultName: b.vaultName(n), Extra: b.extra(n),
	}
	if at, over := b.ended(n); over {
		l.EndedAt = new(cbrTime(n, at))
	} else if n%2 == 0 {
		l.EndedAt = new("")
	}
	switch state.kind {
	case "backup", "replication", "copy":
		l.Checkpoint = b.logs.uuid(n, topicPoint)
		if n%4 < 3 {
			l.Policy = b.logs.uuid(n%cbrVaults, topicPolicy)
		}
	}
	return l
}

// cbrWhy is error_info: two empty texts where nothing failed, and null in some rows.
// What failed inside of a good task is told there too.
func cbrWhy(n int, s cbrState) *cbrFault {
	switch {
	case s.part == "" && s.code+s.reason != "":
		return &cbrFault{s.code, s.reason}
	case n%3 == 1:
		return nil
	}
	return &cbrFault{}
}

// ended reports whether nothing goes on in task n, and when that was so.
func (b *cbrData) ended(n int) (at time.Time, over bool) {
	switch b.state(n).status {
	case "waiting", "running", "suspended":
		return time.Time{}, false
	case "skipped":
		return b.logs.created(n), true
	}
	return b.logs.later(n, topicEnded), true
}

// changed is when task n was last changed.
func (b *cbrData) changed(n int) time.Time {
	if at, over := b.ended(n); over {
		return at.Add(31 * time.Millisecond)
	}
	return b.logs.created(n).Add(time.Second)
}

// extra is extra_info of task n.
func (b *cbrData) extra(n int) cbrExtra {
	state := b.state(n)
	x := cbrExtra{Common: cbrCommon{RequestID: "req-" + b.logs.uuid(n, topicAsked), TaskID: b.logs.uuid(n, topicStarted)}}
	switch state.status {
	case "success":
		x.Common.Progress = 100
	case "running", "failed", "timeout":
		x.Common.Progress = b.logs.below(n, topicStarted, 100)
	}
	if of, has := b.protected(n); has {
		x.Resource = &of
	}
	id, name := b.logs.uuid(n, topicCopy), "autobk_"+b.logs.short(n, topicCopy)
	switch state.kind {
	case "backup":
		x.Backup = map[string]any{"backup_id": id, "backup_name": name, "incremental": cbrTruth(n), "app_consistency_status": "0"}
		if state.part != "" {
			x.Backup["app_consistency_error_code"], x.Backup["app_consistency_error_message"] = state.code, state.reason
		}
	case "restore":
		x.Restore = map[string]any{"backup_id": id, "backup_name": name, "target_resource_id": x.Resource.ID, "target_resource_name": x.Resource.Name}
	case "delete":
		x.Delete = map[string]any{"backup_id": id, "backup_name": name}
	case "replication", "copy":
		x.Replication = map[string]any{
			"source_backup_id": id, "source_backup_name": name, "source_region": "eu-de", "source_project_id": b.project,
			"destination_region": "eu-nl", "destination_backup_name": name,
		}
	default:
		b.counts(&x, state)
	}
	return x
}

// counts are the members of tasks that count their parts. The two names of those of a
// vault's deletion are in turn.
func (b *cbrData) counts(x *cbrExtra, state cbrState) {
	failed := 0
	if state.part != "" {
		failed = 1
	}
	switch state.kind {
	case "sync":
		x.Sync = map[string]any{"sync_backup_num": 9, "delete_backup_num": 1, "err_sync_backup_num": 2 * failed}
	case "remove_resource":
		x.Removed = map[string]any{"fail_count": failed, "total_count": 3, "resources": []any{}}
	case "vault_delete":
		names := [...]string{"fail_count", "total_count"}
		if state.nth%2 == 1 {
			names = [...]string{"fail_delete_count", "total_delete_count"}
		}
		x.VaultDelete = map[string]any{names[0]: failed, names[1]: 6}
	}
}

// cbrTruth is whether a backup is incremental, as a text and as a boolean.
func cbrTruth(n int) any {
	if n%4 == 1 {
		return n%5 > 0
	}
	return strconv.FormatBool(n%5 > 0)
}
