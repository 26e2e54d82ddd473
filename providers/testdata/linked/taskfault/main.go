// Command taskfault makes one call with a client of the SDK. The test of what
// linking the SDK costs builds it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
)

func main() {
	client, err := sdrs.New(huawei.Config{Region: "eu-de", ProjectID: os.Getenv("PROJECT")}, sdrs.Options{Endpoint: os.Getenv("ENDPOINT")})
	if err != nil {
		fmt.Println(err)
		return
	}
	job, err := client.ShowJob(context.Background(), sdrs.ShowJobInput{JobID: os.Getenv("JOB")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(job.Status, job.ErrorCode, job.FailReason)
}
