package huawei

import "github.com/taskfault/taskfault/sdk/provider"

// ProjectKey is the URL key of the project.
func ProjectKey() provider.Key {
	return provider.Key{Name: "project_id", Field: "ProjectID", Help: "project; default: that of the keys, else looked up by the region", ID: true}
}

// IAMEndpointKey is the URL key of IAM's address.
func IAMEndpointKey() provider.Key {
	return provider.Key{Name: "iam_endpoint", Field: "IAMEndpoint", Help: "IAM's base URL instead of the regional one", Private: true}
}

// AuthKey is the URL key of how requests are signed.
func AuthKey() provider.Key {
	return provider.Key{Name: "auth", Field: "Auth", Help: "how requests are signed", Private: true, Allowed: []string{"aksk", "aksk-otc", "token", "v11"}}
}

// FromURL is the configuration that a source's URL and a program's settings give.
func FromURL(u provider.SourceURL, with provider.Settings) Config {
	return Config{
		Region: u.Region, ProjectID: u.Value("project_id"), IAMEndpoint: u.Value("iam_endpoint"),
		Auth: Auth(u.Value("auth")), Profile: u.Value("profile"),
		Credentials: with.Credentials, Transport: with.Transport, Codes: with.Codes,
	}
}
