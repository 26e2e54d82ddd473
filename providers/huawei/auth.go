package huawei

import (
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

// auth is where the credentials come from and how a request is signed with them.
func (c Config) auth(o transport.Options) (signer.Source, signer.Signer, error) {
	source, sign := c.Credentials, c.Signer
	var scheme signer.Signer
	switch c.Auth {
	case "", "aksk":
		scheme = huawei.SDKHMAC{}
	case "aksk-otc":
		scheme = huawei.OTC{}
	case "token":
		scheme = huawei.Token{}
	default:
		return nil, nil, c.invalid("Auth must be aksk, aksk-otc or token")
	}
	if sign == nil {
		sign = scheme
	}
	switch {
	case source != nil:
	case c.Auth == "token":
		tokens, err := credentials.TokenFromEnv(c.Region, c.ProjectID, c.IAMEndpoint, o)
		if err != nil {
			return nil, nil, c.complete(transport.NoCredentials(err))
		}
		source = tokens
	default:
		source = credentials.Default(c.Profile)
	}
	return source, sign, nil
}
