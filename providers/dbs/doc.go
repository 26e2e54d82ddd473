// Package dbs reads Alibaba Cloud's Database Backup Service (DBS), version
// 2019-03-06.
//
// # Tasks
//
// The tasks are the backup plans themselves, since one that has stopped makes
// no more sets and nothing else tells; and of each plan the full backup sets,
// the increments and the restores. The plan is the resource of them all.
//
//	type             ID                    failed
//	backupPlan       BackupPlanId          stop; init, if the precheck failed
//	fullBackup       PLAN/BackupSetId      failed, fail, stop
//	incrementBackup  PLAN/BackupSetJobId   failed, fail, stop
//	restoreTask      RestoreTaskId         stop
//
// Sets and restores have also failed in a word that no document names, and in
// uncompleted once there is an end, if the service names an error for them. A plan
// that is locked and says why has a warning.
//
// Words count in any case of letters. A plan's task has no time: its creation
// says nothing about when it came into its state, so it is inside every window.
//
// The codes of failed sets and restores come from DescribeJobErrorCode, those of
// plans in init from DescribePreCheckProgressList. They are looked up only for
// tasks that the query can keep. A reason begins with the row's own message; what
// the look-up says beside it, in the language of Config.Lang, follows in
// parentheses.
//
// # What is sent
//
// A filter reaches the service only where it can hide no row that counts:
//
//	BackupPlanId                  Config.Plans, in comma lists
//	Region                        where the host serves several regions, as
//	                              that of most mainland and US regions does
//	BackupPlanStatus              never: the state of a plan in init is not in it
//	StartTimestamp, EndTimestamp  never: the documents disagree about their unit
//
// Query.Resource chooses plans by ID or name. The rest of a query is applied by
// its caller.
package dbs
