//go:build unix

package huawei_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
)

// pipeProfile makes the profile's file a pipe.
func pipeProfile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path)
	return path
}

// A profile that is a pipe serves every client of the process, however often its
// keys are asked for.
func TestAProfileInAPipeServesAllClients(t *testing.T) {
	machine(t, nil, nil)
	path := pipeProfile(t)
	var all sync.WaitGroup
	all.Go(func() {
		if err := os.WriteFile(path, []byte("[basic]\nak = PIPE\nsk = "+canary+"\n"), 0o600); err != nil {
			t.Error(err)
		}
	})
	for range 3 {
		all.Go(func() {
			source := huawei.Default("")
			for range 2 {
				c, err := source.Retrieve(t.Context())
				if err != nil || c.AccessKeyID != "PIPE" {
					t.Errorf("got %v and %v, want the pipe's", c, err)
				}
				source.Invalidate(c)
			}
		})
	}
	all.Wait()
}

// Nobody waits for a profile longer than its call, and a file without an end is
// refused.
func TestAProfileEndsWithTheCall(t *testing.T) {
	machine(t, nil, nil)
	pipeProfile(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if c, err := huawei.Default("").Retrieve(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 2*time.Second {
		t.Errorf("got %v and %v after %v", c, err, time.Since(begun))
	}
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/dev/zero")
	if _, err := huawei.Default("").Retrieve(t.Context()); !errors.Is(err, errors.Unauthenticated) || !strings.Contains(err.Error(), "/dev/zero is a device") {
		t.Errorf("/dev/zero: %v", err)
	}
}

// Keys of the environment leave the profile alone.
func TestAProfileIsNotReadBesideTheEnvironment(t *testing.T) {
	machine(t, map[string]string{"HUAWEICLOUD_SDK_AK": "ENV", "HUAWEICLOUD_SDK_SK": canary}, nil)
	pipeProfile(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if c, err := huawei.Default("").Retrieve(ctx); err != nil || c.AccessKeyID != "ENV" {
		t.Errorf("got %v and %v, want the environment's", c, err)
	}
}
