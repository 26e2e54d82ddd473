package alibaba

import (
	"context"
	"os"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// Environment reads ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET
// and, with temporary keys, ALIBABA_CLOUD_SECURITY_TOKEN.
func Environment() signer.Source {
	return credentials.Func(func(context.Context) (signer.Credentials, error) {
		c := signer.Credentials{
			AccessKeyID:     os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"),
			AccessKeySecret: os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
			SecurityToken:   os.Getenv("ALIBABA_CLOUD_SECURITY_TOKEN"),
		}
		switch {
		case c.AccessKeyID == "" && c.AccessKeySecret == "":
			return c, credentials.Missing("ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set")
		case c.AccessKeyID == "":
			return c, credentials.Broken("ALIBABA_CLOUD_ACCESS_KEY_SECRET is set and ALIBABA_CLOUD_ACCESS_KEY_ID is not")
		case c.AccessKeySecret == "":
			return c, credentials.Broken("ALIBABA_CLOUD_ACCESS_KEY_ID is set and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not")
		}
		return c, nil
	})
}
