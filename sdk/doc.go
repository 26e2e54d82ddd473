// Package sdk is what a user of taskfault reads: the common client interface,
// tasks, queries, scans with receipts, and reports to waiting workflows.
//
// Every package under providers has a *Client that implements [Client]. The
// functions here work over any of them:
//
//	scan := sdk.Failures(sdk.Query{Since: yesterday}, backups, recovery)
//	for task, err := range scan.All(ctx) { ... }
//	if !scan.Complete() { ... scan.Receipts() ... }
//
// What is the same for every service is written once, in this package:
// fan-out, filters, receipts and the rules of reporting. A client only
// translates. The package knows no HTTP.
package sdk
