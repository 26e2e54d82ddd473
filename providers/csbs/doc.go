// Package csbs reads the Cloud Server Backup Service, API version 1, of Huawei
// Cloud and Open Telekom Cloud: backups of servers, which the service calls
// checkpoint items, and backup policies.
//
// [Client] implements sdk.Client. The service shows no tasks: what became of a
// backup, a restore or a deletion is seen at the backup it was about. So a
// checkpoint item is a task, and its Type is what was last done to it: backup,
// restore or delete.
//
//	client, err := csbs.New(huawei.Config{Region: "eu-de"}, csbs.Options{})
//	for task, err := range sdk.Failures(sdk.Query{}, client).All(ctx) { ... }
//
// What of a query reaches the service:
//
//	PageSize            limit, brought to 1..1000
//	States              nothing: status=error would hide failed restores and
//	                    deletions, whose item is available again
//	Since, Until        nothing: start_time and end_time leave out items without an
//	                    end, and no document says which clock they are read by
//	Resource            nothing: resource_id is exact and resource_name fuzzy, and a
//	                    query may mean either
//
// Every operation needs the role CSBS Administrator, and an error of kind
// permission_denied names it, unless the service's own words name the action that
// was not allowed. There are actions for custom policies, by the chapter
// https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0173475916.html
// of the API's reference; which one goes with which operation stands on pages
// below it that were not to be had in November 2026, and is not guessed here. Open
// Telekom Cloud's reference has no such chapter.
package csbs
