// Package cbr reads Cloud Backup and Recovery, API version 3, of Huawei Cloud and
// Open Telekom Cloud: the tasks of every kind, which the service calls operation
// logs. It takes the place of the services of packages csbs and vbs.
//
// [Client] implements sdk.Client. Tasks of every type and in every state are in one
// list, and a failed one has the code and the reason with it.
//
//	client, err := cbr.New(huawei.Config{Region: "eu-de"}, cbr.Options{})
//	for task, err := range sdk.Failures(sdk.Query{}, client).All(ctx) { ... }
//
// What of a query reaches the service:
//
//	PageSize            limit, brought to 2..1000
//	States              nothing: status takes one word, which would hide the others and
//	                    every word that the service adds
//	Since, Until        nothing: end_time may hide tasks that go on, and no document says
//	                    what start_time is compared with
//	Resource            nothing: no document says whether resource_name is exact
//
// On Huawei Cloud an enterprise project divides what a user may see. The list is asked
// for all_granted_eps, all that the user may see, unless [Options.EnterpriseProjectID]
// names one. Where the service refuses that, the list is read without it, and may be a
// part of the whole for users whose rights were granted for single enterprise projects.
//
// The list needs the action cbr:tasks:list and one task cbr:tasks:get, which the system
// policy CBR ReadOnlyAccess has. On Huawei Cloud neither needs a right where identity
// policies are in use.
package cbr
