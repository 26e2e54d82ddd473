package body

import (
	"compress/gzip"
	"io"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// ErrTooLarge is the error of a body beyond its bound.
var ErrTooLarge = errors.New("the body is too large")

// Unzip returns a reader that decompresses what comes, from the first Read on.
func Unzip(from io.Reader) io.Reader { return &unzip{from: from} }

// unzip is a gzip.Reader that is made when it is first read from.
type unzip struct {
	from io.Reader
	zip  *gzip.Reader
}

func (u *unzip) Read(b []byte) (int, error) {
	if u.zip == nil {
		z, err := gzip.NewReader(u.from)
		if err != nil {
			return 0, err
		}
		u.zip = z
	}
	return u.zip.Read(b)
}

// Pace reads a body and lets the attempt's timer run on only while the body
// keeps coming: a KiB at least in each idle time.
type Pace struct {
	From  io.Reader
	Timer *time.Timer
	Idle  time.Duration
	End   time.Time // by which it must be read
	got   int
	armed bool
}

// step is how much must come within the idle time.
const step = 1 << 10

// Read implements [io.Reader].
func (p *Pace) Read(b []byte) (int, error) {
	if !p.armed || p.got >= step {
		p.armed, p.got = true, 0
		p.Timer.Reset(min(p.Idle, max(time.Until(p.End), 0)))
	}
	n, err := p.From.Read(b)
	p.got += n
	return n, err
}
