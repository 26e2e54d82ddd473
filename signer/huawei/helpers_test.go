package huawei_test

import (
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

var (
	testKeys, testTime = signertest.Keys(), signertest.At()
	verify             = signertest.Verify(huawei.Verify)
)
