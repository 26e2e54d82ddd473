// Package signer holds what every signing scheme shares: credentials, where
// they come from, and the two sides of a signature. The schemes themselves are
// pure functions in the packages below it, one for each cloud.
package signer
