package huawei

import "strings"

// denied is the action that a refusal says is not allowed, and empty if it names
// none. The form is OpenStack's, which stands below some of these services:
//
//	Policy doesn't allow volume_extension:services:index to be performed.
//
// It is seen in Cinder's answers, whose form VBS has, and in those of other
// services of Huawei Cloud. What has no colon is left out, so that nothing else
// that a text may repeat, such as a token, is taken for an action.
//
// Seen in https://github.com/openstack-exporter/openstack-exporter/issues/52 and
// https://github.com/huaweicloudsdk/sdk-java/issues/4.
func denied(message string) string {
	_, rest, found := strings.Cut(message, "olicy doesn't allow ")
	action, _, ended := strings.Cut(rest, " to be performed")
	named := found && ended && len(action) <= longestAction && strings.Contains(action, ":")
	if !named || strings.Trim(action, actionSigns) != "" {
		return ""
	}
	return action
}

const (
	longestAction = 128
	actionSigns   = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-*"
)
