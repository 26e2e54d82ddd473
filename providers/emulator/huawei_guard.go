package emulator

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

// How many signatures of a key may fail in a row, and for how long the key is
// refused after one more, good requests included.
const (
	failuresBeforeLock = 5
	lockTime           = 5 * time.Minute
)

// gatewayGuard decides who may pass the gateway. It is safe for concurrent use.
type gatewayGuard struct {
	cfg  Config
	mint *tokenMint
	lock keyLock
}

func newGatewayGuard(c Config) *gatewayGuard {
	return &gatewayGuard{cfg: c, mint: newTokenMint(c)}
}

// admit is nil if the request's sender may use the project of its path; an empty
// project is that of an operation which stands above projects.
func (g *gatewayGuard) admit(r *http.Request, body []byte, project string) *reply {
	own := g.cfg.ProjectID
	var refused *reply
	switch {
	case r.Header.Get("Authorization") != "":
		refused = g.signature(r, body)
	case huawei.AuthToken(r) != "":
		own, refused = g.token(huawei.AuthToken(r))
	default:
		refused = unauthenticated("x-auth-token not found")
	}
	if refused != nil {
		return refused
	}
	if project != "" && project != own {
		r := gatewayRefusal(http.StatusForbidden, "APIGW.0302", "The IAM user is not authorized to access the API")
		return &r
	}
	return nil
}

// signature checks a request that is signed with access keys.
func (g *gatewayGuard) signature(r *http.Request, body []byte) *reply {
	asked, now := "", g.cfg.Now()
	claim, err := huawei.Verify(r, body, func(id string) (string, bool) {
		asked = id
		return g.cfg.AccessKeySecret, id == g.cfg.AccessKeyID
	})
	if asked == g.cfg.AccessKeyID && g.lock.count(errors.Is(err, signer.Mismatch), err == nil, now) {
		return unauthenticated("AK access failed to reach the limit,forbidden")
	}
	switch {
	case err == nil && !near(claim.At, now):
		return unauthenticated("verify aksk signature fail,signature expired")
	case err == nil && claim.SecurityToken != "": // no temporary keys are given out here
		return unauthenticated("decrypt token fail")
	case err == nil:
		return nil
	case errors.Is(err, signer.UnknownKey):
		return unauthenticated("Get secretKey failed,ak:" + visible(asked) + ",err:ak not exist")
	case errors.Is(err, signer.Mismatch):
		return unauthenticated("verify aksk signature fail")
	}
	if refusal, known := errors.AsType[signer.Refusal](err); known {
		return unauthenticated(refusal.Error())
	}
	return unauthenticated("verify aksk signature fail")
}

// token checks a request that carries a token, and gives the token's project:
// none for the token of an account, which is good for no project.
func (g *gatewayGuard) token(text string) (project string, refused *reply) {
	t, good := g.mint.open(text)
	if !good {
		return "", unauthenticated("decrypt token fail")
	}
	if !g.cfg.Now().Before(t.Expires) {
		r := gatewayRefusal(http.StatusUnauthorized, "APIGW.0307", "The token must be updated")
		return "", &r
	}
	return t.Project, nil
}

// visible is the ID of an unknown key as the service's message shows it: short,
// and without anything that could end a line.
func visible(id string) string {
	if len(id) > 64 {
		id = id[:64]
	}
	quoted := strconv.QuoteToASCII(id)
	return quoted[1 : len(quoted)-1]
}

// keyLock counts how often in a row the signature of the one known key failed.
// Others are not counted, so that strangers take no memory. It is safe for
// concurrent use.
type keyLock struct {
	mu     sync.Mutex
	failed int
	until  time.Time
}

// count notes the end of one more check, and reports whether the key was locked
// before it.
func (l *keyLock) count(mismatch, good bool, now time.Time) (locked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.until) {
		return true
	}
	switch {
	case mismatch:
		l.failed++
	case good:
		l.failed = 0
	}
	if l.failed > failuresBeforeLock {
		l.failed, l.until = 0, now.Add(lockTime)
	}
	return false
}
