package vbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListBackupsInput chooses backups.
type ListBackupsInput struct {
	Name     string // the whole name
	Status   string
	VolumeID string
	Limit    int    // 1 to 1000; 0 leaves it to the service
	Offset   int    // backups to skip
	Marker   string // ID of the last backup of the page before; only the service's own links show it
}

// ListBackupsOutput is a page of backups, with ID, Name and Links alone.
type ListBackupsOutput struct {
	Backups      wire.List[Backup] `json:"backups"`
	BackupsLinks wire.List[Link]   `json:"backups_links"` // rel next: there are more
}

type listBackupsAnswer struct {
	ListBackupsOutput
	huawei.Fault
}

// ListBackups lists backups with their names and no more. Rows that cannot be
// read are in Backups.Dropped.
//
// API: Querying Summary Information About VBS Backups, https://support.huaweicloud.com/intl/en-us/api-vbs/en-us_topic_0020237258.html
func (c *Client) ListBackups(ctx context.Context, in ListBackupsInput) (*ListBackupsOutput, error) {
	const operation = "ListBackups"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	q := huawei.Query{}
	q.Text("name", in.Name)
	q.Text("status", in.Status)
	q.Text("volume_id", in.VolumeID)
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)
	q.Text("marker", in.Marker)

	var a listBackupsAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v2", Path: []string{"backups"},
		Query: q.Values(), Answer: &a, Wants: []string{"backups"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListBackupsOutput, nil
}
