package huawei

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// IAMEndpoint is the base URL of the IAM that a region belongs to.
func IAMEndpoint(region string) string {
	switch {
	case region == "":
		return "https://iam.myhuaweicloud.com"
	case region == "eu-ch2":
		return "https://iam-pub.eu-ch2.sc.otc.t-systems.com"
	case IsOTC(region):
		return "https://iam." + region + ".otc.t-systems.com"
	case region == "eu-west-101":
		return "https://iam." + region + ".myhuaweicloud.eu"
	}
	return "https://iam." + region + ".myhuaweicloud.com"
}

// IsOTC reports whether a region is Open Telekom Cloud's and not Huawei Cloud's.
func IsOTC(region string) bool {
	return region == "eu-de" || region == "eu-nl" || region == "eu-ch2"
}

// endpoint reads the address of an IAM, which people write with its version
// behind it or without.
func endpoint(address string) (*url.URL, error) {
	u, err := transport.ParseEndpoint(strings.TrimSuffix(strings.TrimRight(address, "/"), "/v3"))
	if err != nil {
		return nil, &errors.Error{
			Service: "iam", Kind: errors.InvalidInput, Retry: errors.RetryNo,
			Message: "the IAM endpoint cannot be used: " + err.Error(),
		}
	}
	if u.Path == "" {
		u.Path = "/" // JoinPath on an empty one gives a path without its first slash
	}
	return u, nil
}

// call makes one call to IAM. Its requests count for no service's tally, and go by no
// options of the call that they are made for.
func call(ctx context.Context, t *transport.Client, c *transport.Call) error {
	_, err := t.Do(transport.WithCallOptions(transport.WithTally(ctx, nil), transport.CallOptions{}), c)
	return err
}

// reader decodes an answer of IAM into out.
func reader(out any, seen func(http.Header)) func(transport.Response) error {
	return func(r transport.Response) error {
		if !r.OK() {
			e := &errors.Error{}
			if found, ok := wire.ReadEnvelope(r.Body); ok {
				e.Code, e.Message, e.RequestID = found.Code, found.Message, found.RequestID
			}
			return e
		}
		if seen != nil {
			seen(r.Header)
		}
		return wire.Unmarshal(r.Body, out)
	}
}
