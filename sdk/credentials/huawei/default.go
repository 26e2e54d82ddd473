package huawei

import (
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// Default is the chain of keys of a service that is given no source. With a
// profile name it reads that profile; without, the environment first. What it
// finds is kept until the service refuses it.
func Default(profile string) signer.Source {
	if profile != "" {
		return credentials.NewCache(credentials.Chain(Profile(profile)))
	}
	return credentials.NewCache(credentials.Chain(Environment(), Profile("")))
}
