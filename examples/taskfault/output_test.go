package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// on runs failures of the embedded emulator on a terminal.
func on(width int, env map[string]string, args ...string) result {
	return job{args: append([]string{"failures"}, args...), env: env, outWidth: width}.run(context.Background())
}

func TestATableOnATerminalAndLinesElsewhere(t *testing.T) {
	if r := on(120, nil); !strings.HasPrefix(r.out, "\x1b[1mWHEN (UTC)") || !strings.Contains(r.out, "Everything was read: "+strconv.Itoa(len(readable))+" sources") {
		t.Errorf("on a terminal: want a table in colour, got\n%.300s", r.out)
	}
	if r := on(0, nil); !strings.HasPrefix(r.out, `{"record":`) {
		t.Errorf("elsewhere: want JSON, got\n%.300s", r.out)
	}
	if r := on(120, nil, "--output", "jsonl"); !strings.HasPrefix(r.out, `{"record":`) {
		t.Errorf("--output jsonl on a terminal: got\n%.300s", r.out)
	}
}

func TestColoursAreLeftOut(t *testing.T) {
	for name, r := range map[string]result{
		"NO_COLOR":    on(120, map[string]string{"NO_COLOR": "1"}),
		"--no-color":  on(120, nil, "--no-color"),
		"TERM=dumb":   on(120, map[string]string{"TERM": "dumb"}),
		"no terminal": on(0, nil, "--output", "table"),
	} {
		if strings.Contains(r.out, "\x1b") || !strings.HasPrefix(r.out, "WHEN (UTC)") {
			t.Errorf("%s: got\n%.300q", name, r.out)
		}
	}
	if r := on(120, map[string]string{"NO_COLOR": ""}); !strings.Contains(r.out, "\x1b[") {
		t.Error("an empty NO_COLOR takes the colours away")
	}
}

func TestATableFitsTheWidth(t *testing.T) {
	for _, c := range []struct {
		terminal int
		columns  string
		width    int
	}{{80, "", 80}, {200, "", 200}, {200, "90", 90}, {0, "", 80}, {0, "132", 132}, {100, "x", 100}, {100, "-4", 100}} {
		r := on(c.terminal, map[string]string{"COLUMNS": c.columns, "NO_COLOR": "1"}, "--output", "table")
		widest := 0
		for line := range strings.Lines(r.out) {
			widest = max(widest, len([]rune(strings.TrimSuffix(line, "\n"))))
		}
		if widest > c.width || widest < c.width-30 {
			t.Errorf("terminal %d, COLUMNS %q: the widest line has %d columns, want up to %d", c.terminal, c.columns, widest, c.width)
		}
	}
}

func TestATableShowsTheNewestAndCountsAll(t *testing.T) {
	r := on(100, nil, "--all", "--no-color")
	if strings.Contains(r.out, "are shown") || strings.Count(r.out, " in ") < 60 {
		t.Errorf("--all does not show all:\n%.300s", r.out)
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	alone(t)
	h := emulator.CSBS(emulator.Config{})
	source := "csbs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * progressPause)
		h.ServeHTTP(w, r)
	}))
	run := func(width int, args ...string) string {
		r := job{args: append([]string{"failures", "--source", source}, args...), errWidth: width}.run(context.Background())
		return r.err
	}
	got := run(80)
	if !strings.Contains(got, "reading: ") || !strings.HasSuffix(got, "\r"+clearToEnd) {
		t.Errorf("stderr is a terminal: got %q, want a line that is taken away at the end", got)
	}
	for name, err := range map[string]string{"no terminal": run(0), "--verbose": run(80, "--verbose")} {
		if strings.Contains(err, "\r") || strings.Contains(err, "reading: ") {
			t.Errorf("%s: got %q, want no progress", name, err)
		}
	}
}

func TestJSONLineIsSafeAndSaysTheSame(t *testing.T) {
	for _, text := range []string{
		"plain", "\x1b[31mred\x1b[0m", "del\x7f c1\u009b31m", "bidi\u202e", "tag\U000e0041", "<a&b>", "备份", "null\x00", "e\u0301 👩‍👩‍👧", "\u3000\u00a0",
	} {
		line, err := jsonLine(map[string]any{"t": text, "raw": json.RawMessage(`{ "x": "` + strings.Trim(jsonText(text), `"`) + "\"\n}")})
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(string(line[:len(line)-1]), "\x00\x1b\x7f\u009b\u202e\n") || line[len(line)-1] != '\n' {
			t.Errorf("%q: the line %q can steer a terminal", text, line)
		}
		var back struct {
			T   string
			Raw struct{ X string }
		}
		if err := json.Unmarshal(line, &back); err != nil || back.T != text || back.Raw.X != text {
			t.Errorf("%q came back as %+v (%v)", text, back, err)
		}
	}
	line, _ := jsonLine("broken \xff\xfe")
	if !json.Valid(line) || strings.Contains(string(line), "\xff") {
		t.Errorf("broken bytes give %q", line)
	}
}

func FuzzJSONLine(f *testing.F) {
	f.Add("a\x1b[31m\u202e\U000e0041\x7f")
	f.Add("\xff\"\\")
	f.Fuzz(func(t *testing.T, text string) {
		line, err := jsonLine(text)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(line, &back); err != nil || back != strings.ToValidUTF8(text, "\ufffd") && !strings.Contains(text, "\xff") && back != string([]rune(text)) {
			t.Errorf("%q came back as %q (%v)", text, back, err)
		}
		for _, b := range line[:len(line)-1] {
			if b < ' ' || b == 0x7f {
				t.Errorf("%q gives the line %q", text, line)
			}
		}
	})
}

func TestRawThatIsNoJSON(t *testing.T) {
	p := &program{secrets: new(secrets), flags: &flags{raw: true}}
	p.secrets.add(`{"k":1`)
	for raw, want := range map[string]string{
		"":                ``,
		"{broken":         ``,
		`{"a":"b"}`:       `{"a":"b"}`,
		` [1, 2.50] `:     `[1, 2.50]`,
		`{"k":1,"and":2}`: `"[secret]"`,
	} {
		if got := string(p.rawJSON(json.RawMessage(raw))); got != want {
			t.Errorf("rawJSON(%q) = %q, want %q", raw, got, want)
		}
	}
}
