package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// listLogs is GET /v3/{project_id}/operation-logs. The newest come first, which no
// document promises.
func (b *cbrData) listLogs(c *call) reply {
	var window span
	var good bool
	if window.limit, good = pageLimit(c.query, 1000); !good {
		return *cbrBad("limit")
	}
	if window.offset, good = number(c.query, "offset", 0); !good {
		return *cbrBad("offset")
	}
	keep, refused := b.filter(c.query)
	if refused != nil {
		return *refused
	}
	list := struct {
		Count  int      `json:"count"`
		Limit  int      `json:"limit"`
		Offset int      `json:"offset"`
		Logs   []cbrLog `json:"operation_logs"`
	}{b.logs.total, window.limit, window.offset, []cbrLog{}}
	if keep != nil {
		list.Count = 0
		for n := range b.logs.total {
			if keep(n) {
				list.Count++
			}
		}
	}
	shown, _ := page(b.logs.total, newestFirst, keep, window)
	for _, n := range shown {
		list.Logs = append(list.Logs, b.log(n))
	}
	return succeed(list)
}

// showLog is GET /v3/{project_id}/operation-logs/{operation_log_id}.
func (b *cbrData) showLog(c *call) reply {
	n, known := b.logs.find(c.args[0])
	if !known {
		return cbrRefusal(http.StatusNotFound, "6500", "Operation log does not exist.")
	}
	return succeed(struct {
		Log cbrLog `json:"operation_log"`
	}{b.log(n)})
}

// cbrWords are the words that a filter takes.
var cbrWords = map[string][]string{
	"status": {"success", "skipped", "failed", "running", "timeout", "waiting"},
	"operation_type": {
		"backup", "copy", "replication", "restore", "delete", "sync", "vault_delete", "remove_resource", "migrate_resources",
	},
}

// filter reads the parameters that choose tasks. It is nil if all are asked for.
func (b *cbrData) filter(q url.Values) (keep func(n int) bool, refused *reply) {
	for name, words := range cbrWords {
		if word := q.Get(name); word != "" && !slices.Contains(words, word) {
			return nil, cbrBad(name)
		}
	}
	since, good := cbrInstant(q.Get("start_time"))
	if !good {
		return nil, cbrBad("start_time")
	}
	until, good := cbrInstant(q.Get("end_time"))
	if !good {
		return nil, cbrBad("end_time")
	}
	var checks []func(n int) bool
	add := func(name string, check func(want string, n int) bool) {
		if want := q.Get(name); want != "" {
			checks = append(checks, func(n int) bool { return check(want, n) })
		}
	}
	add("status", func(want string, n int) bool { return b.state(n).status == want })
	add("operation_type", func(want string, n int) bool { return b.state(n).kind == want })
	add("resource_id", func(want string, n int) bool { r, _ := b.protected(n); return r.ID == want })
	add("resource_name", func(want string, n int) bool { r, _ := b.protected(n); return strings.Contains(r.Name, want) })
	add("vault_id", func(want string, n int) bool { return b.vault(n) == want })
	add("vault_name", func(want string, n int) bool { return strings.Contains(b.vaultName(n), want) })
	add("provider_id", func(want string, n int) bool { return b.provider(n) == want })
	add("enterprise_project_id", func(want string, n int) bool { return want == "all_granted_eps" || b.enterprise(n) == want })
	add("start_time", func(_ string, n int) bool { return !b.logs.created(n).Before(since) })
	add("end_time", func(_ string, n int) bool { at, over := b.ended(n); return over && !at.After(until) })
	if q.Get("enterprise_project_id") == "all_granted_eps" && len(checks) == 1 || checks == nil {
		return nil, nil
	}
	return func(n int) bool {
		for _, check := range checks {
			if !check(n) {
				return false
			}
		}
		return true
	}, nil
}

// cbrInstant reads a time of a query. Empty is good.
func cbrInstant(text string) (at time.Time, good bool) {
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse(cbrZulu, text)
	return at, err == nil
}
