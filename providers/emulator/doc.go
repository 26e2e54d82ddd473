// Package emulator speaks the wire of the services that [Services] lists and of Huawei's IAM,
// written from their documents, for examples and for users' own tests.
//
// Each service is an [http.Handler] with a constructor of its own. Serve it over
// a port, or without one through [Transport] or [Dialer]:
//
//	h := emulator.SDRS(emulator.Config{Seed: 1})
//	client, err := sdrs.New(huawei.Config{Region: "eu-de", ..., Transport: transport.Options{RoundTripper: emulator.Transport(h)}}, sdrs.Options{})
//
// A process remembers for five minutes which keys a host has refused. A test that
// signs with a wrong one gives its client transport.NewKeys() to keep that to itself.
//
// It checks signatures, dates, nonces, tokens, projects and page limits as the
// services do, and refuses with a documented code in the service's own form of
// error. It shares no encoding or decoding with the clients: only the verifying
// side of package signer.
package emulator
