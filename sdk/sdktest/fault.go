package sdktest

// Fault is one way in which a network or a service goes wrong.
type Fault string

// The faults. Those under Passing are over when a request is sent again; the
// others stay what they are however often it is sent.
const (
	Refused      Fault = "refused"       // nobody listens; the request never arrives
	Reset        Fault = "reset"         // the request is done and its answer lost
	Cut          Fault = "cut"           // the connection ends in the middle of the body
	ShortBody    Fault = "short body"    // Content-Length announces more than comes
	Truncated    Fault = "truncated"     // half of the body, as if it were all of it
	Throttled    Fault = "throttled"     // 429 with Retry-After: 1
	ThrottledNow Fault = "throttled now" // 429 without
	Internal     Fault = "internal"      // 500 with HTML
	BadGateway   Fault = "bad gateway"   // 502 with HTML
	Unavailable  Fault = "unavailable"   // 503 with HTML
	GatewayLate  Fault = "gateway late"  // 504 with HTML
	SlowBody     Fault = "slow body"     // a byte a second
	Hang         Fault = "hang"          // no answer, until the client gives up

	Skewed    Fault = "skewed"     // the answer, with a Date three hours ahead
	Empty     Fault = "empty"      // 200 without a body
	Null      Fault = "null"       // 200 with the JSON text null
	LoginPage Fault = "login page" // 200 with HTML, as from a proxy
	Redirect  Fault = "redirect"   // 302 to another host
	Twice     Fault = "twice"      // the body and then the same once more
	Bomb      Fault = "bomb"       // half a megabyte of gzip that becomes 512 MB
)

// Passing are the faults that are over when the request is sent again, and that
// cost no more than seconds.
func Passing() []Fault {
	return []Fault{
		Refused, Reset, Cut, ShortBody, Truncated, Throttled, ThrottledNow,
		Internal, BadGateway, Unavailable, GatewayLate,
	}
}

// All are all faults.
func All() []Fault {
	return append(Passing(), SlowBody, Hang, Skewed, Empty, Null, LoginPage, Redirect, Twice, Bomb)
}
