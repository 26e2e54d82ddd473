package huawei

import (
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// TokenFromEnv is the source of tokens that the environment describes: the
// token in OS_TOKEN (or OS_TOKEN_ID) as it is; else one by password for
// OS_USERNAME, OS_PASSWORD and OS_USER_DOMAIN_NAME (or OS_DOMAIN_NAME), from
// the IAM given, else from OS_AUTH_URL, else from the region's own. The token
// is for the project given, else for that of the environment, else for the one
// named like the region.
func TokenFromEnv(region, projectID, iamEndpoint string, o transport.Options) (signer.Source, error) {
	if projectID == "" {
		projectID = ProjectFromEnv()
	}
	if token := first("OS_TOKEN", "OS_TOKEN_ID"); token != "" {
		return credentials.Static(signer.Credentials{AuthToken: token, ProjectID: projectID}), nil
	}
	c := TokenConfig{
		Endpoint:    iamEndpoint,
		User:        first("OS_USERNAME"),
		Password:    first("OS_PASSWORD"),
		Domain:      first("OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"),
		ProjectID:   projectID,
		ProjectName: first("OS_PROJECT_NAME", "OS_TENANT_NAME"),
		Transport:   o,
	}
	if c.Endpoint == "" {
		c.Endpoint = first("OS_AUTH_URL")
	}
	if c.Endpoint == "" {
		c.Endpoint = IAMEndpoint(region)
	}
	if c.ProjectName == "" {
		c.ProjectName = region
	}
	for _, m := range []struct{ value, names string }{
		{c.User, "OS_USERNAME"}, {c.Password, "OS_PASSWORD"}, {c.Domain, "OS_USER_DOMAIN_NAME (or OS_DOMAIN_NAME)"},
	} {
		if m.value == "" {
			return nil, credentials.Broken("signing in by token needs OS_TOKEN, or a user and password: " + m.names + " is not set")
		}
	}
	return NewToken(c)
}
