package providers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// TestConformance plays the conformance suite with every provider over the
// emulator.
func TestConformance(t *testing.T) {
	const project, region = "conformance-project", "eu-de"
	serve := func(handler func(emulator.Config) http.Handler) func(sdktest.Data) http.Handler {
		return func(d sdktest.Data) http.Handler {
			c := emulator.Config{
				Seed: d.Seed, Failures: d.Failures, ProjectID: project,
				AccessKeyID: d.Credentials.AccessKeyID, AccessKeySecret: d.Credentials.AccessKeySecret,
			}
			if d.Failures == 0 {
				c.Failures = -1
			}
			return handler(c)
		}
	}
	for name, h := range map[string]sdktest.Harness{
		"dbs": {
			Serve: serve(emulator.DBS),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return dbs.New(dbs.Config{Region: "cn-hangzhou", Credentials: s, Transport: o})
			},
			Absent:     []string{"no-such-plan", "no-such-plan/no-such-set"},
			Impossible: []string{"/", "plan/", "/set", "a,b"},
			Reword:     rewording("BackupPlanStatus|BackupStatus|RestoreStatus"),
			Spoil:      spoiling,
			Refusal:    alibabaRefusal,
		},
		"fnf": {
			Serve: serve(emulator.FnF),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return fnf.New(fnf.Config{Region: "cn-hangzhou", Credentials: s, Transport: o})
			},
			Absent:     []string{"no-such-flow/no-such-execution"},
			Impossible: []string{"flow", "flow/", "/execution"},
			Reword:     rewording("Status"),
			Spoil:      spoiling,
			Refusal:    alibabaRefusal,
		},
		"sdrs": {
			Serve: serve(emulator.SDRS),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return sdrs.New(sdrs.Config{Region: region, ProjectID: project, Credentials: s, Transport: o})
			},
			Absent:  []string{"ff80808268af33ba0168b2c9edf30000"},
			Reword:  rewording("job_status"),
			Spoil:   spoiling,
			Refusal: huaweiRefusal,
		},
		"csbs": {
			Serve: serve(emulator.CSBS),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return csbs.New(csbs.Config{Region: region, ProjectID: project, Credentials: s, Transport: o})
			},
			Absent:  []string{"00000000-0000-4000-8000-000000000000"},
			Reword:  rewording("status"),
			Spoil:   spoiling,
			Refusal: huaweiRefusal,
		},
		"vbs": {
			Serve: serve(emulator.VBS),
			Client: func(o transport.Options, s signer.Source) (sdk.Client, error) {
				return vbs.New(vbs.Config{Region: region, ProjectID: project, Credentials: s, Transport: o})
			},
			Absent:  []string{"00000000-0000-4000-8000-000000000000", "ff80808268af33ba0168b2c9edf30000"},
			Reword:  rewording("status"),
			Spoil:   spoiling,
			Refusal: huaweiRefusal,
		},
	} {
		t.Run(name, func(t *testing.T) { sdktest.Run(t, h) })
	}
}

func alibabaRefusal(code, message string) string {
	return fmt.Sprintf(`{"RequestId":"7B2A1C3D","HostId":"service.test","Code":%q,"Message":%q}`, code, message)
}

func huaweiRefusal(code, message string) string {
	return fmt.Sprintf(`{"error_code":%q,"error_msg":%q}`, code, message)
}

// rewording changes the value of members, named with | between them, wherever it
// is text.
func rewording(members string) func([]byte, string) []byte {
	value := regexp.MustCompile(`("(?:` + members + `)" *: *)"[^"]*"`)
	return func(body []byte, word string) []byte {
		quoted, _ := json.Marshal(word)
		return value.ReplaceAll(body, append([]byte("${1}"), quoted...))
	}
}

// spoiling puts a number in place of the first row of the first list.
func spoiling(body []byte) []byte {
	var answer any
	if json.Unmarshal(body, &answer) != nil || !spoilFirst(answer) {
		return body
	}
	spoilt, _ := json.Marshal(answer)
	return spoilt
}

func spoilFirst(value any) bool {
	switch v := value.(type) {
	case []any:
		if len(v) == 0 {
			return false
		}
		v[0] = 7
		return true
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if spoilFirst(v[name]) {
				return true
			}
		}
	}
	return false
}
