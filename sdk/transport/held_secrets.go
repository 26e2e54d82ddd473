package transport

import (
	"bytes"

	"github.com/taskfault/taskfault/signer"
)

// held are the secrets of the credentials that a client has used last. Most calls
// use the same, so they are prepared once.
type held struct {
	creds   signer.Credentials
	secrets []heldSecret
}

// heldSecret is a secret with a part of it that escaping never changes, by which
// most texts are found to be free of it at little cost.
type heldSecret struct{ whole, core string }

// hold is what a client has to keep secret of credentials. It tells the user of
// new ones before anything is sent with them.
func (t *Client) hold(c signer.Credentials) *held {
	if h := t.held.Load(); h != nil && h.creds == c {
		return h
	}
	h := &held{creds: c}
	for _, s := range [...]string{c.AccessKeySecret, c.SecurityToken, c.AuthToken} {
		h.secrets = addSecret(h.secrets, s)
	}
	t.tell(c.AccessKeySecret, c.SecurityToken, c.AuthToken)
	t.held.Store(h)
	return h
}

// tell tells the user of secrets that a client comes to hold.
func (t *Client) tell(secrets ...string) {
	if t.options.Secrets != nil && len(secrets) > 0 {
		t.options.Secrets(secrets...)
	}
}

// shortestInBody is the length of the shortest secret that is cut out of an
// answer's body. What is shorter may be a member's name or a number, and the body
// would be another one without it.
const shortestInBody = 16

func addSecret(all []heldSecret, s string) []heldSecret {
	if len(s) < shortestInBody {
		return all
	}
	return append(all, heldSecret{s, core(s)})
}

// core is the longest run of letters and digits in s, no longer than it takes to
// tell it from other words.
func core(s string) string {
	const enough = 32
	best, from := "", 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && isAlphanumeric(s[i]) {
			continue
		}
		if i-from > len(best) {
			best = s[from:i]
		}
		from = i + 1
	}
	return best[:min(len(best), enough)]
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// cutBody cuts out of a body what the call holds as a secret, so that nothing
// that is made of it, a task's reason for instance, can show it.
func (t *try) cutBody(b *body) {
	var all []heldSecret
	if t.held != nil {
		all = t.held.secrets
	}
	for _, s := range t.call.input.Secrets {
		all = addSecret(all[:len(all):len(all)], s)
	}
	for _, s := range all {
		if !bytes.Contains(b.bytes, []byte(s.core)) && !bytes.Contains(b.bytes, []byte(`\u00`)) {
			continue // nor is any letter of it escaped
		}
		text := string(b.bytes)
		if clean := cut(text, s.whole, false); len(clean) < len(text) {
			b.bytes = append(b.bytes[:0], clean...)
		}
	}
}
