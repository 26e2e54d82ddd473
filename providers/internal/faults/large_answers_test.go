package faults_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// A bad answer takes no more memory than three times the bound of a body, and no
// second request.
func TestLargeAnswers(t *testing.T) {
	const bound = 16 << 20
	packed := strings.Repeat(zipped(strings.Repeat(" ", 1<<20)), 512)
	if len(packed) > 600<<10 {
		t.Fatalf("the bomb has %d bytes packed", len(packed))
	}
	many := func(piece string) string { return strings.Repeat(piece, (15<<20)/len(piece)) }
	for _, row := range []struct {
		name   string
		only   string // services, all if empty
		answer func(s service) string
		flood  bool // and blanks behind it, without an end
		says   string
	}{
		{"half a megabyte of gzip that becomes 512 MB", "", func(service) string { return whole(packed, "Content-Encoding: gzip\r\n") }, false, "larger than"},
		{"a body that is announced too large", "", func(service) string { return "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{" }, false, "larger than"},
		{"a body without an end", "dbs csbs", func(service) string { return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" }, true, "larger than"},
		{"an error's body without an end", "fnf sdrs", func(service) string { return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n" }, true, "larger than"},
		{"a hundred thousand rows of nothing", "", func(s service) string { return whole(s.with("[" + strings.Repeat("{},", 99_000) + "{}]")) }, false, "more rows than any page"},
		{"five million rows of nothing", "dbs", func(s service) string { return whole(s.with("[" + many("{},") + "{}]")) }, false, "too many values"},
		{"five million rows that are none", "sdrs", func(s service) string { return whole(s.with("[" + many(`"",`) + "0]")) }, false, "too many values"},
		{"three million members that nobody knows", "csbs", func(s service) string {
			return whole(s.answer(s.row("a1", `"x":{`+many(`"":0,`)+`"":0}`)))
		}, false, "too many values"},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				var before, after runtime.MemStats
				answer, blanks := row.answer(s), bytes.Repeat([]byte(" "), 1<<20)
				n := &pipeNetwork{serve: func(_ int, c net.Conn) {
					if !taken(c) {
						return
					}
					_, err := io.Copy(c, strings.NewReader(answer))
					for row.flood && err == nil {
						_, err = c.Write(blanks)
					}
				}}
				w := openWatched(t, s, n.transport(t), plain)
				runtime.GC()
				runtime.ReadMemStats(&before)
				_, err := w.list(t.Context())
				runtime.ReadMemStats(&after)
				if e := w.failed(err, errors.Malformed); !strings.Contains(e.Message, row.says) || w.base.requests() != 1 {
					t.Errorf("got %v after %d requests, want to be told that it is %s after one", err, w.base.requests(), row.says)
				}
				// All that was allocated is no less than the peak.
				if grew := after.TotalAlloc - before.TotalAlloc; grew >= 3*bound {
					t.Errorf("%d MiB were allocated for a bound of %d", grew>>20, bound>>20)
				}
			})
		})
	}
}

// One text that is nearly as long as a body may be is read into what keeps it, and
// into little else on the way.
func TestLongText(t *testing.T) {
	const bound = 16 << 20
	text := strings.Repeat("x", bound-1<<20)
	for _, length := range []string{"announced", "not announced"} {
		for _, status := range []int{200, 400} {
			t.Run(fmt.Sprintf("%d, its length %s", status, length), func(t *testing.T) {
				eachService(t, "", func(t *testing.T, s service) {
					body := s.answer(s.row("a1", quote("fail_reason", `"`+text+`"`), quote("Description", `"`+text[:1]+`"`)))
					if status == 400 {
						body = `{"code":"X.1","message":"` + text + `"}`
					}
					head := fmt.Sprintf("HTTP/1.1 %d Said\r\nConnection: close\r\n", status)
					if length == "announced" {
						head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
					}
					answer := []byte(head + "\r\n" + body)
					n := &pipeNetwork{serve: func(_ int, c net.Conn) {
						if taken(c) {
							_, _ = c.Write(answer)
						}
					}}
					w := openWatched(t, s, n.transport(t), plain)
					var before, after runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&before)
					_, err := w.list(t.Context())
					runtime.ReadMemStats(&after)
					if (err == nil) != (status == 200) {
						t.Errorf("got %.200v", err)
					}
					// All that was allocated is no less than the peak.
					if grew := after.TotalAlloc - before.TotalAlloc; grew < bound || grew >= 3*bound-8<<20 {
						t.Errorf("%d MiB were allocated for a bound of %d", grew>>20, bound>>20)
					}
				})
			})
		}
	}
}
