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
// A test pins the order. Providers use the package; users meet its [Options]. What a
// cloud says in its own way is a [Dialect]. The rooms under internal hold what can be
// understood alone: redact, limit, lockout, dial, body, clock.
package transport
