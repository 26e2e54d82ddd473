package sdktest_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/sdk/sdktest"
)

func TestBodiesAreChangedWhereTheyHaveRows(t *testing.T) {
	reword := func(b string) string {
		return string(sdktest.RewordMembers("status", "state")([]byte(b), `$1 "x"`))
	}
	unlist := func(b string) string {
		return string(sdktest.ReplaceLists("jobs", "plans")([]byte(b), `"none"`))
	}
	spoil := func(b string) string { return string(sdktest.SpoilFirstRow([]byte(b))) }
	remove := func(b string) string {
		return string(sdktest.RemoveRows("id", "count", "total")([]byte(b), "a"))
	}
	for _, c := range []struct {
		name       string
		do         func(string) string
		body, want string
	}{
		{"reword", reword, `{"status": "done","x":{"state":"a\"b"}}`, `{"status": "$1 \"x\"","x":{"state":"$1 \"x\""}}`},
		{"reword no text", reword, `{"status":1,"statuses":"a"}`, `{"status":1,"statuses":"a"}`},
		{"unlist", unlist, `{"jobs":[{"id":1}],"n":1.50}`, `{"jobs":"none","n":1.50}`},
		{"unlist nothing", unlist, `{"job": {"jobs":[]}}`, `{"job": {"jobs":[]}}`},
		{"unlist no object", unlist, `[1]`, `[1]`},
		{"spoil", spoil, `{"b":[{"id":1}],"a":[],"n":12345678901234567890}`, `{"a":[],"b":[7],"n":12345678901234567890}`},
		{"spoil nothing", spoil, `{"a": []}`, `{"a": []}`},
		{"spoil no JSON", spoil, `<html>`, `<html>`},
		{"remove", remove, `{"x":{"rows":[{"id":"a"},{"id":"b"}],"count":2},"total":9}`, `{"total":8,"x":{"count":1,"rows":[{"id":"b"}]}}`},
		{"remove nothing", remove, `{"rows": [{"id":"b"}]}`, `{"rows": [{"id":"b"}]}`},
		{"remove from no JSON", remove, `{`, `{`},
	} {
		if got := c.do(c.body); got != c.want {
			t.Errorf("%s: %s became %s, want %s", c.name, c.body, got, c.want)
		}
	}
	if got, want := sdktest.JSONRefusal("code", "text")("A.1", `no "x"`), `{"code":"A.1","text":"no \"x\""}`; got != want {
		t.Errorf("a refusal is %s, want %s", got, want)
	}
}

func TestInProcess(t *testing.T) {
	base := sdktest.InProcess(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte(r.Host + r.URL.EscapedPath() + "?" + r.URL.RawQuery))
	}))
	client := &http.Client{Transport: base}
	resp, err := client.Get("https://stow.test/a%2Fb?c=d")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got := make([]byte, 100)
	n, _ := resp.Body.Read(got)
	if string(got[:n]) != "stow.test/a%2Fb?c=d" || resp.StatusCode != http.StatusTeapot {
		t.Errorf("%d %s", resp.StatusCode, got[:n])
	}
}
