// Package provider is what the author of a provider builds an [sdk.Client] from:
// a [Listing] turns a walk of package paging into the pages of a client, [Rows]
// turns the rows of an answer into the provider's own, [Lists] reads lists inside
// a list of which each fails alone, and [Progress] counts all of it, so that a
// receipt can say what was read and what was not. [Read] makes sense of an answer in
// JSON, and [BadID] and [Invalid] refuse input before anything is sent. A [Spec] is
// what a provider says of itself to a program that offers it.
//
// It knows no service. It makes no calls itself, but its listings count those of
// package transport, and a Spec opens clients with its options.
package provider
