// Package stow reads the failed jobs of Stow, a backup service that exists in this
// example only. It shows what a provider outside of the SDK looks like: it uses public
// packages alone, and has the same files as the providers inside.
//
// Stow has one list of jobs, cut into pages by a token of its own. It takes bearer
// tokens, and its errors are JSON objects with a code and a message.
package stow
