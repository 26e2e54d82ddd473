package csbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
)

// CountCheckpointItemsInput chooses the items to count. The zero value counts
// all of the project.
type CountCheckpointItemsInput struct {
	Status       string
	AllTenants   bool // for administrators
	Name         string
	Az           string
	ResourceID   string
	ResourceName string
	StartTime    string // begun at this time or later, such as 2017-04-15T04:25:38
	EndTime      string // ended at this time or earlier
	ImageType    string
	PolicyID     string
	IP           string // an address of the server
	CheckpointID string
	ResourceType string // such as OS::Nova::Server
}

// CountCheckpointItemsOutput is the number of items.
type CountCheckpointItemsOutput struct {
	Count int `json:"count"`
}

type countCheckpointItemsAnswer struct {
	CountCheckpointItemsOutput
	huawei.Fault
}

// CountCheckpointItems counts backups.
//
// API: CountCheckpointItems, https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0059304233.html
func (c *Client) CountCheckpointItems(ctx context.Context, in CountCheckpointItemsInput) (*CountCheckpointItemsOutput, error) {
	list := ListCheckpointItemsInput{
		Status: in.Status, AllTenants: in.AllTenants, Name: in.Name, Az: in.Az, ResourceID: in.ResourceID,
		ResourceName: in.ResourceName, StartTime: in.StartTime, EndTime: in.EndTime, ImageType: in.ImageType,
		PolicyID: in.PolicyID, IP: in.IP, CheckpointID: in.CheckpointID, ResourceType: in.ResourceType,
	}
	var a countCheckpointItemsAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: "CountCheckpointItems", Right: role, Version: "v1", Path: []string{"checkpoint_items", "count"},
		Query: list.filter().Values(), Answer: &a, Wants: []string{"count"},
	})
	if err != nil {
		return nil, err
	}
	return &a.CountCheckpointItemsOutput, nil
}
