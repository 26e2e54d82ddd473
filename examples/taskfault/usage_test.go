package main

import (
	"strings"
	"testing"
)

// wrongUsage is a command line that is wrong.
type wrongUsage struct {
	args []string
	name string // the flag or word that the line must name
}

// longName is one character longer than a name may be.
var longName = strings.Repeat("ü", 129)

// wrongUsages are command lines that are wrong in every way there is.
var wrongUsages = []wrongUsage{
	{nil, "command"},
	{[]string{"frob"}, "frob"},
	{[]string{"--verbose"}, "--verbose"},
	{[]string{"wait", "x"}, "wait"},
	{[]string{"bridge"}, "bridge"},
	{[]string{"doctor"}, "doctor"},
	{[]string{"help", "wait"}, "wait"},
	{[]string{"help", "get", "more"}, "more"},
	{[]string{"failures", "word"}, "word"},
	{[]string{"failures", "--frob"}, "--frob"},
	{[]string{"failures", "-x"}, "-x"},
	{[]string{"failures", "--limit"}, "--limit"},
	{[]string{"failures", "--limit", "0"}, "--limit"},
	{[]string{"failures", "--limit", "-3"}, "--limit"},
	{[]string{"failures", "--limit", "many"}, "--limit"},
	{[]string{"failures", "--output", "xml"}, "--output"},
	{[]string{"failures", "--output", ""}, "--output"},
	{[]string{"failures", "--lang", "de"}, "--lang"},
	{[]string{"failures", "--rps", "0"}, "--rps"},
	{[]string{"failures", "--rps", "-1"}, "--rps"},
	{[]string{"failures", "--rps", "NaN"}, "--rps"},
	{[]string{"failures", "--rps", "Inf"}, "--rps"},
	{[]string{"failures", "--rps", "1e300"}, "from 0.0001 to 1000000"},
	{[]string{"failures", "--rps", "0.00009"}, "from 0.0001 to 1000000"},
	{[]string{"failures", "--rps", "1e-300"}, "--rps"},
	{[]string{"failures", "--max-attempts", "0"}, "--max-attempts"},
	{[]string{"failures", "--timeout", "0s"}, "--timeout"},
	{[]string{"failures", "--timeout", "-1s"}, "--timeout"},
	{[]string{"failures", "--timeout", "soon"}, "--timeout"},
	{[]string{"failures", "--page-size", "x"}, "--page-size"},
	{[]string{"failures", "--since", "yesterday"}, "--since"},
	{[]string{"failures", "--since", ""}, "--since"},
	{[]string{"failures", "--since", "-1h"}, "--since"},
	{[]string{"failures", "--until", "2026-02-30T00:00:00Z"}, "--until"},
	{[]string{"failures", "--since", "1h", "--until", "2h"}, "--since"},
	{[]string{"failures", "--state", "failed"}, "--state"},
	{[]string{"failures", "--source", "nas://eu-de"}, "nas"},
	{[]string{"failures", "--source", "sdrs://eu-de?plan=1"}, "plan"},
	{[]string{"failures", "--source", "sdrs://eu-de?" + strings.Repeat("k", 9000) + "=1"}, "kkkk"},
	{[]string{"failures", "--source", "sdrs://eu-de?frob=1"}, "frob"},
	{[]string{"failures", "--source", "sdrs:/eu-de"}, "--source"},
	{[]string{"failures", "--source", "sdrs://eu-de?endpoint=ftp://x"}, "--source"},
	{[]string{"failures", "--cursor-file", ""}, "--cursor-file"},
	{[]string{"tasks", "--state", "broken"}, "broken"},
	{[]string{"get", "ID"}, "--source"},
	{[]string{"get", "--source", "sdrs://eu-de"}, "ID"},
	{[]string{"get", "--source", "sdrs://eu-de", "a", "b"}, "b"},
	{[]string{"get", "--source", "sdrs://eu-de", "--source", "vbs://eu-de", "a"}, "--source"},
	{[]string{"get", "--source", "sdrs://eu-de", "--cursor-file", "f", "a"}, "--cursor-file"},
	{[]string{"explain"}, "CODE"},
	{[]string{"explain", ""}, "CODE"},
	{[]string{"explain", "A", "--service", "nas"}, "--service"},
	{[]string{"explain", "A", "--limit", "1"}, "--limit"},
	{[]string{"explain", "A", "--source", "dbs://x"}, "--source"},
	{[]string{"explain", "A", "--task", "x"}, "A"},
	{[]string{"explain", "--task", "x"}, "--source"},
	{[]string{"explain", "--task", "x", "--service", "dbs"}, "--service"},
	{[]string{"explain", "--task", "", "--source", "dbs://x"}, "--task"},
	{[]string{"report", "--source", "fnf://x", "--error", "E"}, "--token"},
	{[]string{"report", "--source", "fnf://x", "--error", "E", "--token", ""}, "--token"},
	{[]string{"report", "--source", "fnf://x", "--error", "E", "--token", "tttt", "--token-file", "f"}, "--token"},
	{[]string{"report", "--source", "fnf://x", "--error", "E", "--token-file", "/does/not/exist"}, "--token-file"},
	{[]string{"report", "--source", "fnf://x", "--error", "E", "--token-file", "-"}, "--token-file"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt"}, "--error"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--error", ""}, "--error"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--error", longName}, "--error"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--error", "E", "--result", "{}"}, "--result"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--succeeded"}, "--result"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--succeeded", "--result", "{"}, "--result"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--succeeded", "--result", "{}", "--error", "E"}, "--error"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--succeeded", "--result", "{}", "--cause", "C"}, "--cause"},
	{[]string{"report", "--token", "tttt", "--error", "E"}, "--source"},
	{[]string{"report", "--source", "fnf://x", "--token", "tttt", "--error", "E", "--since", "1h"}, "--since"},
	{[]string{"emulator", "--failures", "-1"}, "--failures"},
	{[]string{"emulator", "--failures", "99999999999"}, "--failures"},
	{[]string{"emulator", "--seed", "-1"}, "--seed"},
	{[]string{"emulator", "--ak", ""}, "--ak"},
	{[]string{"emulator", "--source", "sdrs://eu-de"}, "--source"},
	{[]string{"emulator", "now"}, "emulator takes no word"},
	{[]string{"failures", "--since", "0"}, "--since: does not lie in the past: the window is empty"},
	{[]string{"tasks", "--since", "0s"}, "the window is empty"},
	{[]string{"failures", "--since", "2090-01-01T00:00:00Z"}, "--since: does not lie in the past"},
	{[]string{"failures", "--since", "2090-01-01T00:00:00Z", "--until", "2091-01-01T00:00:00Z"}, "the window is empty"},
	{[]string{"failures", "--since", "2020-01-01T00:00:00Z", "--until", "2020-01-01T01:00:00+01:00"}, "the window is empty"},
	{[]string{"failures", "--source", "sdrs://eu-de?auth=password"}, `is "password", none of aksk, aksk-otc, token, v11`},
	{[]string{"report", "--source", "fnf://x?signature=v2", "--token", "tttt", "--error", "E"}, `is "v2", none of v1, v3`},
	{[]string{"report", "--source", "sdrs://eu-de?project_id=p", "--token", "tttt", "--error", "E"}, "--source: sdrs takes no reports"},
	{[]string{"report", "--source", "dbs://x", "--token-file", "-", "--succeeded", "--result", "{}"}, "--source: dbs takes no reports"},
	{[]string{"failures", "-source", "dbs://x"}, `"-s": names have two dashes`},
}

func TestUsageErrors(t *testing.T) {
	for _, c := range wrongUsages {
		r := drive(c.args...)
		switch {
		case r.code != exitUsage || r.out != "":
			t.Errorf("%q: exit code %d, stdout %q; want %d and nothing", c.args, r.code, r.out, exitUsage)
		case strings.Count(r.err, "\n") != 1 || !strings.HasSuffix(r.err, "\n"):
			t.Errorf("%q: stderr %q, want one line", c.args, r.err)
		case len(r.err) > 1500:
			t.Errorf("%.60q: stderr has %d bytes, want no more than a person reads", c.args, len(r.err))
		case !strings.Contains(r.err, c.name):
			t.Errorf("%q: stderr %q, want %q named", c.args, r.err, c.name)
		case !strings.Contains(r.err, "see 'taskfault "):
			t.Errorf("%q: stderr %q does not say how to see the help", c.args, r.err)
		}
	}
}

func TestUsageErrorsShowNoSecret(t *testing.T) {
	const canary = "canary-4711-token"
	for _, args := range [][]string{
		{"report", "--source", "fnf://x", "--token", canary, "--error", ""},
		{"report", "--source", "fnf://x", "--tokne=" + canary, "--error", "E"},
		{"report", "--source", "fnf://x", "-token=" + canary, "--error", "E"},
		{"report", "--source", "fnf://x", "--token", canary, "--error", "E", canary},
		{"report", canary},
		{"report", "--source", "fnf://x", "--error", "E", "--token=", canary},
		{"report", "--source", "fnf://x", "--error", "E", "-t" + canary},
		{"emulator", canary},
		{"--token=" + canary, "report"},
		{"emulator", "--sk", canary, "--failures", "-1"},
	} {
		if r := drive(args...); r.code != exitUsage || strings.Contains(r.err+r.out, canary) {
			t.Errorf("%q: exit code %d, %s%s; want %d without the secret", args, r.code, r.out, r.err, exitUsage)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		r := drive(args...)
		if r.code != exitGood || r.err != "" || !strings.Contains(r.out, "failures") || !strings.Contains(r.out, "SERVICE://REGION") {
			t.Errorf("%q: exit code %d, stderr %q, stdout\n%s", args, r.code, r.err, r.out)
		}
	}
	for _, c := range commands() {
		for _, args := range [][]string{{c.name, "--help"}, {c.name, "-h"}, {"help", c.name}, {c.name, "word", "--help"}} {
			r := drive(args...)
			if r.code != exitGood || r.err != "" || !strings.Contains(r.out, "taskfault "+c.name) || !strings.Contains(r.out, "Flags:") {
				t.Errorf("%q: exit code %d, stderr %q, stdout\n%s", args, r.code, r.err, r.out)
			}
			for line := range strings.Lines(r.out) {
				if len([]rune(line)) > 81 && !strings.Contains(line, "endpoint=") {
					t.Errorf("%q: a line of the help is too long: %s", args, line)
				}
			}
		}
	}
}

// What is wrong with a source is told in the words of its URL.
func TestSourcesAreRefusedInTheirOwnWords(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"sdrs://eu-de?endpoint=ftp://x", "sdrs://eu-de: the value of endpoint "},
		{"dbs://r?endpoint=x", "dbs://r: the value of endpoint "},
		{"dbs://r?plan=a%2cb", "dbs://r?plan=a%2cb: the value of plan "},
		{"dbs://r?plan=%20", "the value of plan in a source of dbs is nothing but white space"},
		{"fnf://r?flow=a%20b", "fnf://r?flow=a%20b: the value of flow "},
		{"vbs://r?iam_endpoint=x", "vbs://r: the value of iam_endpoint "},
		{"sdrs://r?endpoint=http://h:99999", "sdrs://r: the value of endpoint cannot be used: its port is not a number from 1 to 65535"},
		{"csbs://r?iam_endpoint=http://h:0", "csbs://r: the value of iam_endpoint cannot be used: its port "},
		{"fnf://r?endpoint=http://h/path", "fnf://r: the value of endpoint has a path, for which the signature v1 has no place"},
		{"sdrs://r?server_group_id=%20", "the value of server_group_id in a source of sdrs is nothing but white space"},
		{"sdrs://r?resource_name=a%0Ab", "the value of resource_name in a source of sdrs has a control character"},
		{"sdrs://r?project_id=" + strings.Repeat("p", 100_000), "the value of project_id in a source of sdrs is too long: give no more than 1024 bytes"},
		{"sdrs://" + strings.Repeat("r", 65), `malformed source "sdrs://": "` + strings.Repeat("r", 65) + `" cannot be its region: it is too long: give no more than 63 characters`},
	} {
		r := drive("failures", "--source", c.source)
		if r.code != exitUsage || !strings.HasPrefix(r.err, "taskfault: --source: "+c.want) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit code %d and %q, want %d and %q", c.source, r.code, r.err, exitUsage, c.want)
		}
	}
}
