package huawei

import (
	"context"
	"os"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// Environment reads keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, with
// HUAWEICLOUD_SDK_SECURITY_TOKEN, HUAWEICLOUD_SDK_PROJECT_ID and
// HUAWEICLOUD_SDK_DOMAIN_ID beside them; where those are not set, Open Telekom
// Cloud's OS_ACCESS_KEY (or OS_ACCESS_KEY_ID, OS_AK) and its companions.
//
// Unlike Open Telekom Cloud's own client it never takes AWS's variables, which
// would send one cloud's key to another.
func Environment() signer.Source {
	return credentials.Func(func(context.Context) (signer.Credentials, error) {
		c := signer.Credentials{
			AccessKeyID:     os.Getenv("HUAWEICLOUD_SDK_AK"),
			AccessKeySecret: os.Getenv("HUAWEICLOUD_SDK_SK"),
			SecurityToken:   os.Getenv("HUAWEICLOUD_SDK_SECURITY_TOKEN"),
			ProjectID:       os.Getenv("HUAWEICLOUD_SDK_PROJECT_ID"),
			DomainID:        os.Getenv("HUAWEICLOUD_SDK_DOMAIN_ID"),
		}
		id, secret := "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"
		if c.AccessKeyID == "" && c.AccessKeySecret == "" {
			c = openStack()
			if c.AccessKeyID != "" || c.AccessKeySecret != "" {
				id, secret = "OS_ACCESS_KEY", "OS_SECRET_KEY"
			}
		}
		switch {
		case c.AccessKeyID == "" && c.AccessKeySecret == "":
			return c, credentials.Missing(id + " and " + secret + " are not set")
		case c.AccessKeyID == "":
			return c, credentials.Broken(secret + " is set and " + id + " is not")
		case c.AccessKeySecret == "":
			return c, credentials.Broken(id + " is set and " + secret + " is not")
		}
		return c, nil
	})
}

// openStack reads the names that Open Telekom Cloud's tools use for keys.
func openStack() signer.Credentials {
	return signer.Credentials{
		AccessKeyID:     first("OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK"),
		AccessKeySecret: first("OS_SECRET_KEY", "OS_ACCESS_KEY_SECRET", "OS_SK"),
		SecurityToken:   first("OS_SECURITY_TOKEN", "OS_AKSK_SECURITY_TOKEN", "OS_ST"),
		ProjectID:       first("OS_PROJECT_ID", "OS_TENANT_ID"),
	}
}

// ProjectFromEnv is the project that the environment names, empty if none:
// HUAWEICLOUD_SDK_PROJECT_ID, OS_PROJECT_ID or OS_TENANT_ID.
func ProjectFromEnv() string {
	return first("HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID")
}

// first is the first variable with a value.
func first(names ...string) string {
	for _, n := range names {
		if v := os.Getenv(n); v != "" {
			return v
		}
	}
	return ""
}
