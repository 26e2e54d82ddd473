package providers_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// This file is the floor of the calls: what somebody would write for one
// service with net/http, encoding/json and crypto/hmac alone. It signs as the
// vendors' pages say, checks the status, bounds the body and decodes it. It does
// not retry, limit, or explain.

const (
	handKey     = "id-of-a-key"
	handSecret  = "secret-of-a-key"
	handProject = "0123456789abcdef0123456789abcdef"
)

// handCall sends a signed request and decodes its answer.
func handCall(client *http.Client, req *http.Request, out any) error {
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by hand")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
	return json.Unmarshal(body, out)
}

// handSDKHMAC signs with SDK-HMAC-SHA256 a request without a body.
func handSDKHMAC(req *http.Request) {
	date := time.Now().UTC().Format("20060102T150405Z")
	req.Header.Set("X-Sdk-Date", date)
	req.Header.Set("X-Project-Id", handProject)
	const signed = "host;x-project-id;x-sdk-date"
	empty := sha256.Sum256(nil)
	canonical := req.Method + "\n" + req.URL.EscapedPath() + "/\n" + req.URL.Query().Encode() + "\n" +
		"host:" + req.URL.Host + "\nx-project-id:" + handProject + "\nx-sdk-date:" + date + "\n\n" +
		signed + "\n" + hex.EncodeToString(empty[:])
	sum := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(handSecret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hex.EncodeToString(sum[:])))
	req.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+handKey+", SignedHeaders="+signed+
		", Signature="+hex.EncodeToString(mac.Sum(nil)))
}

// handACS3 signs with ACS3-HMAC-SHA256 a request without a body.
func handACS3(req *http.Request, action, version string) {
	empty := sha256.Sum256(nil)
	payload := hex.EncodeToString(empty[:])
	date, nonce := time.Now().UTC().Format("2006-01-02T15:04:05Z"), handNonce()
	req.Header.Set("X-Acs-Action", action)
	req.Header.Set("X-Acs-Version", version)
	req.Header.Set("X-Acs-Date", date)
	req.Header.Set("X-Acs-Signature-Nonce", nonce)
	req.Header.Set("X-Acs-Content-Sha256", payload)
	const signed = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
	canonical := req.Method + "\n/\n" + handQuery(req.URL.Query()) + "\n" +
		"host:" + req.URL.Host + "\nx-acs-action:" + action + "\nx-acs-content-sha256:" + payload +
		"\nx-acs-date:" + date + "\nx-acs-signature-nonce:" + nonce + "\nx-acs-version:" + version + "\n\n" +
		signed + "\n" + payload
	sum := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(handSecret))
	mac.Write([]byte("ACS3-HMAC-SHA256\n" + hex.EncodeToString(sum[:])))
	req.Header.Set("Authorization", "ACS3-HMAC-SHA256 Credential="+handKey+",SignedHeaders="+signed+
		",Signature="+hex.EncodeToString(mac.Sum(nil)))
}

// handRPCV1 signs a query with HMAC-SHA1.
func handRPCV1(method string, params url.Values) string {
	params.Set("AccessKeyId", handKey)
	params.Set("Format", "JSON")
	params.Set("SignatureMethod", "HMAC-SHA1")
	params.Set("SignatureVersion", "1.0")
	params.Set("SignatureNonce", handNonce())
	params.Set("Timestamp", time.Now().UTC().Format("2006-01-02T15:04:05Z"))
	query := handQuery(params)
	mac := hmac.New(sha1.New, []byte(handSecret+"&"))
	mac.Write([]byte(method + "&%2F&" + url.QueryEscape(query)))
	return query + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func handQuery(v url.Values) string { return strings.ReplaceAll(v.Encode(), "+", "%20") }

func handNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// handGet is a call of one of Huawei's services.
func handGet(ctx context.Context, client *http.Client, address string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	handSDKHMAC(req)
	return handCall(client, req, out)
}

// The members of the answers that the benchmarks are given.

type handErrorCode struct {
	HTTPStatusCode                 int `json:"HttpStatusCode"`
	RequestID, ErrCode, ErrMessage string
	Success                        bool
	Item                           struct{ JobState, ErrorMessage, ErrorCode, JobID, JobType, Language string }
}

type handExecution struct {
	RequestID, FlowName, FlowDefinition, Name, Status, Input, Output string
	StartedTime, StoppedTime                                         time.Time
}

type handJob struct {
	JobID      string    `json:"job_id"`
	JobType    string    `json:"job_type"`
	BeginTime  time.Time `json:"begin_time"`
	EndTime    time.Time `json:"end_time"`
	Status     string    `json:"status"`
	ErrorCode  string    `json:"error_code"`
	FailReason string    `json:"fail_reason"`
	Entities   struct {
		ServerGroupID string    `json:"server_group_id"`
		SubJobs       []handJob `json:"sub_jobs"`
	} `json:"entities"`
}

type handItem struct {
	CheckpointItem struct {
		ID           string `json:"id"`
		CheckpointID string `json:"checkpoint_id"`
		Name         string `json:"name"`
		Status       string `json:"status"`
		ResourceID   string `json:"resource_id"`
		ResourceType string `json:"resource_type"`
		CreatedAt    string `json:"created_at"` // without a zone, which package time does not read
		ExtendInfo   struct {
			FailCode struct {
				Code, Description string
			} `json:"fail_code"`
			FailOp       string `json:"fail_op"`
			FailReason   string `json:"fail_reason"`
			Progress     int    `json:"progress"`
			ResourceName string `json:"resource_name"`
		} `json:"extend_info"`
	} `json:"checkpoint_item"`
}

type handBackup struct {
	Backup struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		Status          string `json:"status"`
		VolumeID        string `json:"volume_id"`
		FailReason      string `json:"fail_reason"`
		Size            int64  `json:"size"`
		CreatedAt       string `json:"created_at"` // without a zone, which package time does not read
		ServiceMetadata string `json:"service_metadata"`
	} `json:"backup"`
}
