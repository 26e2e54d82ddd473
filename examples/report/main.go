// Command report tells a waiting workflow step that its task failed, with the
// SDK's Go API.
//
//	TASK_TOKEN=... report cn-hangzhou BackupFailed 'the disk is full'
//	report                                  over an emulator in this process
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

func main() {
	var err error
	switch args := os.Args[1:]; len(args) {
	case 0:
		err = emulated(context.Background(), os.Stdout)
	case 3:
		err = real(context.Background(), os.Stdout, args[0], sdk.FailureReport{
			Token: os.Getenv("TASK_TOKEN"), Error: args[1], Cause: args[2],
		})
	default:
		err = errors.New("usage: report [REGION ERROR CAUSE]")
	}
	if err != nil {
		log.Fatal(err)
	}
}

// real reports to the service, with keys from the environment or a profile.
func real(ctx context.Context, w io.Writer, region string, r sdk.FailureReport) error {
	workflows, err := fnf.New(alibaba.Config{Region: region}, fnf.Options{})
	if err != nil {
		return err
	}
	return report(ctx, w, workflows, r)
}

// emulated reports twice to a step of an emulator: a step takes one report.
func emulated(ctx context.Context, w io.Writer) error {
	const secret, token = "sk-of-the-example", "token-of-the-example"
	workflows, err := fnf.New(alibaba.Config{
		Region:      "emulator",
		Credentials: credentials.Key("ak", secret),
		Transport: transport.Options{RoundTripper: emulator.Transport(emulator.FnF(emulator.Config{
			AccessKeyID: "ak", AccessKeySecret: secret, TaskToken: token,
		}))},
	}, fnf.Options{})
	if err != nil {
		return err
	}
	r := sdk.FailureReport{Token: token, Error: "BackupFailed", Cause: "the disk is full"}
	return errors.Join(report(ctx, w, workflows, r), report(ctx, w, workflows, r))
}

// report makes the report once in effect, however often it has to be sent, and
// prints what became of it.
func report(ctx context.Context, w io.Writer, workflows sdk.Client, r sdk.FailureReport) error {
	result, err := sdk.Report(ctx, workflows, r)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, result.Outcome)
	return nil
}
