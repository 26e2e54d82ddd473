// Package alibaba is what Alibaba Cloud's RPC-style services share: endpoints,
// the form of a request for both signatures, and how an answer is judged.
//
// A request is always a POST. Go's HTTP client repeats a GET by itself on a dead
// connection, with the nonce and signature that the service has seen already;
// both services document POST as equal.
package alibaba
