package transport

import (
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/clock"
	"github.com/taskfault/taskfault/sdk/transport/internal/redact"
)

// window is how far off a signature's time may be, 15 minutes as a rule,
// less what a clock that is read from a distance leaves open.
const window = 14 * time.Minute

// skew is how much the server's clock, by now known, is ahead of the time that
// the refused attempt was signed for, and 0 if it proves nothing.
func (t *try) skew() time.Duration {
	if !t.sent || t.creds.AccessKeyID == "" || t.err.Status == 0 {
		return 0
	}
	return t.call.client.clock(t.call.input.URL.Host).At(t.started).Sub(t.signedAt)
}

// skewed reports whether the refused attempt is worth signing once more.
func (t *try) skewed() bool { return t.skew().Abs() > clock.ProvenSkew }

// blameClock makes clear that a refused signature is the clock's fault, where the
// service has proven it, and says how far it is off: whether or not the request
// may be repeated, the key is not what has to be corrected.
func (t *try) blameClock(e *errors.Error) {
	skew := t.skew()
	switch {
	case skew.Abs() <= clock.ProvenSkew:
		return
	case e.Kind == errors.ClockSkew:
	case skew.Abs() > window && e.Kind == errors.Unauthenticated && t.call.client.dialect.SignatureFault(e) == WrongSignature:
		e.Kind, e.Retry = errors.ClockSkew, errors.RetryOf(errors.ClockSkew)
	default:
		return
	}
	if e.Message != "" {
		e.Message = redact.Short(e.Message, redact.LongestMessage/2) + "; "
	}
	ours := t.call.client.clock(t.call.input.URL.Host).At(t.started).Sub(t.started)
	if ours.Abs() <= clock.ProvenSkew { // it was wrong when the offset was learned, or the server's was
		e.Message += "the request was signed for a time " + apart(skew) + " the service's clock, as it was before: call again"
		return
	}
	e.Message += "this machine's clock is " + apart(ours) + " the service's: set it right"
}

// apart says how far one clock is from another that is ahead of it by d, to what
// a Date can tell.
func apart(d time.Duration) string {
	if d < 0 {
		return (-d).Round(clock.Granularity).String() + " ahead of"
	}
	return d.Round(clock.Granularity).String() + " behind"
}

// readServerTime takes the service's time from the words of a refused signature,
// where it tells it:
//
//	signature expired, signature time:20230527T000431Z,server time:20230527T020608Z
//
// It serves as Date does, and goes before it: what judged the signature may stand
// behind a proxy that dates the answer by a clock of its own.
func (t *try) readServerTime(e *errors.Error) {
	if !t.sent || t.creds.AccessKeyID == "" || e.Status == 0 {
		return
	}
	if e.Kind == errors.Unauthenticated && t.call.client.dialect.SignatureFault(e) == WrongTime {
		e.Kind, e.Retry = errors.ClockSkew, errors.RetryOf(errors.ClockSkew)
	}
	if e.Kind != errors.ClockSkew {
		return
	}
	if at, ok := clock.ServerTime(e.Message); ok {
		t.call.client.clock(t.call.input.URL.Host).Told(at, t.started, t.call.client.options.Now(), t.date)
	}
}
