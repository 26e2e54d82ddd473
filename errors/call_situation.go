package errors

// Situation names what stands in the way of a call where neither its kind nor a
// code tells: a proxy answers with the service's own statuses, and a service that
// is not turned on denies permission.
type Situation string

// The situations of calls. The package explains each.
const (
	ProxyLogin        Situation = "proxy_login"         // a proxy wants a user and a password
	ProxyRefused      Situation = "proxy_refused"       // a proxy did not let the connection through
	ProxyUnreachable  Situation = "proxy_unreachable"   // a proxy cannot be looked up or connected to
	ProxySetting      Situation = "proxy_setting"       // the setting of a proxy cannot be read
	ServiceNotEnabled Situation = "service_not_enabled" // the account has not turned the service on
	NoCredentials     Situation = "no_credentials"      // there is no key or token to sign with
	TornCursor        Situation = "torn_cursor"         // a scan went on behind what an earlier one could not read
	OwnLimit          Situation = "own_limit"           // the rate that the caller has set leaves no time for the request
)

// row is what is said of the situation, nil for one that is not known.
func (s Situation) row() *Entry {
	if s == noCode || s == noTable {
		return nil // of failures
	}
	var buf [maxCode]byte
	return situationTable.find(fold(&buf, string(s)), 0)
}
