// Package provider is what the author of a provider builds an [sdk.Client] from:
// a [Listing] turns a walk of package paging into the pages of a client, [Rows]
// turns the rows of an answer into the provider's own, [Lists] reads lists inside
// a list of which each fails alone, and [Progress] counts all of it, so that a
// receipt can say what was read and what was not.
//
// It knows no service and does no I/O.
package provider
