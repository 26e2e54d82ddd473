// Command nethttp makes by hand, with the standard library alone, the call that
// the command taskfault beside it makes with the SDK.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	path := "/v1/" + os.Getenv("PROJECT") + "/jobs/" + os.Getenv("JOB")
	req, err := http.NewRequest(http.MethodGet, os.Getenv("ENDPOINT")+path, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	sign(req)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		fmt.Println(resp.Status)
		return
	}
	var job struct {
		Status     string    `json:"status"`
		ErrorCode  string    `json:"error_code"`
		FailReason string    `json:"fail_reason"`
		BeginTime  time.Time `json:"begin_time"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 16<<20)).Decode(&job); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(job.Status, job.ErrorCode, job.FailReason)
}

// sign signs a request without query and body.
func sign(req *http.Request) {
	date := time.Now().UTC().Format("20060102T150405Z")
	req.Header.Set("X-Sdk-Date", date)
	empty := sha256.Sum256(nil)
	canonical := req.Method + "\n" + req.URL.EscapedPath() + "/\n\nhost:" + req.URL.Host + "\nx-sdk-date:" + date +
		"\n\nhost;x-sdk-date\n" + hex.EncodeToString(empty[:])
	sum := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(os.Getenv("SECRET")))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hex.EncodeToString(sum[:])))
	req.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+os.Getenv("KEY")+
		", SignedHeaders=host;x-sdk-date, Signature="+hex.EncodeToString(mac.Sum(nil)))
}
