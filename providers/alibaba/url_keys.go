package alibaba

import "github.com/taskfault/taskfault/sdk/provider"

// SignatureKey is the URL key of how requests are signed.
func SignatureKey() provider.Key {
	return provider.Key{Name: "signature", Field: "Auth", Help: "the signature's version", Private: true, Allowed: []string{"v1", "v3"}}
}

// FromURL is the configuration that a source's URL and a program's settings give.
func FromURL(u provider.SourceURL, with provider.Settings) Config {
	return Config{
		Region: u.Region, Auth: Auth(u.Value("signature")), Profile: u.Value("profile"),
		Credentials: with.Credentials, Transport: with.Transport, Codes: with.Codes,
	}
}
