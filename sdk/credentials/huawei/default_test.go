package huawei_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
)

// A profile that is asked for by name and is not there is a question of keys: as
// not_found it would look like a task that is gone.
func TestDefaultWithoutItsProfile(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "")
	_, err := huawei.Default("nightly").Retrieve(t.Context())
	if !errors.Is(err, errors.Unauthenticated) || errors.Is(err, errors.NotFound) || !strings.Contains(err.Error(), "no credentials were found") {
		t.Errorf("err = %v, want one of kind unauthenticated that says that no credentials were found", err)
	}
}
