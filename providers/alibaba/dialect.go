package alibaba

import (
	credentials "github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Dialect is what Alibaba Cloud says in its own way, for clients of another service of this
// cloud.
func Dialect() transport.Dialect { return credentials.Dialect() }
