package alibaba

import (
	"os"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// Default is the chain of a service that is given no source. With a profile
// name it reads that profile, of the CLI or of the shared file; without, the
// environment first. What it finds is kept until the service refuses it.
func Default(profile string) signer.Source {
	files := credentials.Chain(CLIProfile(profile), SharedProfile(profile))
	if profile != "" {
		return credentials.NewCache(files)
	}
	return credentials.NewCache(credentials.Chain(Environment(), CLIProfile(""), SharedProfile("")))
}

// profileName is the profile to read when the caller names none.
func profileName(given, otherwise string) string {
	if given != "" {
		return given
	}
	if v := os.Getenv("ALIBABA_CLOUD_PROFILE"); v != "" {
		return v
	}
	return otherwise
}
