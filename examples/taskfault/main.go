// Command taskfault reads the failed tasks of cloud backup and
// disaster-recovery services, says what each failure means and what to do, and
// reports failures to waiting workflows.
//
//	taskfault failures                      the embedded emulator, without an account
//	taskfault failures --source sdrs://eu-de --since 24h
//	taskfault help
//
// It is an example of the SDK in full size: everything that it does goes
// through the SDK's public packages. Its flags, records and exit codes are a
// contract, since scripts depend on them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	// Without this a closed pipe would kill the program by a signal, which some
	// parents report. Ignored, it is an error of Write, and ends the program
	// quietly.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := interrupted()
	context.AfterFunc(ctx, func() {
		stop() // a second Ctrl-C ends the program at once
		time.Sleep(950 * time.Millisecond)
		os.Exit(exitInterrupted) // whatever it still waits for: the terminal, a full pipe
	})
	os.Exit(run(ctx, world{
		args:         os.Args[1:],
		stdin:        os.Stdin,
		stdout:       os.Stdout,
		stderr:       os.Stderr,
		stdoutClosed: !takesOutput(os.Stdout),
		env:          os.LookupEnv,
		outWidth:     columns(os.Stdout),
		errWidth:     columns(os.Stderr),
	}))
}

// interrupted is a context that ends with a signal to end: from the user, from
// the system, or because the terminal is gone, unless the program was told to
// outlive that, as nohup does.
func interrupted() (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(context.Background(), signals...)
}

// columns is the width of the terminal that f is, 0 if it is none.
func columns(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return defaultWidth
	}
	return width
}
