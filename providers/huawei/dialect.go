package huawei

import (
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Dialect is what Huawei Cloud and Open Telekom Cloud say in their own way, for clients of another service of this
// cloud.
func Dialect() transport.Dialect { return credentials.Dialect() }
