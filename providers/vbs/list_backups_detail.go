package vbs

import (
	"context"
	"slices"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListBackupsDetailInput chooses backups.
type ListBackupsDetailInput struct {
	Name     string // the whole name
	Status   string
	SortKey  string // name, status, container_format, disk_format, size, id, created_at (the default) or updated_at
	SortDir  string // asc, or desc (the default)
	VolumeID string
	Limit    int    // 1 to 1000; 0 leaves it to the service
	Offset   int    // backups to skip
	Marker   string // ID of the last backup of the page before; only the service's own links show it

	raw bool // keep the rows' own JSON
}

// ListBackupsDetailOutput is a page of backups.
type ListBackupsDetailOutput struct {
	Backups      wire.List[Backup] `json:"backups"`
	BackupsLinks wire.List[Link]   `json:"backups_links"` // rel next: there are more
}

type listBackupsDetailAnswer struct {
	ListBackupsDetailOutput
	huawei.Fault
}

// ListBackupsDetail lists backups with all there is to know. Their status is
// creating, available, error, restoring, deleting or error_restoring.
//
// A page has no more than 1000; a link of rel next says that there are more. The
// link itself leads to an address inside the service: go on with Offset. Rows
// that cannot be read are in Backups.Dropped.
//
// API: Querying Details About VBS Backups, https://support.huaweicloud.com/intl/en-us/api-vbs/en-us_topic_0020237259.html
func (c *Client) ListBackupsDetail(ctx context.Context, in ListBackupsDetailInput) (*ListBackupsDetailOutput, error) {
	const operation = "ListBackupsDetail"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	if err := c.checkDir(operation, in.SortDir); err != nil {
		return nil, err
	}
	q := huawei.Query{}
	q.Text("name", in.Name)
	q.Text("status", in.Status)
	q.Text("sort_key", in.SortKey)
	q.Text("sort_dir", in.SortDir)
	q.Text("volume_id", in.VolumeID)
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)
	q.Text("marker", in.Marker)

	var a listBackupsDetailAnswer
	a.Backups.KeepRaw = in.raw
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v2", Path: []string{"backups", "detail"},
		Query: q.Values(), Answer: &a, Wants: []string{"backups"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListBackupsDetailOutput, nil
}

// checkDir refuses a direction that there is not.
func (c *Client) checkDir(operation, dir string) error {
	if !slices.Contains([]string{"", "asc", "desc"}, dir) {
		return c.cloud.Invalid(operation, "sort_dir must be asc or desc")
	}
	return nil
}
