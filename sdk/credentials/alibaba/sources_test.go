package alibaba_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/signer"
)

const canary = "CANARY-9d2f-secret"

// machine is a computer with nothing but this environment and these files, by
// their path below the home directory.
func machine(t *testing.T, env, files map[string]string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, name := range []string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_PROFILE",
		"ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
	} {
		t.Setenv(name, "")
	}
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

func key(id string) signer.Credentials {
	return signer.Credentials{AccessKeyID: id, AccessKeySecret: canary}
}

type files = map[string]string

func cli(current string, profiles ...string) files {
	return files{".aliyun/config.json": `{"current":"` + current + `","profiles":[` + strings.Join(profiles, ",") + `]}`}
}

func TestSources(t *testing.T) {
	const (
		id, secret = "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
		prod       = `{"name":"prod","mode":"AK","access_key_id":"CLI","access_key_secret":"` + canary + `"}`
		sts        = `{"name":"sts","mode":"StsToken","access_key_id":"STS","access_key_secret":"` + canary + `","sts_token":"` + canary + `","sts_expiration":1700000000}`
		shared     = "# keys\n[default]\ntype = access_key\naccess_key_id = SHARED\naccess_key_secret = " + canary + "\n[other]\naccess_key_id=OTHER\naccess_key_secret=" + canary + "\n"
	)
	withToken := key("STS")
	withToken.SecurityToken, withToken.Expires = canary, time.Unix(1700000000, 0).UTC()
	envToken := key("ENV")
	envToken.SecurityToken = canary

	for _, test := range []struct {
		name   string
		source func() signer.Source
		env    map[string]string
		files  files
		want   signer.Credentials
		kind   errors.Kind
		says   string
	}{
		{name: "environment", source: alibaba.Environment, env: files{id: "ENV", secret: canary}, want: key("ENV")},
		{name: "environment with a token", source: alibaba.Environment, env: files{id: "ENV", secret: canary, "ALIBABA_CLOUD_SECURITY_TOKEN": canary}, want: envToken},
		{name: "environment without", source: alibaba.Environment, kind: errors.NotFound, says: "are not set"},
		{name: "environment without an ID", source: alibaba.Environment, env: files{secret: canary}, kind: errors.Unauthenticated, says: id + " is not"},
		{name: "environment without a secret", source: alibaba.Environment, env: files{id: "ENV"}, kind: errors.Unauthenticated, says: secret + " is not"},

		{name: "current profile", source: profile(alibaba.CLIProfile, ""), files: cli("prod", sts, prod), want: key("CLI")},
		{name: "named profile", source: profile(alibaba.CLIProfile, "sts"), files: cli("prod", sts, prod), want: withToken},
		{name: "profile named by the environment", source: profile(alibaba.CLIProfile, ""), env: files{"ALIBABA_CLOUD_PROFILE": "sts"}, files: cli("prod", sts, prod), want: withToken},
		{name: "no current profile", source: profile(alibaba.CLIProfile, ""), files: cli("", strings.Replace(prod, "prod", "default", 1)), want: key("CLI")},
		{name: "no such profile", source: profile(alibaba.CLIProfile, "x"), files: cli("prod", prod), kind: errors.NotFound, says: "no profile x"},
		{name: "profile among some that cannot be read", source: profile(alibaba.CLIProfile, "x"), files: cli("prod", `"`+canary+`"`), kind: errors.Unauthenticated, says: "cannot be read"},
		{name: "profile of a role", source: profile(alibaba.CLIProfile, ""), files: cli("r", `{"name":"r","mode":"RamRoleArn"}`), kind: errors.Unauthenticated, says: "mode RamRoleArn"},
		{name: "profile without a secret", source: profile(alibaba.CLIProfile, ""), files: cli("r", `{"name":"r","mode":"AK","access_key_id":"X"}`), kind: errors.Unauthenticated, says: "profile r of"},
		{name: "profile with a line end", source: profile(alibaba.CLIProfile, ""), files: cli("r", `{"name":"r","mode":"AK","access_key_id":"X","access_key_secret":"`+canary+`\n"}`), kind: errors.Unauthenticated, says: "access key secret has a character"},
		{name: "profiles turned off", source: profile(alibaba.CLIProfile, ""), env: files{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "TRUE"}, files: cli("prod", prod), kind: errors.NotFound, says: "turned off"},
		{name: "no profiles", source: profile(alibaba.CLIProfile, ""), kind: errors.NotFound, says: "does not exist"},
		{name: "profiles that are no JSON", source: profile(alibaba.CLIProfile, ""), files: files{".aliyun/config.json": `{"current": "` + canary + `" "` + canary}, kind: errors.Unauthenticated, says: "cannot be read"},
		{name: "profiles elsewhere", source: profile(alibaba.CLIProfile, ""), env: files{"ALIBABA_CLOUD_CONFIG_FILE": "~/x.json"}, files: files{"x.json": cli("prod", prod)[".aliyun/config.json"]}, want: key("CLI")},
		{name: "profiles that are a folder", source: profile(alibaba.CLIProfile, ""), env: files{"ALIBABA_CLOUD_CONFIG_FILE": "~/d"}, files: files{"d/f": ""}, kind: errors.Unauthenticated, says: "directory"},

		{name: "shared", source: profile(alibaba.SharedProfile, ""), files: files{".alibabacloud/credentials": shared}, want: key("SHARED")},
		{name: "shared section", source: profile(alibaba.SharedProfile, "other"), files: files{".alibabacloud/credentials": shared}, want: key("OTHER")},
		{name: "shared section of the environment", source: profile(alibaba.SharedProfile, ""), env: files{"ALIBABA_CLOUD_PROFILE": "other"}, files: files{".alibabacloud/credentials": shared}, want: key("OTHER")},
		{name: "shared, elsewhere", source: profile(alibaba.SharedProfile, ""), env: files{"ALIBABA_CLOUD_CREDENTIALS_FILE": "~/c"}, files: files{"c": shared}, want: key("SHARED")},
		{name: "no such section", source: profile(alibaba.SharedProfile, "x"), files: files{".alibabacloud/credentials": shared}, kind: errors.NotFound, says: "no section x"},
		{name: "no shared file", source: profile(alibaba.SharedProfile, ""), kind: errors.NotFound, says: "does not exist"},
		{name: "shared role", source: profile(alibaba.SharedProfile, ""), files: files{".alibabacloud/credentials": "[default]\ntype=ram_role_arn\n"}, kind: errors.Unauthenticated, says: "type ram_role_arn"},
		{name: "shared without a secret", source: profile(alibaba.SharedProfile, ""), files: files{".alibabacloud/credentials": "[default]\naccess_key_id=X\n"}, kind: errors.Unauthenticated, says: "section default of"},

		{name: "chain: environment first", source: profile(alibaba.Default, ""), env: files{id: "ENV", secret: canary}, files: cli("prod", prod), want: key("ENV")},
		{name: "chain: then the CLI", source: profile(alibaba.Default, ""), files: cli("prod", prod), want: key("CLI")},
		{name: "chain: then the shared file", source: profile(alibaba.Default, ""), files: files{".alibabacloud/credentials": shared}, want: key("SHARED")},
		{name: "chain: half a key is not passed over", source: profile(alibaba.Default, ""), env: files{id: "ENV"}, files: cli("prod", prod), kind: errors.Unauthenticated, says: secret + " is not"},
		{name: "chain: a profile goes before the environment", source: profile(alibaba.Default, "prod"), env: files{id: "ENV", secret: canary}, files: cli("sts", sts, prod), want: key("CLI")},
		{name: "chain: nothing", source: profile(alibaba.Default, ""), kind: errors.Unauthenticated, says: "no credentials were found"},
		{name: "chain: no such profile", source: profile(alibaba.Default, "x"), env: files{id: "ENV", secret: canary}, kind: errors.Unauthenticated, says: "no credentials were found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine(t, test.env, test.files)
			got, err := test.source().Retrieve(t.Context())
			if errors.KindOf(err) != test.kind {
				t.Fatalf("err = %v, want kind %q", err, test.kind)
			}
			if err == nil {
				if got != test.want {
					t.Errorf("got %v (%d letters of secret), want %v", got, len(got.AccessKeySecret), test.want)
				}
				return
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("err = %v, want it to say %q", err, test.says)
			}
			if strings.Contains(err.Error(), canary) {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func profile(source func(string) signer.Source, name string) func() signer.Source {
	return func() signer.Source { return source(name) }
}

// What was found is kept until it is refused, and read anew then.
func TestDefaultReadsAnewAfterARefusal(t *testing.T) {
	machine(t, files{"ALIBABA_CLOUD_ACCESS_KEY_ID": "OLD", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": canary}, nil)
	s := alibaba.Default("")
	old, err := s.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "NEW")
	if c, _ := s.Retrieve(t.Context()); c != old {
		t.Errorf("got %v before a refusal, want what was found", c)
	}
	s.Invalidate(old)
	if c, _ := s.Retrieve(t.Context()); c != key("NEW") {
		t.Errorf("got %v after a refusal, want what is there now", c)
	}
}

func TestNoHome(t *testing.T) {
	machine(t, nil, nil)
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	if _, err := alibaba.Default("").Retrieve(t.Context()); err == nil || !strings.Contains(err.Error(), "home directory is not known") {
		t.Errorf("err = %v, want one about the home directory", err)
	}
}
