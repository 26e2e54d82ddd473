package main

import (
	"context"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// emulatorRegion is the region of the embedded emulator's sources. No cloud has
// one of that name, so that nobody takes a planted failure for a real one.
const emulatorRegion = "emulator"

// embeddedSeed is the data set of the embedded emulator.
const embeddedSeed = 1

// embeddedRate is how many requests a second the embedded emulator gets where
// the user does not say: the limits of the real services would only make a
// newcomer wait.
const embeddedRate = 10_000

// embedded opens the services of an emulator inside this process. It has
// its own keys, so that the user's are never shown to it, and no port.
func (p *program) embedded(ctx context.Context) ([]sdk.Client, error) {
	keys := credentials.Static(signer.Credentials{
		AccessKeyID: emulatorKey, AccessKeySecret: emulatorSecret, ProjectID: emulatorProject,
	})
	p.secrets.add(emulatorSecret, emulatorToken)
	config := emulator.Config{
		Seed: embeddedSeed, AccessKeyID: emulatorKey, AccessKeySecret: emulatorSecret,
		ProjectID: emulatorProject, TaskToken: emulatorToken,
	}
	var all []sdk.Client
	for _, s := range emulator.Services() {
		o := p.transport()
		o.RoundTripper = emulator.Transport(s.New(config))
		if o.Rate == 0 {
			o.Rate = embeddedRate
		}
		c, err := providers.Open(ctx, s.Name+"://"+emulatorRegion, providers.WithCredentials(keys), providers.WithTransport(o), providers.WithLang(p.flags.lang))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
