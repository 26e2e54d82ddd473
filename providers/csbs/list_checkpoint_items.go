package csbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListCheckpointItemsInput chooses items. The zero value asks for the first 1000
// of the project.
type ListCheckpointItemsInput struct {
	Status       string
	Limit        int    // 1 to 1000; 0 leaves it to the service, which takes 1000
	Marker       string // ID of the last item of the page before
	Offset       int    // items to skip
	Sort         string // KEY[:asc|desc],... of created_at, updated_at, name, status, protected_at and id, desc by default; at most 255 characters
	AllTenants   bool   // for administrators
	Name         string // a part of it
	Az           string
	ResourceID   string
	ResourceName string // a part of it
	StartTime    string // begun at this time or later, such as 2017-04-18T01:21:52.701973
	EndTime      string // ended at this time or earlier
	ImageType    string // such as backup
	PolicyID     string
	IP           string // documented for [Client.CountCheckpointItems] only, and sent here by the vendor's tools
	CheckpointID string
	ResourceType string // such as OS::Nova::Server

	raw bool // keep the items' own JSON
}

// ListCheckpointItemsOutput is a page of items.
type ListCheckpointItemsOutput struct {
	CheckpointItems wire.List[CheckpointItem] `json:"checkpoint_items"`
}

type listCheckpointItemsAnswer struct {
	ListCheckpointItemsOutput
	huawei.Fault
}

// longestSort is the service's own limit, in characters.
const longestSort = 255

// ListCheckpointItems lists backups. Their status is waiting_protect, protecting,
// available, waiting_restore, restoring, error, waiting_delete, deleting or
// deleted; available also follows a restore or a deletion that failed, which
// ExtendInfo.FailOp tells then.
//
// The answer says neither how many there are nor where to go on: ask with the ID
// of the last item as Marker until a page is empty. Items that cannot be read
// are in CheckpointItems.Dropped.
//
// API: ListCheckpointItems, https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0059304235.html
func (c *Client) ListCheckpointItems(ctx context.Context, in ListCheckpointItemsInput) (*ListCheckpointItemsOutput, error) {
	const operation = "ListCheckpointItems"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	if len(in.Sort) > longestSort {
		return nil, c.cloud.Invalid(operation, "sort must have at most 255 characters")
	}
	q := in.filter()
	q.Number("limit", in.Limit)
	q.Text("marker", in.Marker)
	q.Number("offset", in.Offset)
	q.Text("sort", in.Sort)

	var a listCheckpointItemsAnswer
	a.CheckpointItems.KeepRaw = in.raw
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"checkpoint_items"},
		Query: q.Values(), Answer: &a, Wants: []string{"checkpoint_items"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListCheckpointItemsOutput, nil
}

// filter is what list and count have in common.
func (in *ListCheckpointItemsInput) filter() huawei.Query {
	q := huawei.Query{}
	q.Text("status", in.Status)
	q.Flag("all_tenants", in.AllTenants)
	q.Text("name", in.Name)
	q.Text("az", in.Az)
	q.Text("resource_id", in.ResourceID)
	q.Text("resource_name", in.ResourceName)
	q.Text("start_time", in.StartTime)
	q.Text("end_time", in.EndTime)
	q.Text("image_type", in.ImageType)
	q.Text("policy_id", in.PolicyID)
	q.Text("ip", in.IP)
	q.Text("checkpoint_id", in.CheckpointID)
	q.Text("resource_type", in.ResourceType)
	return q
}
