package alibaba

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/credentials/internal/profile"
	"github.com/taskfault/taskfault/sdk/wire"
	"github.com/taskfault/taskfault/signer"
)

// cliConfig is the file that Alibaba's CLI writes, as far as it is read here.
type cliConfig struct {
	Current  string                `json:"current"`
	Profiles wire.List[cliProfile] `json:"profiles"`
}

type cliProfile struct {
	Name            string `json:"name"`
	Mode            string `json:"mode"`
	AccessKeyID     string `json:"access_key_id"`
	AccessKeySecret string `json:"access_key_secret"`
	STSToken        string `json:"sts_token"`
	STSExpiration   int64  `json:"sts_expiration"` // Unix seconds
}

// CLIProfile reads a profile of ~/.aliyun/config.json, or of the file that
// ALIBABA_CLOUD_CONFIG_FILE names: the one given, else the one that
// ALIBABA_CLOUD_PROFILE names, else the file's current one. It reads the modes
// AK and StsToken. ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true turns it off.
func CLIProfile(name string) signer.Source {
	return credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
		if strings.EqualFold(os.Getenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"), "true") {
			return signer.Credentials{}, credentials.Missing("the CLI's profiles are turned off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED")
		}
		path := os.Getenv("ALIBABA_CLOUD_CONFIG_FILE")
		if path == "" {
			path = profile.Home(".aliyun", "config.json")
		}
		text, err := credentials.ReadProfile(ctx, path)
		if err != nil {
			return signer.Credentials{}, err
		}
		return fromCLI(path, text, profileName(name, ""))
	})
}

func fromCLI(path string, text []byte, name string) (signer.Credentials, error) {
	var config cliConfig
	if err := wire.Unmarshal(text, &config); err != nil {
		return signer.Credentials{}, credentials.Broken(path + " cannot be read: " + err.Error())
	}
	if name == "" {
		name = config.Current
	}
	if name == "" {
		name = "default"
	}
	for _, p := range config.Profiles.Rows {
		if p.Name == name {
			return p.credentials(path)
		}
	}
	if len(config.Profiles.Dropped) > 0 { // it may be the one
		return signer.Credentials{}, credentials.Broken(path + " has profiles that cannot be read: " + config.Profiles.Dropped[0].Error())
	}
	return signer.Credentials{}, credentials.Missing(path + " has no profile " + name)
}

func (p cliProfile) credentials(path string) (signer.Credentials, error) {
	c := signer.Credentials{AccessKeyID: p.AccessKeyID, AccessKeySecret: p.AccessKeySecret}
	switch p.Mode {
	case "AK", "":
	case "StsToken":
		c.SecurityToken = p.STSToken
		if p.STSExpiration > 0 {
			c.Expires = time.Unix(p.STSExpiration, 0).UTC()
		}
	default:
		return signer.Credentials{}, credentials.Broken("profile " + p.Name + " of " + path + " has the mode " + p.Mode + ", which is not supported yet: use AK or StsToken")
	}
	if err := c.Check(); err != nil {
		return signer.Credentials{}, credentials.Broken("profile " + p.Name + " of " + path + ": " + err.Error())
	}
	return c, nil
}
