package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/taskfault/taskfault/sdk"
)

// progressPause is the time between two drawings.
const progressPause = 150 * time.Millisecond

// progress shows on stderr how far the reading of sources is, if stderr is a
// terminal. A nil one shows nothing. It is safe for concurrent use.
type progress struct {
	console *console
	width   int
	began   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup

	mu      sync.Mutex
	sources map[string]*lengths
	pages   int
	rows    int
	ended   int
}

// lengths is how far one source is in the list that it now reads.
type lengths struct{ read, total int }

// follow begins to show the reading of so many sources.
func (p *program) follow(sources int) *progress {
	if p.errWidth == 0 || p.flags.verbose {
		return nil
	}
	g := &progress{console: p.console, width: p.errWidth, began: time.Now(), stop: make(chan struct{}), sources: make(map[string]*lengths, sources)}
	g.stopped.Go(func() {
		tick := time.NewTicker(progressPause)
		defer tick.Stop()
		for {
			select {
			case <-g.stop:
				return
			case now := <-tick.C:
				g.console.progress(shortenTo(g.line(sources, now.Sub(g.began)), g.width-1))
			}
		}
	})
	return g
}

// page takes note of a page that was read, the last one of its source or not.
func (g *progress) page(page sdk.Page, last bool) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pages += page.Stats.Pages
	g.rows += page.Stats.Rows
	l := g.sources[page.Source.Name]
	if l == nil {
		l = new(lengths)
		g.sources[page.Source.Name] = l
	}
	if page.Total != l.total { // another list of the same source
		*l = lengths{total: page.Total}
	}
	l.read += page.Stats.Rows
	if last {
		*l = lengths{}
		g.ended++
	}
}

// line is what there is to say after so much time.
func (g *progress) line(sources int, took time.Duration) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	text := fmt.Sprintf("reading: %d of %s done, %s, %s", g.ended, count(sources, "source"), count(g.pages, "page"), count(g.rows, "row"))
	seconds := took.Seconds()
	if g.rows == 0 || seconds < 0.5 {
		return text
	}
	rate := float64(g.rows) / seconds
	text += fmt.Sprintf(", %s rows/s", grouped(int(rate)))
	if left := g.left(); left > 0 {
		text += ", at least " + short(max(time.Duration(float64(left)/rate*float64(time.Second)), time.Second)) + " to go"
	}
	return text
}

// left is how many rows the present lists still have, as far as the services
// say. There may be lists after them.
func (g *progress) left() int {
	left := 0
	for _, l := range g.sources {
		left += max(l.total-l.read, 0)
	}
	return left
}

// end takes the line away. Nothing is drawn after it.
func (g *progress) end() {
	if g == nil {
		return
	}
	close(g.stop)
	g.stopped.Wait()
	g.console.clearProgress()
}

// shortenTo cuts a line to the terminal's width, or it would wrap and could not
// be taken away.
func shortenTo(line string, width int) string {
	if len(line) <= width {
		return line
	}
	return line[:max(width, 0)]
}
