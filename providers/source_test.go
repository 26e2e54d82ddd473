package providers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
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
		{in: "sdrs://eu-de?auth=password", wrong: `the value of auth in a source of sdrs is "password", none of aksk, aksk-otc, token, v11`},
		{in: "sdrs://eu-de?auth=gAAAAABm0123456", wrong: `is "gAAAAABm0123456", none of aksk`},
		{in: "sdrs://eu-de?auth=gAAAAABm01234567", wrong: "the value of auth in a source of sdrs is none of aksk, aksk-otc, token, v11"},
		{in: "fnf://cn-hangzhou?signature=v2", wrong: `is "v2", none of v1, v3`},
		{in: "sdrs://eu-de?project_id=..", wrong: "value of project_id"},
		{in: "sdrs://eu-de?server_group_id=a%2Fb", wrong: "value of server_group_id"},
		{in: "dbs://cn-hangzhou?plan=a%0A", wrong: "value of plan"},
		{in: "fnf://cn-hangzhou?flow=.", wrong: "value of flow"},
		{in: "sdrs://eu-de?endpoint=", wrong: "value of endpoint in a source of sdrs is empty"},
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

// Two URLs of one source have the same canonical form, however they are written,
// and two sources have not.
func TestCanonical(t *testing.T) {
	const first = "sdrs://eu-de?project_id=p&server_group_id=a&server_group_id=b&endpoint=http://127.0.0.1:1&profile=x"
	canonical := func(in string) string {
		s, err := providers.Parse(in)
		if err != nil {
			t.Fatalf("Parse(%q): %v", in, err)
		}
		return s.Canonical()
	}
	for in, same := range map[string]bool{
		first: true,
		"sdrs://eu-de/?server_group_id=b&profile=x&server_group_id=a&endpoint=http%3A%2F%2F127.0.0.1%3A1&project_id=p": true,
		first + "&server_group_id=a":                true, // the same list twice
		strings.Replace(first, "profile=x", "", 1):  false,
		strings.Replace(first, "=x", "=y", 1):       false,
		strings.Replace(first, "=a&", "=c&", 1):     false,
		strings.Replace(first, "eu-de", "eu-nl", 1): false,
		"sdrs://eu-de":                                 false,
		strings.Replace(first, ":1&", ":2&", 1):        false,
		strings.Replace(first, "=p&", "=%26b%3Dp&", 1): false,
	} {
		if got := canonical(in) == canonical(first); got != same {
			t.Errorf("%s: %q, compared with %q of %s: the same is %t, want %t", in, canonical(in), canonical(first), first, got, same)
		}
	}
}

// What a key's value cannot be is told with the key's name, and not at length.
func TestParseNamesTheKeyOfABadValue(t *testing.T) {
	long := strings.Repeat("canary", 20_000)
	for _, c := range []struct{ source, key string }{
		{"sdrs://eu-de", "server_group_id"}, {"sdrs://eu-de", "project_id"}, {"sdrs://eu-de", "resource_name"},
		{"sdrs://eu-de", "failure_status"}, {"sdrs://eu-de", "resource_type"}, {"sdrs://eu-de", "iam_endpoint"},
		{"sdrs://eu-de", "auth"}, {"sdrs://eu-de", "profile"}, {"csbs://eu-de", "project_id"}, {"vbs://eu-de", "endpoint"},
		{"dbs://cn-hangzhou", "plan"}, {"dbs://cn-hangzhou", "signature"}, {"fnf://cn-hangzhou", "flow"}, {"fnf://cn-hangzhou", "endpoint"},
	} {
		for _, v := range []struct{ value, want string }{
			{"", "is empty"}, {"%20", "is nothing but white space"}, {"+", "is nothing but white space"}, {"%0A", "is nothing but white space"},
			{"canary%0Ab", "has a control character"}, {"canary%00", "has a control character"}, {"canary%1b[31m", "has a control character"},
			{"canary%ff", "or one that is broken"}, {long, "is too long: give no more than 1024 bytes"},
		} {
			in := c.source + "?" + c.key + "=" + v.value
			_, err := providers.Parse(in)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || !strings.HasPrefix(e.Message, "the value of "+c.key+" in a source of ") || !strings.Contains(e.Message, v.want) {
				t.Errorf("Parse(%.60q): got %.200v, want the key named and %q", in, err, v.want)
			} else if strings.Contains(e.Message, "canary") {
				t.Errorf("Parse(%.60q): %.200v shows the value", in, err)
			}
		}
	}
}

func TestParseNamesWhatIsWrongWithARegion(t *testing.T) {
	for in, want := range map[string]string{
		"sdrs://":                                  "it has no region",
		"sdrs://?auth=aksk":                        "it has no region",
		"sdrs://eu.de":                             "not made of letters",
		"sdrs://eu-dé":                             "not made of letters",
		"sdrs://" + strings.Repeat("r", 64):        "too long: give no more than 63 characters",
		"fnf://" + strings.Repeat("r", 65):         "too long: give no more than 63 characters",
		"sdrs://" + strings.Repeat("r", 1e5):       "too long",
		"sdrs://" + strings.Repeat(".", 1e5):       "not made of letters",
		strings.Repeat("s", 1e5):                   "SERVICE://",
		strings.Repeat("s", 1e5) + "://eu-de":      "unknown service",
		"sdrs://eu-de?" + strings.Repeat("k", 1e5): "unknown key",
	} {
		_, err := providers.Parse(in)
		if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), want) || len(err.Error()) > 400 {
			t.Errorf("Parse(%.60q): got %.500v, want %q in a line that a person reads", in, err, want)
		}
	}
	if _, err := providers.Parse("sdrs://" + strings.Repeat("r", 63)); err != nil {
		t.Errorf("a region of 63 letters: %v", err)
	}
}

// A source that cannot be is refused by Open, and nothing of it is shown but the
// field.
func TestOpenRefusesWhatAConfigCannotBe(t *testing.T) {
	for in, want := range map[string]string{
		"sdrs://eu-de?endpoint=http://h:99999":                  "Endpoint cannot be used: its port",
		"csbs://eu-de?iam_endpoint=http://h:0":                  "IAMEndpoint cannot be used: its port",
		"vbs://eu-de?auth=token&iam_endpoint=http://h?x":        "IAMEndpoint cannot be used: it has a query",
		"fnf://cn-hangzhou?endpoint=http://h/path":              "Endpoint has a path",
		"dbs://cn-hangzhou?signature=v1&endpoint=http://h/path": "Endpoint has a path",
		"dbs://cn-hangzhou?endpoint=http://h:99999":             "Endpoint cannot be used: its port",
		"dbs://cn-hangzhou?plan=a%20b":                          "Plans has white space",
		"fnf://cn-hangzhou?flow=a%20b":                          "Flows has white space",
		"fnf://cn-hangzhou?signature=v3&endpoint=http://h/..":   "Endpoint cannot be used: its path",
	} {
		_, err := providers.Open(t.Context(), in)
		e, _ := errors.AsType[*errors.Error](err)
		if !errors.Is(err, errors.InvalidInput) || !strings.HasPrefix(e.Message, want) {
			t.Errorf("Open(%q): got %v, want invalid_input with %q", in, err, want)
		}
	}
	for _, in := range []string{"fnf://cn-hangzhou?signature=v3&endpoint=http://h/path", "dbs://cn-hangzhou?endpoint=http://h/path", "sdrs://eu-de?endpoint=http://h/path"} {
		if _, err := providers.Open(t.Context(), in); err != nil {
			t.Errorf("Open(%q): %v, want a client: this signature has a place for a path", in, err)
		}
	}
}

func TestFiltersThatCannotBe(t *testing.T) {
	for _, bad := range []string{" ", "canary\n", "canary\x00", "canary\xff", strings.Repeat("canary", 1e4)} {
		for field, o := range map[string]sdrs.Options{
			"FailureStatus": {FailureStatus: bad}, "ResourceType": {ResourceType: bad}, "ResourceName": {ResourceName: bad},
			"ServerGroupIDs": {ServerGroupIDs: []string{"a", bad}},
		} {
			_, err := sdrs.New(huawei.Config{Region: "eu-de"}, o)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || !strings.HasPrefix(e.Message, field+" cannot be ") || strings.Contains(e.Message, "canary") {
				t.Errorf("%s %.20q: got %.200v, want invalid_input that names the field and does not show the value", field, bad, err)
			}
		}
	}
	if _, err := sdrs.New(huawei.Config{Region: "eu-de"}, sdrs.Options{ResourceName: "two words", ResourceType: "protectedInstance"}); err != nil {
		t.Errorf("good filters: %v", err)
	}
}

// A task's ID that cannot be one is refused before anything is sent.
func TestGetRefusesWhatIsNoID(t *testing.T) {
	long := strings.Repeat("a", 10_000)
	for _, c := range []struct {
		source string
		ids    []string
	}{
		{"sdrs://eu-de", nil}, {"csbs://eu-de", []string{"count"}}, {"vbs://eu-de", []string{"detail"}}, // the rest is data, and goes escaped
		{"dbs://cn-hangzhou", []string{"/", "../..", "a b", "a/b/c", "a/", "/b", "a,b"}},
		{"fnf://cn-hangzhou", []string{"/", "../..", "a b", "a", "a/b/c", "a/b/", "a/", "/b"}},
	} {
		sent := 0
		network := roundTripper(func(*http.Request) (*http.Response, error) { sent++; return nil, errors.New("sent") })
		keys := credentials.Static(signer.Credentials{AccessKeyID: "id", AccessKeySecret: "secret", ProjectID: "p"})
		client, err := providers.Open(t.Context(), c.source, providers.WithCredentials(keys), providers.WithTransport(transport.Options{RoundTripper: network}))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range append(c.ids, "", ".", "..", " ", "a\nb", "a/b\x00", "a\xff", long, long+"/"+long) {
			_, err := sdk.Get(t.Context(), client, id)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || len(e.Attempts) != 0 || sent != 0 || len(e.Error()) > 400 {
				t.Errorf("Get(%.40q) of %s: got %.400v after %d requests, want invalid_input and none", id, c.source, err, sent)
			} else if x := e.Explain("en"); strings.Contains(x.Remedy, "service") {
				t.Errorf("Get(%.40q) of %s: the remedy is %q, and no service has said anything", id, c.source, x.Remedy)
			}
		}
	}
}

func TestParseErrorShowsNoSecret(t *testing.T) {
	for _, in := range []string{
		"sdrs://canary@eu-de", "canary-key@sdrs", "sdrs?canary", "sdrs://eu-de?auth=canary-of-a-token", "dbs://cn-hangzhou?signature=canary-of-a-signature", "sdrs://eu-de?project_id=%zzcanary",
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
