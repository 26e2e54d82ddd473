package credentials_test

import (
	"context"
	"fmt"
	"time"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// Keys of a vault that end after an hour: asked for once, however many calls need
// them, and again ahead of their end. Without a vault the fixed key is taken.
func Example() {
	asked := 0
	vault := credentials.NewCache(credentials.Func(func(context.Context) (signer.Credentials, error) {
		asked++
		return signer.Credentials{AccessKeyID: "AKIDEXAMPLE", AccessKeySecret: "a-secret-of-the-vault", Expires: time.Now().Add(time.Hour)}, nil
	}))
	none := credentials.Func(func(context.Context) (signer.Credentials, error) {
		return signer.Credentials{}, credentials.Missing("this machine has no metadata service")
	})
	source := credentials.Chain(none, vault, credentials.Key("AKIDFIXED", "another-secret"))
	for range 3 {
		keys, err := source.Retrieve(context.Background())
		fmt.Println(keys, err) // printing shows no secret
	}
	fmt.Println("asked:", asked)
	// Output:
	// key AKID… <nil>
	// key AKID… <nil>
	// key AKID… <nil>
	// asked: 1
}
