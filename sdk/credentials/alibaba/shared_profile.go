package alibaba

import (
	"context"
	"os"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/credentials/internal/ini"
	"github.com/taskfault/taskfault/sdk/credentials/internal/profile"
	"github.com/taskfault/taskfault/signer"
)

// SharedProfile reads a section of ~/.alibabacloud/credentials, or of the file
// that ALIBABA_CLOUD_CREDENTIALS_FILE names: the one given, else the one that
// ALIBABA_CLOUD_PROFILE names, else "default". It reads the type access_key.
func SharedProfile(name string) signer.Source {
	return credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
		path := os.Getenv("ALIBABA_CLOUD_CREDENTIALS_FILE")
		if path == "" {
			path = profile.Home(".alibabacloud", "credentials")
		}
		text, err := credentials.ReadProfile(ctx, path)
		if err != nil {
			return signer.Credentials{}, err
		}
		return fromShared(path, string(text), profileName(name, "default"))
	})
}

func fromShared(path, text, name string) (signer.Credentials, error) {
	values, found := ini.Section(text, name)
	if !found {
		return signer.Credentials{}, credentials.Missing(path + " has no section " + name)
	}
	if t := values["type"]; t != "access_key" && t != "" {
		return signer.Credentials{}, credentials.Broken("section " + name + " of " + path + " has the type " + t + ", which is not supported yet: use access_key")
	}
	c := signer.Credentials{AccessKeyID: values["access_key_id"], AccessKeySecret: values["access_key_secret"]}
	if err := c.Check(); err != nil {
		return signer.Credentials{}, credentials.Broken("section " + name + " of " + path + ": " + err.Error())
	}
	return c, nil
}
