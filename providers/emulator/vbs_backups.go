package emulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// vbsLink is a link in OpenStack's form.
type vbsLink struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
}

// vbsSummary is a backup as the short list shows it.
type vbsSummary struct {
	ID    string    `json:"id"`
	Links []vbsLink `json:"links"`
	Name  *string   `json:"name"`
}

// vbsBackup is a backup with everything.
type vbsBackup struct {
	vbsSummary
	Status        string  `json:"status"`
	Description   *string `json:"description"`
	Zone          *string `json:"availability_zone"`
	VolumeID      string  `json:"volume_id"`
	FailReason    *string `json:"fail_reason"`
	Size          int     `json:"size"`
	ObjectCount   *int    `json:"object_count"`
	Container     string  `json:"container"`
	CreatedAt     string  `json:"created_at"`
	UpdatedAt     *string `json:"updated_at"`
	DataTimestamp *string `json:"data_timestamp"`
	Dependent     bool    `json:"has_dependent_backups"`
	Incremental   bool    `json:"is_incremental"`
	SnapshotID    *string `json:"snapshot_id"`
	Metadata      string  `json:"service_metadata,omitempty"`
	Project       string  `json:"os-bak-tenant-attr:tenant_id,omitempty"`
}

// Topics of a backup's facts.
const (
	topicBackupName = topicOwn + iota
	topicVolume
	topicSize
	topicSnapshot
	topicUpdated
)

// name of backup n: one in six has none.
func (v *vbsData) name(n int) *string {
	if v.backups.below(n, topicBackupName, 6) == 0 {
		return nil
	}
	return new("autobk_" + v.backups.short(n, topicBackupName))
}

func (v *vbsData) summary(host string, n int) vbsSummary {
	id, base := v.backups.id(n), "http://"+host
	return vbsSummary{ID: id, Name: v.name(n), Links: []vbsLink{
		{base + "/v2/" + v.project + "/backups/" + id, "self"},
		{base + "/" + v.project + "/backups/" + id, "bookmark"},
	}}
}

func (v *vbsData) size(n int) int { return 1 + v.backups.below(n, topicSize, 500) }

func (v *vbsData) backup(host string, n int) vbsBackup {
	status, nth := v.status(n)
	created := v.backups.created(n).Format(micro)
	b := vbsBackup{
		vbsSummary: v.summary(host, n), Status: status, VolumeID: v.volume(n), Size: v.size(n),
		Container: "volumebackups", CreatedAt: created, DataTimestamp: &created,
		Incremental: n%3 > 0, SnapshotID: new(v.backups.uuid(n, topicSnapshot)),
		Metadata: v.metadata(n), Project: v.project, Zone: new("eu-de-01"),
	}
	if status != "creating" {
		b.UpdatedAt = new(v.backups.later(n, topicUpdated).Format(micro))
		b.ObjectCount = new(b.Size * 32)
	}
	switch n % 3 { // three forms are seen
	case 1:
		b.Description = new("before the release")
	case 2:
		b.Description = new(`{"DESC": "nightly", "INC": 1}`)
	}
	switch status {
	case "error":
		b.FailReason = new(vbsBackupReasons[nth/2%len(vbsBackupReasons)])
		b.ObjectCount, b.Zone, b.SnapshotID = nil, nil, nil
	case "error_restoring":
		b.FailReason = new(vbsRestoreReasons[nth/2%len(vbsRestoreReasons)])
	case vbsBeside:
		b.FailReason, b.Dependent = new(vbsDeleteReason), true
	}
	if n%5 == 4 { // as in two of the document's three examples
		b.Metadata, b.Project = "", ""
	}
	return b
}

// The service names no codes here, only texts.
var (
	vbsBackupReasons  = []string{"Connection to the backup storage failed: [Errno 111] ECONNREFUSED", "Snapshot of the volume ended in status error", "Volume is in status error_extending"}
	vbsRestoreReasons = []string{"Writing to the volume failed: no space left on device", "Volume is smaller than the backup"}
	vbsDeleteReason   = "Incremental backups exist for this backup"
)

// metadata is JSON inside a text, with blanks around it and a number as a text.
func (v *vbsData) metadata(n int) string {
	status, _ := v.status(n)
	progress := "100"
	if status == "creating" || status == "error" {
		progress = strconv.Itoa(v.backups.below(n, topicSize, 100))
	}
	return fmt.Sprintf(` {"bootable": %t, "backupurl": %q, "progress": %q, "snap_id": %q, "Type": %d, "AT": %.1f} `,
		n%4 == 0, v.backups.id(n), progress, v.backups.uuid(n, topicSnapshot), min(n%3, 1), float64(v.size(n))/7)
}

// listBackups is GET /v2/{project_id}/backups.
func (v *vbsData) listBackups(c *call) reply {
	return v.list(c, "/backups", func(n int) any { return v.summary(c.Host, n) })
}

// listDetails is GET /v2/{project_id}/backups/detail.
func (v *vbsData) listDetails(c *call) reply {
	return v.list(c, "/backups/detail", func(n int) any { return v.backup(c.Host, n) })
}

func (v *vbsData) list(c *call, path string, show func(n int) any) reply {
	at, good := v.order(c.query)
	if !good {
		return vbsBad("Invalid input received: sort_key or sort_dir is not known")
	}
	window, refused := vbsSpan(c, 1000, func(marker string) (int, bool) {
		n, known := v.backups.find(marker)
		return position(v.backups.total, at, n) + 1, known
	})
	if refused != nil {
		return *refused
	}
	offset := window.offset
	if window.after > 0 { // the service's own links have both, and mean one place
		window.offset = 0
	}
	shown, more := page(v.backups.total, at, v.filter(c.query), window)
	list := struct {
		Backups []any     `json:"backups"`
		Links   []vbsLink `json:"backups_links,omitempty"`
	}{Backups: []any{}}
	for _, n := range shown {
		list.Backups = append(list.Backups, show(n))
	}
	if more {
		next := url.Values{}
		for _, name := range []string{"name", "status", "volume_id", "sort_key", "sort_dir"} {
			if c.query.Has(name) {
				next.Set(name, c.query.Get(name))
			}
		}
		next.Set("limit", strconv.Itoa(window.limit))
		if window.after == 0 || c.query.Has("offset") {
			next.Set("offset", strconv.Itoa(offset+len(shown)))
		}
		next.Set("marker", v.backups.id(shown[len(shown)-1]))
		list.Links = []vbsLink{{"http://" + c.Host + "/v2/" + url.PathEscape(v.project) + path + "?" + next.Encode(), "next"}}
	}
	return succeed(list)
}

// filter is nil if the query asks for every backup.
func (v *vbsData) filter(q url.Values) func(n int) bool {
	name, status, volume := q.Get("name"), q.Get("status"), q.Get("volume_id")
	if name == "" && status == "" && volume == "" {
		return nil
	}
	return func(n int) bool {
		if now, _ := v.status(n); status != "" && now != status {
			return false
		}
		if volume != "" && v.volume(n) != volume {
			return false
		}
		own := v.name(n)
		return name == "" || own != nil && *own == name
	}
}

// order reads sort_key and sort_dir. Backups have neither a container format nor a
// disk format, so these two change nothing.
func (v *vbsData) order(q url.Values) (at func(pos int) int, good bool) {
	key := sortKey{name: q.Get("sort_key"), desc: q.Get("sort_dir") != "asc"}
	if !slices.Contains([]string{"", "asc", "desc"}, q.Get("sort_dir")) {
		return nil, false
	}
	switch key.name {
	case "", "created_at", "container_format", "disk_format":
		key.name = "created_at"
	case "name":
		key.of = func(n int) string {
			if name := v.name(n); name != nil {
				return *name
			}
			return ""
		}
	case "status":
		key.of = func(n int) string { status, _ := v.status(n); return status }
	case "size":
		key.of = func(n int) string { return fmt.Sprintf("%09d", v.size(n)) }
	case "id":
		key.of = v.backups.id
	case "updated_at":
		key.of = func(n int) string { return v.backups.later(n, topicUpdated).Format(micro) }
	default:
		return nil, false
	}
	return v.orders.by(v.backups.total, []sortKey{key}), true
}

// showBackup is GET /v2/{project_id}/backups/{backup_id}.
func (v *vbsData) showBackup(c *call) reply {
	n, known := v.backups.find(c.args[0])
	if !known {
		return wrapped(http.StatusNotFound, "itemNotFound", "Backup "+visible(c.args[0])+" could not be found.", http.StatusNotFound)
	}
	return succeed(struct {
		Backup vbsBackup `json:"backup"`
	}{v.backup(c.Host, n)})
}
