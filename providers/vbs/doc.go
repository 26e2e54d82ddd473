// Package vbs reads the Volume Backup Service of Huawei Cloud and Open Telekom
// Cloud: backups of disks and backup policies of API version 2, and jobs of
// version 1.
//
// [Client] implements sdk.Client. The service has no list of jobs, so tasks are
// the backups, and then the runs of every backup policy. Their Type tells them
// apart: "backup", "backuptask", and for what Get reads by a job's ID the type of
// the job, such as bksCreateBackup.
//
//	client, err := vbs.New(vbs.Config{Region: "eu-de"})
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
// Every operation needs the role VBS Administrator. No document names actions for
// single operations.
package vbs
