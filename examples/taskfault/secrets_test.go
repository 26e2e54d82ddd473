package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
)

// canaries are secrets that must come out nowhere.
var canaries = map[string]string{
	"HUAWEICLOUD_SDK_SK":              "canary-huawei+secret/0001",
	"HUAWEICLOUD_SDK_SECURITY_TOKEN":  "canary-security-token-0002",
	"OS_PASSWORD":                     "canary\"pass'word<0003>",
	"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "canary-alibaba-secret-0004",
}

const canaryProfile = "canary-profile-secret-0005"

// echo is an SDRS that repeats every secret it may have heard of, in a row and
// then in an error.
func echo(w http.ResponseWriter, r *http.Request) {
	said := canaryProfile
	for _, v := range canaries {
		said += " " + v
	}
	w.Header().Set("Content-Type", "application/json")
	if strings.Contains(r.URL.Path, "failure-jobs") && r.URL.Query().Get("server_group_id") == "" {
		fmt.Fprintf(w, `{"count":1,"failure_jobs":[{"job_status":"FAIL","resource_id":"r","resource_name":%s,"resource_type":"server_groups","failure_status":"createFail","job_id":"j1","job_type":"create","begin_time":"2019-01-21T12:56:35.754Z","error_code":"EVS.2024","fail_reason":%s}]}`,
			`"`+jsonText(said)+`"`, `"`+jsonText(said)+`"`)
		return
	}
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprintf(w, `{"error":{"code":"SDRS.0204","message":%s}}`, `"`+jsonText(said)+`"`)
}

func TestNoSecretIsPrinted(t *testing.T) {
	alone(t)
	for name, v := range canaries {
		t.Setenv(name, v)
	}
	folder := filepath.Join(os.Getenv("HOME"), ".huaweicloud")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "credentials"), []byte("[other]\nak = profile-ak\nsk = "+canaryProfile+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	source := "sdrs://eu-de?project_id=p&profile=other&endpoint=" + serve(t, http.HandlerFunc(echo))
	for _, args := range [][]string{
		{"failures", "--raw", "--verbose", "--output", "jsonl"},
		{"failures", "--verbose", "--output", "table"},
		{"get", "j1"},
		{"get", "--output", "table", "j1"},
		{"explain", "--task", "j1"},
	} {
		r := job{args: append(args, "--source", source, "--max-attempts", "1"), env: canaries}.run(context.Background())
		if len(r.out)+len(r.err) == 0 {
			t.Errorf("%q printed nothing", args)
		}
		for _, v := range append([]string{canaryProfile}, "canary") {
			if strings.Contains(r.out+r.err, v) {
				t.Errorf("%q: %q is in\n%s%s", args, v, r.out, r.err)
			}
		}
		if args[0] == "failures" && !strings.Contains(r.out, hidden) {
			t.Errorf("%q: nothing was cut from\n%s", args, r.out)
		}
		if !slices.Contains(args, "table") {
			r.records(t)
		}
	}
}

// A token that IAM has given is a secret like any other, also in a task that a
// service tells of.
func TestATokenFromIAMIsCutOutOfATask(t *testing.T) {
	alone(t)
	t.Setenv("OS_USERNAME", "me")
	t.Setenv("OS_PASSWORD", "canary-password")
	t.Setenv("OS_USER_DOMAIN_NAME", "home")
	for _, token := range []string{"canary-short", "canary-MIIFkQYJ+KoZI/hvcNAQcCoIIFgjCC=="} {
		iam := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Subject-Token", token)
			w.WriteHeader(http.StatusCreated)
			fmt.Fprint(w, `{"token":{"project":{"id":"p"},"user":{"domain":{"id":"d"}},"expires_at":"2099-01-01T00:00:00.000000Z"}}`)
		})
		sdrs := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			said := "refused: " + r.Header.Get("X-Auth-Token")
			fmt.Fprintf(w, `{"count":1,"failure_jobs":[{"job_status":"FAIL","resource_id":"r","resource_type":"server_groups","failure_status":"createFail","job_id":"j1","job_type":"create","begin_time":"2019-01-21T12:56:35.754Z","error_code":"EVS.2024","fail_reason":%q}],"server_groups":[]}`, said)
		})
		source := "sdrs://eu-de?auth=token&iam_endpoint=" + serve(t, iam) + "&endpoint=" + serve(t, sdrs)
		for _, output := range []string{"jsonl", "table"} {
			r := drive("failures", "--raw", "--output", output, "--source", source)
			if strings.Contains(r.out+r.err, "canary") || !strings.Contains(r.out, "refused: "+hidden) {
				t.Errorf("%s:\n%s%s", output, r.out, r.err)
			}
		}
	}
}

// A secret that is a common word is cut out of what a service says, and not out of
// what the catalog says about it.
func TestTheCatalogsTextIsNeverCut(t *testing.T) {
	alone(t)
	t.Setenv("HUAWEICLOUD_SDK_SK", "wrong")
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error_code":"APIGW.0301","error_msg":"the secret wrong is wrong"}`)
	})
	source := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, refuse)
	r := job{args: []string{"failures", "--output", "table", "--source", source}, env: map[string]string{"HUAWEICLOUD_SDK_SK": "wrong"}}.run(context.Background())
	if !strings.Contains(r.err, "the secret "+hidden+" is "+hidden) || !strings.Contains(r.err, "more than five wrong signatures") {
		t.Errorf("stderr is %s", r.err)
	}
	fail := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"count":1,"failure_jobs":[{"job_status":"FAIL","resource_id":"r","resource_type":"server_groups","failure_status":"createFail","job_id":"j1","job_type":"create","begin_time":"2019-01-21T12:56:35.754Z","error_code":"APIG.0301","fail_reason":"all wrong"}],"server_groups":[]}`)
	})
	source = "sdrs://eu-de?project_id=p&endpoint=" + serve(t, fail)
	for _, output := range []string{"jsonl", "table"} {
		r := job{args: []string{"failures", "--output", output, "--source", source}, env: map[string]string{"HUAWEICLOUD_SDK_SK": "wrong"}}.run(context.Background())
		if !strings.Contains(r.out, "all "+hidden) || output == "jsonl" && !strings.Contains(r.out, "more than five wrong signatures") {
			t.Errorf("%s: %s", output, r.out)
		}
	}
}

func TestCut(t *testing.T) {
	s := newSecrets(func(string) (string, bool) { return "", false })
	s.add("a+b/c=d", "long-secret", "long-secret-and-more", `qu"ote`, "abc", "a\x1b[31mb")
	for text, want := range map[string]string{
		"x a+b/c=d y":          "x [secret] y",
		"q=a%2Bb%2Fc%3Dd&r":    "q=[secret]&r",
		"long-secret-and-more": "[secret]",
		"long-secret":          "[secret]",
		`{"k":"qu\"ote"}`:      `{"k":"[secret]"}`,
		"abc":                  "abc", // too short to be one
		"a\u001b[31mb":         "[secret]",
		`a\x1b[31mb`:           "[secret]",
		`a\u001b[31mb`:         "[secret]",
		"is \"long-secret…\"":  "is \"[secret]…\"",
		"long-secret-an… more": "[secret]… more",
		"long-secr… long-se…":  "[secret]… long-se…", // so little of it is no secret
		"so long…":             "so long…",
	} {
		if got := s.cut(text); got != want {
			t.Errorf("cut(%q) = %q, want %q", text, got, want)
		}
	}
}

// A secret may be a small word that the catalog's sentences have, too. These say
// what the catalog says; in a service's words it is cut.
func TestTheCatalogsWordsAreNeverCut(t *testing.T) {
	alone(t)
	const secret = "clock"
	const remedy = "Check access key and secret, the token, and the clock of this machine"
	env := map[string]string{"HUAWEICLOUD_SDK_SK": secret}
	t.Setenv("HUAWEICLOUD_SDK_SK", secret)
	refused := "sdrs://eu-de?project_id=p&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error_code":"APIG.0301","error_msg":"the clock is not right"}`)
	}))
	for _, args := range [][]string{
		{"failures", "--source", refused}, {"failures", "--source", refused, "--output", "table"},
		{"get", "--source", refused, "id"},
	} {
		r := job{args: args, env: env}.run(context.Background())
		told := strings.Join(strings.Fields(r.err), " ")
		if r.code != exitError || !strings.Contains(told, remedy) || !strings.Contains(told, "the [secret] is not right") {
			t.Errorf("%q: exit code %d, stderr %q; want the catalog's remedy whole, and the service's words cut", args, r.code, told)
		}
	}
	for _, form := range []string{"table", "jsonl"} {
		r := job{args: []string{"explain", "APIG.0301", "--service", "huawei", "--output", form}, env: env}.run(context.Background())
		if told := strings.Join(strings.Fields(r.out), " "); !strings.Contains(told, remedy) {
			t.Errorf("explain as %s: %q lacks the catalog's remedy", form, told)
		}
	}
	// A task's failure: the reason is the service's, the rest the catalog's.
	task := sdk.Task{Service: "vbs", ID: "b", State: sdk.Failed, Failure: providers.Codes().Of("vbs").Failure("VolumeBackup.0208", "this is wrong", "restore")}
	for _, form := range []string{"table", "jsonl"} {
		r := job{args: []string{"failures", "--output", form}, env: map[string]string{"OS_TOKEN": "wrong"}}.lists(t, []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: []sdk.Task{task}}}}})
		if told := strings.Join(strings.Fields(r.out), " "); !strings.Contains(told, "The value of volume_id in the restore request is wrong.") || !strings.Contains(told, "this is [secret]") {
			t.Errorf("failures as %s: %q; want the meaning whole, and the reason cut", form, told)
		}
	}
}

// A long word that is shown cut off is still a secret.
func TestALongSecretThatIsMistakenForAnotherWord(t *testing.T) {
	alone(t)
	secret := strings.Repeat("canary-0123456789-", 10)
	for _, args := range [][]string{
		{"failures", secret}, {secret}, {"failures", "--since", secret}, {"failures", "--output", secret}, {"failures", "--source", secret + "://eu-de"}, {"explain", secret},
	} {
		r := job{args: args, env: map[string]string{"OS_PASSWORD": secret}}.run(context.Background())
		if strings.Contains(r.out+r.err, "canary") {
			t.Errorf("%q: %s%s", args[:len(args)-1], r.out, r.err)
		}
	}
}

// The login of a proxy is a secret, also as it is sent.
func TestTheLoginOfAProxyIsSecret(t *testing.T) {
	for address, want := range map[string]string{
		"http://user:pass+word@proxy:8080": "[secret] [secret]",
		"user:pass+word@proxy:8080":        "[secret] [secret]",
		"http://proxy:8080":                "pass+word dXNlcjpwYXNzK3dvcmQ=",
		"http://user@proxy":                "pass+word dXNlcjpwYXNzK3dvcmQ=",
		"%zz":                              "pass+word dXNlcjpwYXNzK3dvcmQ=",
	} {
		for _, name := range proxyVariables {
			s := newSecrets(func(n string) (string, bool) { return address, n == name })
			if got := s.cut("pass+word dXNlcjpwYXNzK3dvcmQ="); got != want {
				t.Errorf("%s=%s: got %q, want %q", name, address, got, want)
			}
		}
	}
}

// A service's own JSON shows no secret, in whatever way it escapes it.
func TestCutJSON(t *testing.T) {
	s := new(secrets)
	s.add("a+b/c<d>", "canary")
	for text, want := range map[string]string{
		`{"k": "a+b/c<d>", "n": 1.50}`:         `{"k": "[secret]", "n": 1.50}`,
		`{"k":"x a+b\/c<d> y"}`:                `{"k":"x [secret] y"}`,
		`["a+b/c\u003cd\u003e","\u0063anary"]`: `["[secret]","[secret]"]`,
		`{"c\u0061nary":{"a":"\\\"canary\""}}`: `{"[secret]":{"a":"\\\"[secret]\""}}`,
		`{"k":"a\u00e9b\/c"}`:                  `{"k":"a\u00e9b\/c"}`, // nothing to cut, so nothing is written anew
		`"\`:                                   `"\`,
		``:                                     ``,
	} {
		if got := s.cutJSON(text); got != want {
			t.Errorf("cutJSON(%s) = %s, want %s", text, got, want)
		}
	}
}

func FuzzCutJSON(f *testing.F) {
	for _, text := range []string{`{"k":"can\u0061ry","n":[1,2.50,"\\"]}`, `"\ud83d\ude00canary"`, `["canary\"",{"\/":null}]`, `"`} {
		f.Add(text)
	}
	s := new(secrets)
	s.add("canary")
	f.Fuzz(func(t *testing.T, text string) {
		got := s.cutJSON(text)
		if !json.Valid([]byte(text)) {
			return
		}
		var before, after any
		if json.Unmarshal([]byte(text), &before) != nil || json.Unmarshal([]byte(got), &after) != nil {
			t.Fatalf("%s gave %s, which is no JSON", text, got)
		}
		shown, _ := json.Marshal(after)
		if strings.Contains(string(shown), "canary") {
			t.Errorf("%s gave %s, which shows the secret", text, got)
		}
		if whole, _ := json.Marshal(before); !strings.Contains(string(whole), "canary") && !reflect.DeepEqual(before, after) {
			t.Errorf("%s gave %s, and holds no secret", text, got)
		}
	})
}
