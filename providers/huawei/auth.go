package huawei

import (
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

// Auth names a way to sign requests.
type Auth string

const (
	// AuthAKSK is SDK-HMAC-SHA256, with a key and its secret.
	AuthAKSK Auth = "aksk"
	// AuthOTC is the older form of it that Open Telekom Cloud documents, with
	// Credential= in its header.
	AuthOTC Auth = "aksk-otc"
	// AuthToken is a token of IAM in X-Auth-Token.
	AuthToken Auth = "token"
	// AuthV11 is V11-HMAC-SHA256, with a key derived for a day, the Region of the
	// Config and the service.
	AuthV11 Auth = "v11"
)

// signer finds the scheme for the calls of one service, nil for an unknown Auth.
func (c Config) signer(service string) signer.Signer {
	switch c.Auth {
	case "", AuthAKSK:
		return huawei.SDKHMAC{}
	case AuthOTC:
		return huawei.OTC{}
	case AuthToken:
		return huawei.Token{}
	case AuthV11:
		return huawei.V11{Region: c.Region, Service: service}
	}
	return nil
}

// source is where the credentials come from.
func (c Config) source() (signer.Source, error) {
	switch {
	case c.Credentials != nil:
		return c.Credentials, nil
	case c.Auth == AuthToken:
		return credentials.TokenFromEnv(c.Region, c.ProjectID, c.IAMEndpoint, c.Transport)
	}
	return credentials.Default(c.Profile), nil
}
