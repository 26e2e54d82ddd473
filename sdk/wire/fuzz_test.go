package wire_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/taskfault/taskfault/sdk/wire"
)

func jsonText(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// backup is a row with a field of every kind that adapters use.
type backup struct {
	job
	Bootable bool              `json:"bootable"`
	Progress int32             `json:"progress"`
	Extend   *part             `json:"extend_info"`
	Entities map[string]string `json:"entities"`
	Kids     wire.List[tree]   `json:"sub_jobs"`
}

// A body gives an error, or rows that are as many as their raw forms, each of
// which is JSON that reads as the row does.
func FuzzUnmarshal(f *testing.F) {
	for _, body := range []string{
		string(page(2)),
		`{"count":"1","backups":{"FullBackupFile":[{"id":1,"size":"7","at":"1546300800123","extend_info":{"size":2.5}},null]}}`,
		`{"backups":{"id":"a","entities":{"b":1},"sub_jobs":{"name":"c","kids":[{"size":"x"}]}}}`,
		"\xef\xbb\xbf{\"BACKUPS\":[{\"id\":\"\xff\\ud800\t\",\"progress\":\"1e3\"}],\"backups\":[]}",
		`{"count":1,"backups":{"FullBackupFile":{"id":"a"}},"failure_jobs":[{"unknown":1},{}]}`,
		`{"backups":[{"id":"a"},{"id":"b","size":{}`, `<html>`, `null`, `{} {}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		type answer struct {
			Count   int64             `json:"count"`
			Backups wire.List[backup] `json:"backups"`
			Jobs    wire.List[job]    `json:"failure_jobs"`
		}
		before := string(body)
		out := answer{Backups: wire.List[backup]{KeepRaw: true}}
		err := wire.Unmarshal(body, &out)
		if string(body) != before {
			t.Fatal("the body was changed")
		}
		if err != nil {
			if s := err.Error(); s == "" || len(s) > 300 || !utf8.ValidString(s) {
				t.Errorf("got the error %q", s)
			}
			return
		}
		if len(out.Backups.Raw) != len(out.Backups.Rows) {
			t.Fatalf("got %d raw rows for %d", len(out.Backups.Raw), len(out.Backups.Rows))
		}
		for i, raw := range out.Backups.Raw {
			if !json.Valid(raw) || !utf8.Valid(raw) {
				t.Fatalf("raw row %d is no JSON: %q", i, raw)
			}
			var again backup
			if err := wire.Unmarshal(raw, &again); err != nil || again.ID != out.Backups.Rows[i].ID {
				t.Errorf("raw row %d: got the ID %q, %v, want %q", i, again.ID, err, out.Backups.Rows[i].ID)
			}
		}
		for _, err := range append(out.Backups.Dropped, out.Jobs.Dropped...) {
			if s := err.Error(); len(s) > 300 || !strings.HasPrefix(s, "row ") && !strings.HasSuffix(s, " in place of a list") {
				t.Errorf("got dropped %q", s)
			}
		}
	})
}

func FuzzReadEnvelope(f *testing.F) {
	for _, tt := range envelopes {
		f.Add([]byte(tt.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, ok := wire.ReadEnvelope(body)
		for _, s := range []string{e.Code, e.Message, e.RequestID, e.HostID, e.Recommend} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 1000 || strings.TrimSpace(s) != s {
				t.Errorf("got %q", s)
			}
		}
		if !ok && (e.Failed || e.Code != "" || e.Message != "" || e.RequestID != "") {
			t.Errorf("got nothing, and yet %+v", e)
		}
		if e.Status != 0 && (e.Status < 100 || e.Status > 599) {
			t.Errorf("got status %d", e.Status)
		}
	})
}
