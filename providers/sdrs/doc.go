// Package sdrs reads the failed tasks of the Storage Disaster Recovery Service,
// API version 1, of Huawei Cloud and Open Telekom Cloud.
//
// [Client] implements sdk.Client over the service's task center. It lists only
// tasks that failed: those at the level of protection groups, and then those
// inside of every group, which the service lists only group by group.
//
//	client, err := sdrs.New(huawei.Config{Region: "eu-de"}, sdrs.Options{})
//	for task, err := range sdk.Failures(sdk.Query{}, client).All(ctx) { ... }
//
// What of a query reaches the service:
//
//	PageSize            limit, brought to 1..999: the texts disagree about 1000
//	Since, Until        nothing: the service knows no window
//	Resource            nothing: resource_name is described as a group's name only,
//	                    and would hide the failures of what is inside the groups
//	States              nothing: every listed task has failed
//
// The filters of [Options] are the caller's own wish and are sent as they are.
//
// Every operation needs the role SDRS Administrator, and an error of kind
// permission_denied names it, unless the service's own words name the action that
// was not allowed. No document was found that names actions for single
// operations. The role's own definition allows SDRS:*:* and depends on Tenant
// Guest and Server Administrator; the user guide
// (https://support.huaweicloud.com/intl/en-us/usermanual-sdrs/sdrs_ug_pm_0001.html)
// has it granted together with VPC Administrator.
package sdrs
