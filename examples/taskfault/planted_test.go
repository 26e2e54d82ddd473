package main

import (
	"context"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
)

// shown is how many tasks failures prints of an emulated service that holds so many
// failures: good ones with a warning, and such as are in a state that nobody knows
// and say why, come beside them. The SDK, whose own tests compare it with what the
// emulator holds, counts them.
func shown(service string, failures int) (count int) {
	client, err := providers.Open(context.Background(), emulatorURL(service, "http://"+hostOf(service)),
		providers.WithCredentials(credentials.Key(emulatorKey, emulatorSecret)),
		providers.WithTransport(transport.Options{RoundTripper: emulator.Transport(newEmulated(service, emulator.Config{Failures: failures})), Rate: embeddedRate}))
	if err != nil {
		panic(err)
	}
	for _, err := range sdk.Failures(sdk.Query{}, client).All(context.Background()) {
		if err != nil {
			panic(err)
		}
		count++
	}
	return count
}

// shownOfAll is the same of every service together.
func shownOfAll(failures int) (all int) {
	for _, service := range readable {
		all += shown(service.Name, failures)
	}
	return all
}
