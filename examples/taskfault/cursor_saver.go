package main

import (
	"sync"
	"time"
)

// How often a file of cursors is written while a run goes on: the contract has 30
// seconds and 1,000 tasks.
const (
	savePause = 20 * time.Second
	saveTasks = 1000
)

// saver writes the file of cursors while a run goes on, so that one that is killed
// repeats little. It writes nothing that stdout has not taken: a page counts as
// covered when it was printed and passed on. A nil one saves nothing.
type saver struct {
	console *console
	cursors *cursorFile
	covered *coverage

	unsaved int // tasks printed since the last write that they caused
	mu      sync.Mutex
	told    bool // that the file cannot be written
	stop    chan struct{}
	stopped sync.WaitGroup
}

// saver begins to save, where there is a file and records are printed as they are
// found.
func (p *program) saver(cursors *cursorFile, covered *coverage) *saver {
	if cursors == nil || !p.format().asFound {
		return nil
	}
	s := &saver{console: p.console, cursors: cursors, covered: covered, stop: make(chan struct{})}
	s.stopped.Go(func() {
		tick := time.NewTicker(savePause)
		defer tick.Stop()
		for {
			select {
			case <-s.stop:
				return
			case <-tick.C:
				s.save()
			}
		}
	})
	return s
}

// before is called before so many tasks are printed.
func (s *saver) before(tasks int) {
	if s == nil {
		return
	}
	if s.unsaved > 0 && s.unsaved+tasks > saveTasks {
		s.save()
		s.unsaved = 0
	}
	s.unsaved += tasks
}

// save writes where the run is.
func (s *saver) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	receipts := s.covered.receipts()
	if s.console.failed() != nil { // then the last of them count what nobody has
		return
	}
	if err := s.cursors.write(receipts); err != nil && !s.told {
		s.told = true
		s.console.complain("--cursor-file: " + err.Error() + "; it is tried again while the run goes on")
	}
}

// end stops saving. Nothing is written after it.
func (s *saver) end() {
	if s == nil {
		return
	}
	close(s.stop)
	s.stopped.Wait()
}
