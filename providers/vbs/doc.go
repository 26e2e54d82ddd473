// Package vbs reads the Volume Backup Service of Huawei Cloud and Open Telekom
// Cloud: backups of disks and backup policies of API version 2, and jobs of
// version 1.
//
// [Client] implements sdk.Client. The service has no list of jobs, so tasks are
// the backups, and then the runs of every backup policy. Their Type tells them
// apart: "backup", "backuptask", and for what Get reads by a job's ID the type of
// the job, such as bksCreateBackup, unless a policy began it: that is its backuptask.
//
//	client, err := vbs.New(huawei.Config{Region: "eu-de"}, vbs.Options{})
//	for task, err := range sdk.Failures(sdk.Query{}, client).All(ctx) { ... }
//
// What of a query reaches the service:
//
//	PageSize            limit, brought to 1..1000
//	States              nothing: status takes one word, and two of them are failures
//	Since, Until        nothing: the service knows no window
//	Resource            nothing: volume_id would do for backups only, and a query may
//	                    mean a name
//
// Every operation needs the role VBS Administrator, and an error of kind
// permission_denied names it, unless the service's own words name the action that
// was not allowed, as OpenStack's do. There are actions for custom policies, by
// the chapter https://support.huaweicloud.com/api-vbs/zh-cn_topic_0173471110.html
// of the API's reference; which one goes with which operation stands on pages
// below it that were not to be had in November 2026, and is not guessed here. The
// user guide (https://support.huaweicloud.com/intl/en-us/usermanual-vbs/en-us_topic_0172335812.html)
// and Open Telekom Cloud know the role alone.
package vbs
