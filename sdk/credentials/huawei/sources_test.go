package huawei_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/signer"
)

const canary = "CANARY-9d2f-secret"

type table = map[string]string

// machine is a computer with nothing but this environment and these files, by
// their path below the home directory.
func machine(t *testing.T, env, files table) {
	t.Helper()
	home := t.TempDir()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "OS_") || strings.HasPrefix(name, "HUAWEICLOUD_") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for name, text := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range env {
		t.Setenv(name, strings.ReplaceAll(value, "~", home))
	}
}

func key(id string, set ...func(*signer.Credentials)) signer.Credentials {
	c := signer.Credentials{AccessKeyID: id, AccessKeySecret: canary}
	for _, s := range set {
		s(&c)
	}
	return c
}

func full(c *signer.Credentials) {
	c.SecurityToken, c.ProjectID, c.DomainID = canary, "project", "domain"
}

func TestSources(t *testing.T) {
	const ak, sk = "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"
	const credentials = ".huaweicloud/credentials"
	basic := "[basic]\nak = FILE\nsk = " + canary + "\n[full]\nak=FULL\nsk=" + canary + "\nsecurity_token=" + canary + "\nproject_id=project\ndomain_id=domain\n"
	all := table{
		ak: "ENV", sk: canary, "HUAWEICLOUD_SDK_SECURITY_TOKEN": canary, "HUAWEICLOUD_SDK_PROJECT_ID": "project", "HUAWEICLOUD_SDK_DOMAIN_ID": "domain",
	}
	named := func(name string) func() signer.Source { return func() signer.Source { return huawei.Profile(name) } }
	chain := func(name string) func() signer.Source { return func() signer.Source { return huawei.Default(name) } }
	for _, test := range []struct {
		name   string
		source func() signer.Source
		env    table
		files  table
		want   signer.Credentials
		kind   errors.Kind
		says   string
	}{
		{name: "environment", source: huawei.Environment, env: table{ak: "ENV", sk: canary}, want: key("ENV")},
		{name: "environment with all", source: huawei.Environment, env: all, want: key("ENV", full)},
		{name: "OTC's names", source: huawei.Environment, env: table{"OS_ACCESS_KEY": "OTC", "OS_SECRET_KEY": canary, "OS_SECURITY_TOKEN": canary, "OS_PROJECT_ID": "project"}, want: key("OTC", func(c *signer.Credentials) { c.SecurityToken, c.ProjectID = canary, "project" })},
		{name: "OTC's other names", source: huawei.Environment, env: table{"OS_ACCESS_KEY_ID": "OTC", "OS_ACCESS_KEY_SECRET": canary, "OS_TENANT_ID": "project"}, want: key("OTC", func(c *signer.Credentials) { c.ProjectID = "project" })},
		{name: "OTC's short names", source: huawei.Environment, env: table{"OS_AK": "OTC", "OS_SK": canary}, want: key("OTC")},
		{name: "Huawei's names go first", source: huawei.Environment, env: table{ak: "ENV", sk: canary, "OS_AK": "OTC", "OS_SK": canary}, want: key("ENV")},
		{name: "AWS's names are not taken", source: huawei.Environment, env: table{"AWS_ACCESS_KEY_ID": "AWS", "AWS_SECRET_ACCESS_KEY": canary}, kind: errors.NotFound, says: ak + " and " + sk + " are not set"},
		{name: "no secret", source: huawei.Environment, env: table{ak: "ENV"}, kind: errors.Unauthenticated, says: sk + " is not"},
		{name: "no ID", source: huawei.Environment, env: table{sk: canary}, kind: errors.Unauthenticated, says: ak + " is not"},
		{name: "no secret of OTC's", source: huawei.Environment, env: table{"OS_AK": "OTC"}, kind: errors.Unauthenticated, says: "OS_SECRET_KEY is not"},

		{name: "profile", source: named(""), files: table{credentials: basic}, want: key("FILE")},
		{name: "named profile", source: named("full"), files: table{credentials: basic}, want: key("FULL", full)},
		{name: "profile elsewhere", source: named(""), env: table{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/x"}, files: table{"x": basic}, want: key("FILE")},
		{name: "no such profile", source: named("x"), files: table{credentials: basic}, kind: errors.NotFound, says: "no section x"},
		{name: "no file", source: named(""), kind: errors.NotFound, says: "does not exist"},
		{name: "a folder", source: named(""), env: table{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/d"}, files: table{"d/f": ""}, kind: errors.Unauthenticated, says: "directory"},
		{name: "profile without a secret", source: named(""), files: table{credentials: "[basic]\nak=X\n"}, kind: errors.Unauthenticated, says: "secret is not"},
		{name: "profile of an identity provider", source: named(""), files: table{credentials: "[basic]\nidp_id=X\nid_token_file=" + canary}, kind: errors.Unauthenticated, says: "identity provider"},

		{name: "chain: environment first", source: chain(""), env: table{ak: "ENV", sk: canary}, files: table{credentials: basic}, want: key("ENV")},
		{name: "chain: then the file", source: chain(""), files: table{credentials: basic}, want: key("FILE")},
		{name: "chain: half a key is not passed over", source: chain(""), env: table{ak: "ENV"}, files: table{credentials: basic}, kind: errors.Unauthenticated, says: sk + " is not"},
		{name: "chain: a profile goes before the environment", source: chain("full"), env: table{ak: "ENV", sk: canary}, files: table{credentials: basic}, want: key("FULL", full)},
		{name: "chain: nothing", source: chain(""), kind: errors.Unauthenticated, says: "no credentials were found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine(t, test.env, test.files)
			got, err := test.source().Retrieve(t.Context())
			if errors.KindOf(err) != test.kind {
				t.Fatalf("err = %v, want kind %q", err, test.kind)
			}
			if err == nil && got != test.want {
				t.Errorf("got %v of project %q, want %v of %q", got, got.ProjectID, test.want, test.want.ProjectID)
			}
			if err != nil && (!strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), canary)) {
				t.Errorf("err = %v, want it to say %q and no secret", err, test.says)
			}
		})
	}
}

func TestNoHome(t *testing.T) {
	machine(t, table{"HOME": "", "USERPROFILE": ""}, nil)
	if _, err := huawei.Profile("").Retrieve(t.Context()); !errors.Is(err, errors.NotFound) {
		t.Errorf("err = %v, want one about the home directory", err)
	}
}

func TestProjectFromEnv(t *testing.T) {
	for _, name := range []string{"HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID", ""} {
		machine(t, nil, nil)
		want := ""
		if name != "" {
			t.Setenv(name, "p")
			want = "p"
		}
		if got := huawei.ProjectFromEnv(); got != want {
			t.Errorf("with %q the project is %q, want %q", name, got, want)
		}
	}
}

func TestIAMEndpoint(t *testing.T) {
	for region, want := range map[string]string{
		"":            "https://iam.myhuaweicloud.com",
		"cn-north-4":  "https://iam.cn-north-4.myhuaweicloud.com",
		"eu-de":       "https://iam.eu-de.otc.t-systems.com",
		"eu-nl":       "https://iam.eu-nl.otc.t-systems.com",
		"eu-ch2":      "https://iam-pub.eu-ch2.sc.otc.t-systems.com",
		"eu-west-101": "https://iam.eu-west-101.myhuaweicloud.eu",
		"tomorrow-1":  "https://iam.tomorrow-1.myhuaweicloud.com",
	} {
		if got := huawei.IAMEndpoint(region); got != want {
			t.Errorf("IAM of %q is at %s, want %s", region, got, want)
		}
	}
}
