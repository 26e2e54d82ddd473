package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// world is all that the program touches of the process it runs in.
type world struct {
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	// stdoutClosed says that nobody can see what is written to stdout.
	stdoutClosed bool
	env          func(name string) (string, bool)
	// outWidth and errWidth are the columns of the terminals that the streams
	// are, 0 where they are none.
	outWidth, errWidth int
	// network carries the requests to sources; nil for the real one.
	network http.RoundTripper
}

// value is an environment variable, empty if it is not set.
func (w world) value(name string) string {
	v, _ := w.env(name)
	return v
}

// command is one of the program's.
type command struct {
	name string
	help string // its synopsis and what it does, without the flags
	acts bool   // it does more than print, and is of use without stdout
	// setup defines the flags and returns what to do once they are read. What
	// it does returns an exit code, or an error that run turns into one.
	setup func(f *flags) func(ctx context.Context, p *program) (int, error)
}

// commands are in the order of the help.
func commands() []command {
	return []command{failuresCommand, tasksCommand, getCommand, explainCommand, reportCommand, emulatorCommand}
}

// notYet are commands of the contract that this version lacks.
var notYet = []string{"wait", "bridge", "doctor"}

// program is one run of a command.
type program struct {
	world
	flags   *flags
	console *console
	secrets *secrets
	shared  *transport.Shared
	keys    transport.Keys
	warned  atomic.Bool
}

// run does what the arguments say and returns the exit code. Ending ctx is the
// interruption by the user.
func run(ctx context.Context, w world) int {
	s := newSecrets(w.env)
	c := newConsole(w, s)
	defer context.AfterFunc(ctx, c.hurry)()
	code, err := dispatch(ctx, w, s, c)
	c.close()
	if failed := c.failed(); failed != nil {
		return c.lost(ctx, failed)
	}
	if u, ok := errors.AsType[usageError](err); ok {
		c.complain(s.cut(u.Error()) + "; see '" + u.help() + "'")
		return exitUsage
	}
	if err != nil {
		c.complain(s.cut(err.Error()))
		return exitError
	}
	return code
}

// dispatch finds the command and runs it.
func dispatch(ctx context.Context, w world, s *secrets, c *console) (int, error) {
	if len(w.args) == 0 {
		return 0, usageError{text: "no command is given"}
	}
	name, args := w.args[0], w.args[1:]
	switch {
	case name == "help" || name == "--help" || name == "-h":
		return help(c, args)
	case strings.HasPrefix(name, "-"):
		return 0, usageError{text: "a command must come before the flag " + flagName(name)}
	}
	cmd, err := find(name)
	if err != nil {
		return 0, err
	}
	f := newFlags(cmd.name)
	do := cmd.setup(f)
	err = f.parse(args)
	s.add(f.secrets()...)
	if err != nil {
		return 0, err
	}
	if f.wantsHelp {
		c.print(commandHelp(cmd, f))
		return exitGood, nil
	}
	if w.stdoutClosed && !cmd.acts {
		return 0, errors.New("stdout is closed, or it is " + os.DevNull + " and open for reading, too: nothing was read, since nobody would see it; to see the exit code alone, write >" + os.DevNull)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.onLoss(cancel)
	return do(ctx, &program{world: w, flags: f, console: c, secrets: s})
}

// find is the command of that name.
func find(name string) (command, error) {
	for _, c := range commands() {
		if c.name == name {
			return c, nil
		}
	}
	for _, n := range notYet {
		if n == name {
			return command{}, usageError{text: "the command " + name + " is not there yet"}
		}
	}
	return command{}, usageError{text: "unknown command " + quoted(name)}
}

// lost says what became of output that could not be written: nothing where the
// reader left, which is what head does. The end of ctx is the user's.
func (c *console) lost(ctx context.Context, err error) int {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return exitClosedPipe
	}
	c.complain("the output could not be written: " + err.Error())
	if ctx.Err() != nil {
		return exitInterrupted
	}
	return exitError
}
