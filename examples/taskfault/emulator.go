package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// The emulator's credentials where nobody chooses others.
const (
	emulatorKey     = "emulator-ak"
	emulatorSecret  = "emulator-sk"
	emulatorProject = "emulator-project"
	emulatorToken   = "emulator-task-token"
)

// emulated are the services in the order in which they are named, IAM last.
var emulated = append(emulator.Services(), emulator.Service{Name: "iam", New: emulator.IAM})

// mostFailures bounds --failures to what fits in memory.
const mostFailures = 10_000_000

// shutdownTime is how long answers that are being written may take at the end.
const shutdownTime = 300 * time.Millisecond

var emulatorCommand = command{
	name: "emulator",
	help: `taskfault emulator [FLAGS]

Serves every service and IAM, one loopback port each, until it is
interrupted. It prints one JSON line for each service when its port is open:

  {"service":"sdrs","endpoint":"http://127.0.0.1:41235"}

Point a source at it with the keys in the environment:

  HUAWEICLOUD_SDK_AK=emulator-ak HUAWEICLOUD_SDK_SK=emulator-sk \
  taskfault failures --source 'sdrs://eu-de?project_id=emulator-project&endpoint=http://127.0.0.1:41235'

Exit code: 130 when it is interrupted, 2 if it cannot serve.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		var c emulator.Config
		f.set.Uint64Var(&c.Seed, "seed", embeddedSeed, "`N`: the data set; the same seed gives the same data")
		f.set.IntVar(&c.Failures, "failures", 12, "`N`: exactly so many failed tasks in each service")
		f.set.StringVar(&c.AccessKeyID, "ak", emulatorKey, "`ID` of the one access key that is known, and IAM's user")
		f.secret(&c.AccessKeySecret, "sk", emulatorSecret, "`SECRET` of that key, and the user's password")
		f.set.StringVar(&c.ProjectID, "project", emulatorProject, "`ID` of the one project")
		f.secret(&c.TaskToken, "token", emulatorToken, "`T`: the task token of one waiting workflow step")
		f.set.BoolVar(&c.Throttle, "throttle", false, "enforce the services' published limits, too")
		f.check(func() error { return f.emulator(&c) })
		return func(ctx context.Context, p *program) (int, error) { return p.serve(ctx, c) }
	},
}

// emulator checks the flags of the emulator.
func (f *flags) emulator(c *emulator.Config) error {
	if err := f.noArgs(); err != nil {
		return err
	}
	for name, value := range map[string]string{"ak": c.AccessKeyID, "sk": c.AccessKeySecret, "project": c.ProjectID, "token": c.TaskToken} {
		if value == "" {
			return f.value(name, "must not be empty")
		}
	}
	switch {
	case c.Failures < 0 || c.Failures > mostFailures:
		return f.value("failures", "must be from 0 to "+grouped(mostFailures))
	case c.Failures == 0:
		c.Failures = -1 // which is none in a Config
	}
	return nil
}

// serve opens the ports, says where they are, and serves until ctx ends.
func (p *program) serve(ctx context.Context, c emulator.Config) (int, error) {
	failed := make(chan error, len(emulated))
	var servers []*http.Server
	defer func() { shutdown(servers) }()
	for _, s := range emulated {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		server := &http.Server{
			Handler: s.New(c), ReadHeaderTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
			ErrorLog: log.New(io.Discard, "", 0), // a client's broken connection is the client's business
		}
		servers = append(servers, server)
		go func() { failed <- server.Serve(listener) }()
		p.console.record(servedRecord{s.Name, "http://" + listener.Addr().String()})
		p.console.flush()
	}
	select {
	case <-ctx.Done():
		return exitInterrupted, nil
	case err := <-failed:
		return 0, err
	}
}

// servedRecord says where a service is.
type servedRecord struct {
	Service  string `json:"service"`
	Endpoint string `json:"endpoint"`
}

// shutdown ends the servers, at once for those who take too long.
func shutdown(servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	for _, s := range servers {
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
	}
}
