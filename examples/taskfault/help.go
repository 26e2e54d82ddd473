package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk/provider"
)

// overviewText is the program's help, with a place for what sources there are.
const overviewText = `taskfault reads the failed tasks of cloud backup and disaster-recovery services,
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
  emulator   serve every service on this machine

%SOURCES%
Sources are given with --source, else in TASKFAULT_SOURCES. With neither,
failures and tasks read an emulator inside the program, so that they can be
tried without an account. Keys come from the environment or a profile, never
from a flag.

Exit codes: 0 good, 1 something to look at was found, 2 something could not be
read, 64 wrong usage, 130 interrupted. The help of each command says more.
`

// overview is the program's help. What it says of sources is what the providers say
// of themselves.
func overview() string { return strings.Replace(overviewText, "%SOURCES%", sourcesHelp(), 1) }

// sourcesHelp tells how a source is written.
func sourcesHelp() string {
	set := providers.Default()
	var b strings.Builder
	b.WriteString("A source is one service in one region for one account, written as a URL:\n\n")
	b.WriteString("  SERVICE://REGION[?KEY=VALUE&...]\n\n")
	for _, s := range set {
		b.WriteString(hanging("  "+s.Service, s.Title+": "+s.Help, serviceColumn))
	}
	b.WriteString("\n")
	column := 0
	for _, s := range set {
		for _, k := range s.Keys {
			column = max(column, len(k.Name)+4)
		}
	}
	var told []string
	for _, s := range set {
		for _, k := range s.Keys {
			if !slices.Contains(told, k.Name) {
				told = append(told, k.Name)
				b.WriteString(hanging("  "+k.Name, keyHelp(set, k), column))
			}
		}
	}
	return b.String()
}

const serviceColumn = 9

// keyHelp tells which services have a key, and what it means.
func keyHelp(set providers.Set, k provider.Key) string {
	var services []string
	for _, s := range set {
		if _, has := s.Key(k.Name); has {
			services = append(services, s.Service)
		}
	}
	of := "all"
	if len(services) < len(set) {
		of = strings.Join(services, " ")
	}
	text := of + ": " + k.Help
	if k.Allowed != nil {
		text += " (" + strings.Join(k.Allowed, " ") + ")"
	}
	if k.Repeats {
		text += "; may repeat"
	}
	return text
}

// paragraph sets a text in lines.
func paragraph(text string) string { return strings.Join(wrap(text, defaultWidth), "\n") + "\n" }

// hanging sets a text in a column behind a word.
func hanging(word, text string, column int) string {
	var b strings.Builder
	for i, l := range wrap(text, defaultWidth-column) {
		if i > 0 {
			word = ""
		}
		b.WriteString(word + strings.Repeat(" ", max(column-len(word), 1)) + l + "\n")
	}
	return b.String()
}

// help answers the command of that name.
func help(c *console, args []string) (int, error) {
	switch len(args) {
	case 0:
		c.print(overview())
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
