package csbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
)

// ShowPolicyInput names a policy.
type ShowPolicyInput struct {
	PolicyID string // required
}

// ShowPolicyOutput is the policy.
type ShowPolicyOutput struct {
	Policy Policy `json:"policy"`
}

type showPolicyAnswer struct {
	ShowPolicyOutput
	huawei.Fault
}

// ShowPolicy reads one backup policy. One that does not exist is an error of
// kind [errors.NotFound].
//
// API: ShowPolicy, https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0059304226.html
func (c *Client) ShowPolicy(ctx context.Context, in ShowPolicyInput) (*ShowPolicyOutput, error) {
	const operation = "ShowPolicy"
	if err := c.cloud.CheckID(operation, "policy_id", in.PolicyID); err != nil {
		return nil, err
	}
	var a showPolicyAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"policies", in.PolicyID},
		Answer: &a, Wants: []string{"policy"},
		Check: func() string {
			if a.Policy.ID == "" {
				return "its policy has no id"
			}
			return ""
		},
	})
	if err != nil {
		return nil, err
	}
	return &a.ShowPolicyOutput, nil
}
