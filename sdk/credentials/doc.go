// Package credentials holds the sources of credentials that are the same for
// every cloud: fixed ones, a function, a chain, and a cache that renews ahead
// of expiry. Each cloud's own sources are in the packages below it.
package credentials
