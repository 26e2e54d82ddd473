// Package fnf reads Alibaba Cloud's Serverless Workflow (FnF, now CloudFlow),
// version 2019-03-15, and reports to its waiting steps.
//
// # Tasks
//
// A task is an execution, FLOW/EXECUTION, of type "execution"; its resource is
// its flow. Failed and TimedOut are failed, Stopped is canceled, Succeeded is
// succeeded, Running is running, Starting is pending, and any other word is
// unknown. The code, the cause and the step of a failure come from the last
// failing event of the execution's history, which is read only for failed
// executions that the query keeps. Where an event of it cannot be read, they
// come from the event that ends the execution or from none: the look-up has
// failed then.
//
// # What is sent
//
// A filter reaches the service only where it can hide no row that counts:
//
//	Status               one list for each, if only ended states are wanted: an
//	                     execution never leaves those
//	StartedTimeBegin,    the window, a second wider, together with Status only: an
//	StartedTimeEnd       execution that has not started may have no time
//	MetadataOnly         without Query.Raw; it leaves out members and no rows
//	ExecutionNamePrefix, never
//	Qualifier, MapRunName
//
// Query.Resource chooses flows by name. The rest of a query is applied by its
// caller.
//
// # Reports
//
// [Client.ReportFailure] and [Client.ReportSuccess] are made once in effect;
// [Client.ReportTaskFailed] and [Client.ReportTaskSucceeded] are the service's
// own operations.
package fnf
