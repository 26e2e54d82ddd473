package emulator_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

const hwItems = "/v1/emulator-project/checkpoint_items"

// hwCSBSItems walks the list by marker.
func hwCSBSItems(t testing.TB, h http.Handler, query string) (items []map[string]any) {
	t.Helper()
	marker := ""
	for {
		page := hwGet(t, h, hwItems+"?"+query+marker).list("checkpoint_items")
		if len(page) == 0 {
			return items
		}
		items = append(items, page...)
		next := "&marker=" + page[len(page)-1]["id"].(string)
		if next == marker {
			t.Fatalf("%s: the page behind %s ends with the same row", query, marker)
		}
		marker = next
	}
}

func TestCSBSPages(t *testing.T) {
	c := hwConfig()
	c.Failures = 31
	h := emulator.CSBS(c)
	want := hwCSBSItems(t, h, "")
	hwUnique(t, "items", want, "id")
	if !slices.IsSortedFunc(want, func(a, b map[string]any) int {
		return strings.Compare(b["created_at"].(string), a["created_at"].(string))
	}) {
		t.Error("items are not newest first")
	}
	for _, limit := range []int{1, 3, 10, 51, 1000} {
		if got := hwCSBSItems(t, h, fmt.Sprintf("limit=%d", limit)); !reflect.DeepEqual(got, want) {
			t.Errorf("by marker, limit %d: got %d items, want the same %d as without", limit, len(got), len(want))
		}
		var got []map[string]any
		for {
			page := hwGet(t, h, fmt.Sprintf("%s?limit=%d&offset=%d", hwItems, limit, len(got))).list("checkpoint_items")
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("by offset, limit %d: got %d items, want the same %d as without", limit, len(got), len(want))
		}
	}
	for _, key := range []string{"created_at", "updated_at", "name", "status", "protected_at", "id"} {
		for _, direction := range []string{"", ":asc", ":desc"} {
			got := hwCSBSItems(t, h, "limit=7&sort="+key+direction)
			hwUnique(t, key+direction, got, "id")
			if len(got) != len(want) {
				t.Errorf("sort %s%s: got %d items, want %d", key, direction, len(got), len(want))
			}
			if key == "protected_at" {
				continue // no member shows it
			}
			if !slices.IsSortedFunc(got, func(a, b map[string]any) int {
				c := strings.Compare(a[key].(string), b[key].(string))
				if direction != ":asc" {
					c = -c
				}
				return c
			}) {
				t.Errorf("sort %s%s: the items are in another order", key, direction)
			}
		}
	}
	if got := hwCSBSItems(t, h, "limit=7&sort=status:asc,name:desc"); len(got) != len(want) {
		t.Errorf("sort by two keys: got %d items, want %d", len(got), len(want))
	}
}

func TestCSBSFilters(t *testing.T) {
	c := hwConfig()
	c.Failures = 60
	h := emulator.CSBS(c)
	all := hwCSBSItems(t, h, "")
	sample := all[17]
	extend := func(item map[string]any, name string) any { return item["extend_info"].(map[string]any)[name] }
	data := func(item map[string]any, name string) any { return item["backup_data"].(map[string]any)[name] }
	policies := hwGet(t, h, "/v1/emulator-project/policies").list("policies")
	byPolicy := map[string]int{}
	for _, p := range policies {
		byPolicy[p["id"].(string)] = len(hwCSBSItems(t, h, "policy_id="+p["id"].(string)))
	}
	if byPolicy[policies[0]["id"].(string)] == 0 || byPolicy[policies[1]["id"].(string)] == 0 {
		t.Errorf("got %v items by policy, want some of the first two", byPolicy)
	}
	for _, test := range []struct {
		name, value string
		keep        func(map[string]any) bool
	}{
		{"status", "error", func(i map[string]any) bool { return i["status"] == "error" }},
		{"status", "available", func(i map[string]any) bool { return i["status"] == "available" }},
		{"name", sample["name"].(string)[5:], func(i map[string]any) bool { return strings.Contains(i["name"].(string), sample["name"].(string)[5:]) }},
		{"az", "eu-de-02", func(i map[string]any) bool { return extend(i, "resource_az") == "eu-de-02" }},
		{"resource_id", sample["resource_id"].(string), func(i map[string]any) bool { return i["resource_id"] == sample["resource_id"] }},
		{"resource_name", extend(sample, "resource_name").(string)[2:], func(i map[string]any) bool { return i["resource_id"] == sample["resource_id"] }},
		{"resource_type", "OS::Nova::Server", func(map[string]any) bool { return true }},
		{"resource_type", "OS::Cinder::Volume", func(map[string]any) bool { return false }},
		{"checkpoint_id", sample["checkpoint_id"].(string), func(i map[string]any) bool { return i["id"] == sample["id"] }},
		{"image_type", "backup", func(map[string]any) bool { return true }},
		{"image_type", "gold", func(i map[string]any) bool { return data(i, "imagetype") == "gold" }},
		{"ip", data(sample, "private_ip").(string), func(i map[string]any) bool { return i["resource_id"] == sample["resource_id"] }},
		{"start_time", sample["created_at"].(string), func(i map[string]any) bool { return i["created_at"].(string) >= sample["created_at"].(string) }},
		{"end_time", sample["created_at"].(string), func(i map[string]any) bool {
			at, over := extend(i, "finished_at").(string)
			return over && at <= sample["created_at"].(string)
		}},
		{"all_tenants", "false", func(map[string]any) bool { return true }},
	} {
		var want []map[string]any
		for _, item := range all {
			if test.keep(item) {
				want = append(want, item)
			}
		}
		query := test.name + "=" + strings.ReplaceAll(test.value, ":", "%3A")
		if got := hwCSBSItems(t, h, "limit=4&"+query); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %d items, want %d", query, len(got), len(want))
		}
		if got := hwGet(t, h, hwItems+"/count?"+query).at("count"); got != float64(len(want)) {
			t.Errorf("%s: got count %v, want %d", query, got, len(want))
		}
	}
}

func TestCSBSRefuses(t *testing.T) {
	// An ID of which only the beginning is one that exists.
	known := hwGet(t, emulator.CSBS(hwConfig()), hwItems+"?limit=1").list("checkpoint_items")[0]["id"].(string)
	forged := known[:9] + strings.Repeat("0", 4) + known[13:]
	for _, test := range []struct {
		path, code string
		status     int
	}{
		{hwItems + "?limit=0", "CSBS.9001", 400},
		{hwItems + "?limit=1001", "CSBS.9001", 400},
		{hwItems + "?limit=many", "CSBS.9001", 400},
		{hwItems + "?offset=-3", "CSBS.9001", 400},
		{hwItems + "?marker=nothing", "CSBS.9001", 400},
		{hwItems + "?sort=size", "CSBS.9001", 400},
		{hwItems + "?sort=name:up", "CSBS.9001", 400},
		{hwItems + "?sort=" + strings.Repeat("n", 256), "CSBS.9001", 400},
		{hwItems + "?status=failed", "CSBS.9001", 400},
		{hwItems + "?start_time=yesterday", "CSBS.9001", 400},
		{hwItems + "?all_tenants=yes", "CSBS.9001", 400},
		{hwItems + "/count?end_time=x", "CSBS.9001", 400},
		{hwItems + "/00000000-0000-4000-8000-000000000000", "CSBS.3001", 404},
		{hwItems + "/..", "CSBS.3001", 404},
		{hwItems + "/" + forged, "CSBS.3001", 404},
		{"/v1/emulator-project/policies?limit=0", "CSBS.9001", 400},
		{"/v1/emulator-project/policies?marker=nothing", "CSBS.9001", 400},
		{"/v1/emulator-project/policies/nothing", "CSBS.3000", 404},
	} {
		a := hwDo(t, emulator.CSBS(hwConfig()), http.MethodGet, strings.ReplaceAll(test.path, "/..", "/%2E%2E"))
		if a.status != test.status || a.at("error_code") != test.code || a.at("error_msg") == "" {
			t.Errorf("%s: got %d %s, want %d %s", test.path, a.status, a.raw, test.status, test.code)
		}
	}
}

func TestCSBSItemsInEveryState(t *testing.T) {
	others := []string{"available", "deleted", "deleting", "protecting", "restoring", "waiting_delete", "waiting_protect", "waiting_restore"}
	for n, want := range map[int][]string{-1: others, 12: append([]string{"available", "deleted", "deleting", "error"}, others[3:]...)} {
		c := hwConfig()
		c.Failures = n
		if got := hwWords(hwCSBSItems(t, emulator.CSBS(c), ""), "status"); !slices.Equal(got, want) {
			t.Errorf("with %d failures: got statuses %v, want %v", n, got, want)
		}
	}
}

func TestCSBSFailuresInEveryForm(t *testing.T) {
	c := hwConfig()
	c.Failures = 45
	ops, codes, parts := map[string]int{}, map[string]int{}, map[string]int{}
	for _, item := range hwCSBSItems(t, emulator.CSBS(c), "") {
		x := item["extend_info"].(map[string]any)
		op := x["fail_op"].(string)
		if x["copy_status"] == "fail" {
			parts[item["status"].(string)+" copy"]++
			continue
		}
		for _, volume := range x["volume_backups"].([]any) {
			if volume.(map[string]any)["status"] == "error" && item["status"] != "error" {
				parts[item["status"].(string)+" disk"]++
			}
		}
		if code, is := x["fail_code"].(map[string]any); op == "" && (!is || len(code) != 0 || x["fail_reason"] != "") {
			t.Errorf("item %v has not failed: got fail_code %v and reason %v, want none", item["id"], x["fail_code"], x["fail_reason"])
		}
		if op == "" {
			continue
		}
		ops[item["status"].(string)+" "+op]++
		if x["fail_reason"] == "" {
			t.Errorf("item %v failed: got no reason", item["id"])
		}
		switch code := x["fail_code"].(type) {
		case map[string]any:
			codes[fmt.Sprintf("object with %T", code["Code"])]++
		default:
			codes[fmt.Sprintf("%T", code)]++
		}
	}
	if want := map[string]int{"error backup": 15, "available restore": 15, "available delete": 15}; !reflect.DeepEqual(ops, want) {
		t.Errorf("got failures %v, want %v", ops, want)
	}
	if want := map[string]int{"available copy": 4, "available disk": 3}; !reflect.DeepEqual(parts, want) {
		t.Errorf("got good items with a part that failed %v, want %v", parts, want)
	}
	for _, form := range []string{"object with float64", "object with string", "object with <nil>", "float64", "string"} {
		if codes[form] == 0 {
			t.Errorf("got fail codes %v, want also %s", codes, form)
		}
	}
}

func TestCSBSOne(t *testing.T) {
	h := emulator.CSBS(hwConfig())
	sizes := map[string]bool{}
	for _, item := range hwCSBSItems(t, h, "") {
		if one := hwGet(t, h, hwItems+"/"+item["id"].(string)); !reflect.DeepEqual(one.at("checkpoint_item"), any(item)) {
			t.Errorf("item %v: got %s, want what the list shows", item["id"], one.raw)
		}
		x := item["extend_info"].(map[string]any)
		sizes[fmt.Sprint(x["average_speed"] == 25.2, x["copy_from"] == nil)] = true
	}
	if !sizes["true false"] && !sizes["true true"] || !sizes["false true"] && !sizes["true true"] {
		t.Errorf("got %v, want an average_speed of 25.2 and a copy_from of null", sizes)
	}
}

func TestCSBSPolicies(t *testing.T) {
	h := emulator.CSBS(hwConfig())
	const path = "/v1/emulator-project/policies"
	all := hwGet(t, h, path).list("policies")
	if len(all) < 2 {
		t.Fatalf("got %d policies, want two at least", len(all))
	}
	for i, policy := range all {
		if one := hwGet(t, h, path+"/"+policy["id"].(string)); !reflect.DeepEqual(one.at("policy"), any(policy)) {
			t.Errorf("policy %v: got %s, want what the list shows", policy["id"], one.raw)
		}
		if got := hwGet(t, h, path+"?name="+policy["name"].(string)).list("policies"); len(got) != 1 || got[0]["id"] != policy["id"] {
			t.Errorf("by name %v: got %v, want that one", policy["name"], got)
		}
		next := hwGet(t, h, path+"?limit=1&marker="+policy["id"].(string)).list("policies")
		if i+1 < len(all) && (len(next) != 1 || next[0]["id"] != all[i+1]["id"]) || i+1 == len(all) && len(next) != 0 {
			t.Errorf("behind policy %d: got %v", i, next)
		}
	}
	if got := hwGet(t, h, path+"?sort=created_at:asc&limit=1").list("policies"); got[0]["id"] != all[len(all)-1]["id"] {
		t.Errorf("oldest first: got %v, want the last of %v", got, all)
	}
	if got := hwGet(t, h, path+"?name=policy").list("policies"); len(got) != 0 {
		t.Errorf("by half a name: got %v, want none", got)
	}
}
