package transport

import "github.com/taskfault/taskfault/errors"

// NoCredentials is the error of a call of which nothing was sent, because its
// source of credentials ended with err. What the source has told in the one model
// stays as it is, but for the kind of one that is not set up: not_found would read
// like a task that is gone.
func NoCredentials(err error) *errors.Error {
	e := noCredentials(err)
	if e.Situation == errors.NoCredentials {
		e.Message += "; nothing was sent"
	}
	return e
}

// noCredentials is the same for a call that has sent something before.
func noCredentials(err error) *errors.Error {
	if own, ok := errors.AsType[*errors.Error](err); ok {
		e := *own
		e.Retry = errors.RetryNo // the source has made its own attempts
		if e.Kind == errors.NotFound && e.Situation == errors.NoCredentials {
			e.Kind = errors.Unauthenticated
		}
		return &e
	}
	e := &errors.Error{Kind: errors.KindOf(err), Retry: errors.RetryNo, Message: "no credentials: " + err.Error(), Err: err}
	if e.Kind == errors.Unknown {
		e.Kind, e.Situation = errors.Unauthenticated, errors.NoCredentials
	}
	return e
}

// credentials are those of an attempt, checked and hashed.
func (t *try) credentials() (*key, *errors.Error) {
	c, err := t.call.client.source.Retrieve(t.call.sourceContext())
	if err != nil && t.call.ctx.Err() != nil {
		return nil, waitedForCredentials(t.call.ctx.Err(), err)
	}
	var k *key
	if err == nil {
		t.creds, t.held = c, t.call.client.hold(c)
		if k, err = t.call.client.keyOf(c); err == nil {
			return k, nil
		}
		err = &errors.Error{Kind: errors.Unauthenticated, Situation: errors.NoCredentials, Message: err.Error()}
	}
	if len(t.call.attempts) > 0 {
		return nil, noCredentials(err)
	}
	return nil, NoCredentials(err)
}

// waitedForCredentials returns the error of a call whose wait for credentials was
// cut short by the end of its context, over. It also says what was waited for, where
// the source tells it in err.
func waitedForCredentials(over, err error) *errors.Error {
	e := ended(over)
	e.Message = "given up while waiting for credentials"
	why := err.Error()
	if own, ok := errors.AsType[*errors.Error](err); ok {
		why = own.Message
	}
	if why != "" && why != over.Error() {
		e.Message += ": " + why
	}
	return e
}
