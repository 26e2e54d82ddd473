package huawei

import (
	"cmp"
	"context"
	"os"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/credentials/internal/ini"
	"github.com/taskfault/taskfault/sdk/credentials/internal/profile"
	"github.com/taskfault/taskfault/signer"
)

// Profile reads a section of ~/.huaweicloud/credentials, or of the file that
// HUAWEICLOUD_SDK_CREDENTIALS_FILE names: the one given, else "basic", as the
// vendor's SDK does. Keys: ak, sk, security_token, project_id, domain_id.
func Profile(name string) signer.Source {
	return credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
		path := os.Getenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
		if path == "" {
			path = profile.Home(".huaweicloud", "credentials")
		}
		text, err := credentials.ReadProfile(ctx, path)
		if err != nil {
			return signer.Credentials{}, err
		}
		return fromProfile(path, string(text), cmp.Or(name, "basic"))
	})
}

func fromProfile(path, text, section string) (signer.Credentials, error) {
	values, found := ini.Section(text, section)
	if !found {
		return signer.Credentials{}, credentials.Missing(path + " has no section " + section)
	}
	c := signer.Credentials{
		AccessKeyID:     values["ak"],
		AccessKeySecret: values["sk"],
		SecurityToken:   values["security_token"],
		ProjectID:       values["project_id"],
		DomainID:        values["domain_id"],
	}
	if c.AccessKeyID == "" && values["idp_id"] != "" {
		return c, credentials.Broken("section " + section + " of " + path + " uses an identity provider, which is not supported yet: give ak and sk")
	}
	if err := c.Check(); err != nil {
		return c, credentials.Broken("section " + section + " of " + path + ": " + err.Error())
	}
	return c, nil
}
