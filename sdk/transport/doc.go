// Package transport makes one call to a service over HTTP, with everything
// that every service needs, in this order:
//
//	Do                 once a call: deadline, span, metrics
//	  retry loop       go-retryablehttp; each try, a value of its own, goes through
//	    limiter        x/time/rate, shared by service, region and account
//	    credentials    from the Source
//	    Keys           a key's first call at a host alone, none after a refusal
//	    clock          the server's offset, learned from Date; read after waiting
//	    sign           new time and nonce, on exactly the bytes that are sent
//	    RoundTripper   the user's, or one with sane limits; never a redirect
//	    read           capped after decompression, never slower than it may be
//	    decode         the call's Read: success, or a typed error
//	  decide           on the typed error and the call alone
//
// A test pins the order. Providers use the package; users meet its [Options],
// and [CallOptions] for the calls of one context. What a
// cloud says in its own way is a [Dialect]. The rooms under internal hold what can be
// understood alone: redact, limit, lockout, dial, body, clock.
//
// # How a key is kept from being locked
//
// Clouds lock an access key after a few refused signatures in a row, Huawei after more
// than five, for some minutes and for everybody who uses it. A program that tries again,
// five sources that start at once with one wrong secret, or a clock that is off would
// lock the key of a backup system that works. So what is known of a key belongs to the
// process and not to a client: the lock is at the service. It is the [Keys] that each
// signature asks first.
//
//   - The first signature of a key at a host goes alone, and no two hosts prove one key
//     at once. The others wait for its answer; it costs them one round trip, once. A
//     call that hangs is left behind after three seconds and the next one proves the
//     key, but never are more than four signatures refused or without an answer yet.
//   - A refused signature ends that: calls with this key to this host end at once with
//     the error that the service gave, and nothing is sent, until the secret is another
//     one or the lock would be over (five minutes, unless the [Dialect] says other). A
//     corrected secret is another key and goes through.
//   - After three refused signatures in that time, with none accepted between them, no
//     host gets one with the key's ID, whatever the secret.
//   - An accepted signature clears it all. A refusal for another reason than the
//     signature, such as a missing right, accepts it.
//   - A refusal because of the time is repeated once, with the clock of the answer's
//     Date, and counts as refused.
//
// Whether an answer speaks of the signature is read from its code and the service's
// table, since a proxy can send any status. Which codes those are is the cloud's matter:
// [Dialect].SignatureFault.
//
// A token signs nothing and locks nothing. When it is refused, the source is told, once
// in a call, and the call goes on if the source has another one.
//
// The process forgets when it ends: a job that cron starts each minute with a wrong key
// sends one signature a minute. Keys of a user's own, in [Options], can keep it in a
// database for a fleet. What is known of keys at
// a host on the loopback network, which locks none, is in [Shared].
//
// # What is redacted
//
// Secrets are the secret of an access key, the token beside it, a token instead of it,
// the values in [Call].Secrets, and whatever a signed request carries to prove its
// sender: Authorization, and the headers and parameters that the [Dialect] names.
//
//   - They are cut out of every text of an error: message, code, request ID, causes and
//     attempts. They are found raw and escaped, up to three times, and at the end of a
//     text that a service has cut off a piece is enough. Where a cause would still tell,
//     it is replaced by its cleaned text.
//   - What a service tells of the text that it has signed itself is cut off behind
//     "string to sign" and the like: it may hold the token.
//   - An address in an error has no query. An error of the network shows no address that
//     carries one, nor does a redirect, which is never followed.
//   - They are cut out of an answer's body before [Call].Read sees it, where they have
//     16 characters or more, so that no reason of a task repeats one. A shorter one may
//     be a number or the name of a member, and the body would be another one without it.
//   - Logs, spans and metrics have names, numbers, codes and request IDs. No header, no
//     query and no body is in them.
//   - [Options].Secrets hears of every secret before a request carries it, so that a
//     program can cut them out of what it prints for other reasons.
//
// What it cannot do: a user's RoundTripper, tracer or signer sees requests whole, and a
// secret that a service repeats in a form of its own, such as reversed or hashed, is not
// found. An access key's ID is no secret; its first letters are shown where credentials
// are printed.
package transport
