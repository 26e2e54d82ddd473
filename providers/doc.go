// Package providers opens a client of any service by the source's URL, for
// programs that are told at run time what to read:
//
//	client, err := providers.Open(ctx, "sdrs://eu-de?project_id=0123")
//
// A program that knows its services imports their packages instead, and links
// no more than those.
package providers
