package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// overview is the program's help.
const overview = `taskfault reads the failed tasks of cloud backup and disaster-recovery services,
says what each failure means and what to do, and whether it could look
everywhere.

  taskfault COMMAND [FLAGS]
  taskfault COMMAND --help

Commands:
  failures   what somebody should look at: failed, half done and missed tasks, and
             warnings, of every source
  tasks      tasks in any state, or the given ones
  get        one task
  explain    what a code means, offline, or what a service says of a task
  report     tell a waiting workflow step how its task ended
  emulator   serve the five services on this machine

A source is one service in one region for one account, written as a URL:

  SERVICE://REGION[?KEY=VALUE&...]        SERVICE: dbs fnf sdrs csbs vbs

  endpoint, profile                       every service
  project_id, iam_endpoint                sdrs csbs vbs
  auth                                    sdrs csbs vbs (aksk aksk-otc token)
  server_group_id                         sdrs; may repeat
  failure_status, resource_type, resource_name
                                          sdrs
  plan                                    dbs; may repeat
  flow                                    fnf; may repeat
  signature                               dbs fnf (v3 or v1)

Sources are given with --source, else in TASKFAULT_SOURCES. With neither,
failures and tasks read an emulator inside the program, so that they can be
tried without an account. Keys come from the environment or a profile, never
from a flag.

Exit codes: 0 good, 1 something to look at was found, 2 something could not be
read, 64 wrong usage, 130 interrupted. The help of each command says more.
`

// help answers the command of that name.
func help(c *console, args []string) (int, error) {
	switch len(args) {
	case 0:
		c.print(overview)
		return exitGood, nil
	case 1:
		cmd, err := find(args[0])
		if err != nil {
			return 0, err
		}
		f := newFlags(cmd.name)
		cmd.setup(f)
		c.print(commandHelp(cmd, f))
		return exitGood, nil
	}
	return 0, usageError{text: "help takes one command, and found " + quoted(args[1])}
}

// commandHelp is the help of a command with its flags.
func commandHelp(cmd command, f *flags) string {
	var b strings.Builder
	b.WriteString(cmd.help + "\n\nFlags:\n")
	f.set.VisitAll(func(flag *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(flag)
		if flag.Value.Type() == "bool" {
			value = ""
		}
		usage = strings.TrimPrefix(usage, value+": ")
		b.WriteString("  --" + strings.TrimSpace(flag.Name+" "+value) + "\n")
		for _, l := range wrap(strings.TrimSpace(usage+defaultOf(flag)), defaultWidth-6) {
			b.WriteString("      " + l + "\n")
		}
	})
	return b.String()
}

// defaultOf says a flag's default, where the usage does not.
func defaultOf(flag *pflag.Flag) string {
	switch d := flag.DefValue; {
	case strings.Contains(flag.Usage, "default"), d == "", d == "0", d == "[]", d == "false", d == "0s":
		return ""
	default:
		return "; default " + d
	}
}
