package huawei

import (
	_ "embed" // the tables
	"slices"
	"sync"

	"github.com/taskfault/taskfault/errors"
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
)

// The tables of the services that others build on, and what is said of failures
// without a known code.
var (
	//go:embed evs.tsv
	evsText string
	//go:embed ecs.tsv
	ecsText string
	//go:embed vpc.tsv
	vpcText string
	//go:embed ims.tsv
	imsText string
	//go:embed situations.tsv
	situationsText string
)

var codes = sync.OnceValue(func() []*errors.Codes {
	return []*errors.Codes{
		credentials.Codes(),
		errors.NewCodes("evs", evsText, credentials.Codes()),
		errors.NewCodes("ecs", ecsText, credentials.Codes()),
		errors.NewCodes("vpc", vpcText, credentials.Codes()),
		errors.NewCodes("ims", imsText, credentials.Codes()),
		errors.NewCodes("", situationsText),
	}
})

// Codes are those that a service of the cloud has beside its own, for
// [errors.NewCodes]: the gateway's, those of EVS, ECS, VPC and IMS, which tasks of
// others report, and the situations of failures without a known code.
func Codes() []*errors.Codes { return slices.Clone(codes()) }

// codesOf tells what the codes of a service mean: as the user's Codes say, which may
// also know of siblings, else as the service's own.
func (c Config) codesOf(service Service) *errors.Codes {
	if known := c.Codes.Of(service.Name); known != nil {
		return known
	}
	return service.Codes
}
