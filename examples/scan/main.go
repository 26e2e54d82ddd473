// Command scan lists failed tasks with the SDK's Go API, and says whether it
// could look everywhere.
//
//	scan sdrs://eu-de dbs://cn-hangzhou     with keys in the environment
//	scan                                    over an emulator in this process
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	clients, err := open(ctx, os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	if !list(ctx, os.Stdout, clients) {
		os.Exit(1)
	}
}

// open makes a client of every URL, or two of an emulator.
func open(ctx context.Context, urls []string) ([]sdk.Client, error) {
	if len(urls) == 0 {
		return emulated()
	}
	var clients []sdk.Client
	for _, url := range urls {
		c, err := providers.Open(ctx, url)
		if err != nil {
			return nil, err
		}
		clients = append(clients, c)
	}
	return clients, nil
}

// emulated is what a program does that knows its services: it imports their
// packages, and gives them what it has.
func emulated() ([]sdk.Client, error) {
	config := emulator.Config{Failures: 3, AccessKeyID: "ak", AccessKeySecret: "sk-of-the-example", ProjectID: "project"}
	keys := credentials.Key("ak", "sk-of-the-example")
	over := func(h http.Handler) transport.Options { // an emulator needs no mercy
		return transport.Options{Rate: 1000, RoundTripper: emulator.Transport(h)}
	}
	ali := alibaba.Config{Region: "emulator", Credentials: keys, Transport: over(emulator.DBS(config))}
	hw := huawei.Config{Region: "emulator", ProjectID: "project", Credentials: keys, Transport: over(emulator.SDRS(config))}
	backups, err := dbs.New(ali, dbs.Options{})
	if err != nil {
		return nil, err
	}
	recovery, err := sdrs.New(hw, sdrs.Options{})
	if err != nil {
		return nil, err
	}
	return []sdk.Client{backups, recovery}, nil
}

// list prints the failures and then what was covered. It reports whether
// everything was read.
func list(ctx context.Context, w io.Writer, clients []sdk.Client) bool {
	scan := sdk.Failures(sdk.Query{}, clients...)
	for task, err := range scan.All(ctx) {
		if err != nil {
			fmt.Fprintln(w, "error:", err) // it names its source; the others go on
			continue
		}
		fmt.Fprintf(w, "%s %s: %s\n", task.Service, task.ID, task.Trouble().Kind)
		fmt.Fprintf(w, "  %s\n", task.Trouble().Explain("en").Remedy)
	}
	for _, r := range scan.Receipts() {
		fmt.Fprintf(w, "%s: complete %t, %d failed of %d rows in %d pages\n", r.Source, r.Complete, r.Tasks, r.Rows, r.Pages)
	}
	return scan.Complete()
}
