package transport

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/redact"
	"github.com/taskfault/taskfault/signer"
)

// held are the secrets of the credentials that a client has used last. Most calls
// use the same, so they are prepared once.
type held struct {
	creds   signer.Credentials
	secrets []redact.Prepared
}

// hold is what a client has to keep secret of credentials. It tells the user of
// new ones before anything is sent with them.
func (t *Client) hold(c signer.Credentials) *held {
	if h := t.held.Load(); h != nil && h.creds == c {
		return h
	}
	h := &held{creds: c}
	for _, s := range [...]string{c.AccessKeySecret, c.SecurityToken, c.AuthToken} {
		h.secrets = redact.Prepare(h.secrets, s)
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

// secrets are what must not be seen of a try.
func (t *try) secrets() redact.Secrets {
	d := &t.call.client.dialect
	return redact.Secrets{
		Credentials: [...]string{t.creds.AccessKeySecret, t.creds.SecurityToken, t.creds.AuthToken},
		Others:      t.call.input.Secrets,
		Request:     t.signed,
		Headers:     d.SecretHeaders, Parameters: d.SecretParameters,
	}
}

// redact cuts out of s every secret of the call and of the try.
func (t *try) redact(s string) string {
	x := t.secrets()
	return x.Message(s)
}

// short is redact for a name: a code, the ID of a request.
func (t *try) short(s string) string {
	x := t.secrets()
	return x.Name(s)
}

// clean takes off an error what nobody may see.
func (t *try) clean(e *errors.Error) {
	if e.Err != nil {
		text := e.Err.Error()
		clean := t.redact(text)
		if e.Message == "" {
			e.Message = clean
		}
		if clean != text {
			e.Err = errors.New(clean) // its tree would still tell
		}
	}
	e.Code, e.RequestID, e.Right = t.short(e.Code), t.short(e.RequestID), t.short(e.Right)
	e.Message = t.redact(e.Message)
}

// cutBody cuts out of a body what the call holds as a secret.
func (t *try) cutBody(body []byte) []byte {
	var prepared []redact.Prepared
	if t.held != nil {
		prepared = t.held.secrets
	}
	return redact.Body(body, prepared, t.call.input.Secrets)
}
