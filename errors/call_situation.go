package errors

// Situation names what stands in the way of a call where neither its kind nor a
// code tells: a proxy answers with the service's own statuses, and a service that
// is not turned on denies permission.
type Situation string

// The situations of calls. The catalog explains each.
const (
	ProxyLogin        Situation = "proxy_login"         // a proxy wants a user and a password
	ProxyRefused      Situation = "proxy_refused"       // a proxy did not let the connection through
	ProxyUnreachable  Situation = "proxy_unreachable"   // a proxy cannot be looked up or connected to
	ProxySetting      Situation = "proxy_setting"       // the setting of a proxy cannot be read
	ServiceNotEnabled Situation = "service_not_enabled" // the account has not turned the service on
	NoCredentials     Situation = "no_credentials"      // there is no key or token to sign with
	TornCursor        Situation = "torn_cursor"         // a scan went on behind what an earlier one could not read
)

// row is the catalog's row of the situation, nil for one that it does not have.
func (s Situation) row() *Entry {
	var buf [maxCode]byte
	return callTable.find(fold(&buf, string(s)), 0)
}
