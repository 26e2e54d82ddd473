package providers_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, service, region, name string
		wrong                     string // a part of the error, empty if none
	}{
		{in: "sdrs://eu-de", service: "sdrs", region: "eu-de", name: "sdrs://eu-de"},
		{in: "sdrs://eu-de/", service: "sdrs", region: "eu-de", name: "sdrs://eu-de"},
		{in: "sdrs://eu-de?", service: "sdrs", region: "eu-de", name: "sdrs://eu-de"},
		{
			in:      "sdrs://eu-de?server_group_id=b&endpoint=http://127.0.0.1:1&server_group_id=a&auth=token&project_id=p&iam_endpoint=https://iam",
			service: "sdrs", region: "eu-de", name: "sdrs://eu-de?server_group_id=b&server_group_id=a&project_id=p",
		},
		{in: "fnf://cn-hangzhou?flow=a%20b&signature=v1&profile=night", service: "fnf", region: "cn-hangzhou", name: "fnf://cn-hangzhou?flow=a%20b"},
		{in: "dbs://cn-hangzhou?plan=1&plan=2", service: "dbs", region: "cn-hangzhou", name: "dbs://cn-hangzhou?plan=1&plan=2"},
		{in: "", wrong: "SERVICE://"},
		{in: "eu-de", wrong: "SERVICE://"},
		{in: "evs://eu-de", wrong: `unknown service "evs"`},
		{in: "SDRS://eu-de", wrong: `unknown service "SDRS"`},
		{in: "sdrs://", wrong: "region"},
		{in: "sdrs://eu de", wrong: "region"},
		{in: "sdrs://ak:sk@eu-de", wrong: "region"},
		{in: "sdrs://eu-de/path", wrong: "region"},
		{in: "sdrs://eu-de?colour=blue", wrong: `unknown key "colour"`},
		{in: "sdrs://eu-de?plan=1", wrong: `"plan" is not for sdrs but for dbs`},
		{in: "dbs://cn-hangzhou?auth=token", wrong: `"auth" is not for dbs`},
		{in: "sdrs://eu-de?auth=password", wrong: "none of aksk, aksk-otc, token"},
		{in: "fnf://cn-hangzhou?signature=v2", wrong: "none of v1, v3"},
		{in: "sdrs://eu-de?project_id=..", wrong: "value of project_id"},
		{in: "sdrs://eu-de?server_group_id=a%2Fb", wrong: "value of server_group_id"},
		{in: "dbs://cn-hangzhou?plan=a%0A", wrong: "value of plan"},
		{in: "fnf://cn-hangzhou?flow=.", wrong: "value of flow"},
		{in: "sdrs://eu-de?endpoint=", wrong: "no value"},
		{in: "sdrs://eu-de?profile=a&profile=b", wrong: "given twice"},
		{in: "sdrs://eu-de?project_id=%zz", wrong: "not well escaped"},
	} {
		got, err := providers.Parse(c.in)
		if c.wrong != "" {
			if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("Parse(%q): got error %v, want invalid_input with %q", c.in, err, c.wrong)
			}
			continue
		}
		if err != nil || got.Service != c.service || got.Region != c.region || got.Name != c.name {
			t.Errorf("Parse(%q): got %q %q %q, %v; want %q %q %q", c.in, got.Service, got.Region, got.Name, err, c.service, c.region, c.name)
		}
	}
}

func TestParseErrorShowsNoSecret(t *testing.T) {
	for _, in := range []string{
		"sdrs://canary@eu-de", "canary-key@sdrs", "sdrs?canary", "sdrs://eu-de?auth=canary", "sdrs://eu-de?project_id=%zzcanary",
	} {
		if _, err := providers.Parse(in); err == nil || strings.Contains(err.Error(), "canary") && !strings.HasPrefix(in, "canary") {
			t.Errorf("Parse(%q): got error %v, want one without the value", in, err)
		}
	}
}

// A name opens the same source again, and is its own name.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"sdrs://eu-de", "dbs://cn-hangzhou?plan=1&plan=2&endpoint=http%3A%2F%2Fx", "fnf://r?flow=%E4%B8%AD", "://", "sdrs://eu-de?=", "vbs://a?auth=aksk&&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, err := providers.Parse(in)
		if err != nil {
			if !errors.Is(err, errors.InvalidInput) {
				t.Fatalf("Parse(%q): %v is not invalid_input", in, err)
			}
			return
		}
		again, err := providers.Parse(s.Name)
		if err != nil || again.Name != s.Name || again.Service != s.Service || again.Region != s.Region {
			t.Fatalf("Parse(%q) has the name %q, which parses to %+v, %v", in, s.Name, again, err)
		}
	})
}
