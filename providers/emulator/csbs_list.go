package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// listItems is GET /v1/{project_id}/checkpoint_items.
func (b *csbsData) listItems(c *call) reply {
	keys, good := sortKeys(c.query.Get("sort"), b.sortValue)
	if !good {
		return csbsBad("sort invalid")
	}
	at := b.orders.by(b.items.total, keys)
	window, refused := csbsSpan(c, func(marker string) (int, bool) {
		n, known := b.items.find(marker)
		return position(b.items.total, at, n) + 1, known
	})
	if refused != nil {
		return *refused
	}
	keep, refused := b.filter(c.query)
	if refused != nil {
		return *refused
	}
	list := struct {
		Items []csbsItem `json:"checkpoint_items"`
	}{[]csbsItem{}}
	shown, _ := page(b.items.total, at, keep, window)
	for _, n := range shown {
		list.Items = append(list.Items, b.item(n))
	}
	return succeed(list)
}

// countItems is GET /v1/{project_id}/checkpoint_items/count.
func (b *csbsData) countItems(c *call) reply {
	keep, refused := b.filter(c.query)
	if refused != nil {
		return *refused
	}
	count := b.items.total
	if keep != nil {
		count = 0
		for n := range b.items.total {
			if keep(n) {
				count++
			}
		}
	}
	return succeed(struct {
		Count int `json:"count"`
	}{count})
}

// showItem is GET /v1/{project_id}/checkpoint_items/{checkpoint_item_id}.
func (b *csbsData) showItem(c *call) reply {
	n, known := b.items.find(c.args[0])
	if !known {
		return csbsRefusal(http.StatusNotFound, "CSBS.3001", "Checkpoint_item ("+visible(c.args[0])+") is not found.")
	}
	return succeed(struct {
		Item csbsItem `json:"checkpoint_item"`
	}{b.item(n)})
}

// filter reads the parameters that list and count have in common. It is nil if
// every item is asked for. all_tenants is an administrator's, and there is none:
// it shows the caller's own.
func (b *csbsData) filter(q url.Values) (keep func(n int) bool, refused *reply) {
	if status := q.Get("status"); status != "" && status != "error" && !slices.Contains(csbsStates, status) {
		r := csbsBad("status invalid")
		return nil, &r
	}
	if !slices.Contains([]string{"", "true", "false"}, strings.ToLower(q.Get("all_tenants"))) {
		r := csbsBad("all_tenants invalid")
		return nil, &r
	}
	since, good := csbsTime(q.Get("start_time"))
	until, also := csbsTime(q.Get("end_time"))
	if !good || !also {
		r := csbsBad("start_time or end_time invalid")
		return nil, &r
	}
	var checks []func(n int) bool
	add := func(name string, check func(want string, n int) bool) {
		if want := q.Get(name); want != "" {
			checks = append(checks, func(n int) bool { return check(want, n) })
		}
	}
	add("status", func(want string, n int) bool { return b.state(n).status == want })
	add("resource_id", func(want string, n int) bool { return b.server(n) == want })
	add("resource_name", func(want string, n int) bool { return strings.Contains(b.serverName(n), want) })
	add("resource_type", func(want string, _ int) bool { return want == "OS::Nova::Server" })
	add("az", func(want string, n int) bool { return b.zone(n) == want })
	add("ip", func(want string, n int) bool { return b.address(n) == want || b.publicAddress(n) == want })
	add("policy_id", func(want string, n int) bool { return b.policy(n) == want })
	add("image_type", func(want string, n int) bool { return want == "backup" || want == b.imageType(n) })
	add("start_time", func(_ string, n int) bool { return !b.items.created(n).Before(since) })
	add("end_time", func(_ string, n int) bool { at, over := b.ended(n); return over && !at.After(until) })
	add("name", func(want string, n int) bool { return strings.Contains(b.name(n), want) })
	add("checkpoint_id", func(want string, n int) bool { return b.items.uuid(n, topicCheckpoint) == want })
	if checks == nil {
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

// csbsTime reads a time of a query: in UTC, with a fraction of a second or not.
// Empty is good.
func csbsTime(text string) (at time.Time, good bool) {
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(text, "Z"))
	return at, err == nil
}

// sortValue is the member of item n by which a list can be ordered, as a text that
// compares like it.
func (b *csbsData) sortValue(key string) func(n int) string {
	switch key {
	case "created_at", "protected_at":
		return func(n int) string { return b.items.created(n).Format(micro) }
	case "updated_at":
		return func(n int) string { return b.item(n).UpdatedAt }
	case "name":
		return b.name
	case "status":
		return func(n int) string { return b.state(n).status }
	case "id":
		return b.items.id
	}
	return nil
}

// sortKeys reads key[:direction],... of at most 255 characters, each key once.
func sortKeys(text string, value func(key string) func(n int) string) (keys []sortKey, good bool) {
	if text == "" {
		return nil, true
	}
	if len(text) > 255 {
		return nil, false
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, direction, directed := strings.Cut(strings.TrimSpace(part), ":")
		key := sortKey{name: name, desc: direction != "asc", of: value(name)}
		if key.of == nil || seen[name] || directed && direction != "asc" && direction != "desc" {
			return nil, false
		}
		seen[name] = true
		keys = append(keys, key)
	}
	return keys, true
}
