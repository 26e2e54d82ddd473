package fnf_test

import (
	"fmt"
	"testing"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
)

func TestEveryPlantedFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 12, 150} {
		for seed := range uint64(3) {
			for _, auth := range []alibaba.Auth{alibaba.AuthV1, alibaba.AuthV3} {
				for _, size := range []int{0, 7} {
					t.Run(fmt.Sprintf("failures=%d,seed=%d,%s,size=%d", n, seed, auth, size), func(t *testing.T) {
						c := emulated(t, emulator.Config{Seed: seed, Failures: n}, func(c *settings) { c.Auth = auth })
						for _, task := range alibabatest.Planted(t, c, size, max(n, 0)) {
							if f := task.Failure; f == nil || f.Code == "" || f.Reason == "" || f.Phase == "" {
								t.Errorf("%s: the failure is %+v, want code, reason and phase", task.ID, f)
							}
						}
					})
				}
			}
		}
	}
}
