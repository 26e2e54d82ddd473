// Package faults tests what the client of each service does, by default settings,
// when the network or the service is not well: refused connections, cut answers,
// wrong clocks, keys that expire, servers that are busy. One table of faults is
// played against every provider. It has no code but tests.
package faults
