package emulator

import "net/http"

// CBR is Huawei's Cloud Backup and Recovery, API version 3: tasks of every type, which
// it calls operation logs.
//
// Failures counts the tasks in failed, timeout and skipped together. A sixth as many
// more have something to look at: a success of which a part failed, or a word that
// nobody knows with a reason. The handler is safe for concurrent use.
func CBR(c Config) http.Handler {
	c = c.withDefaults()
	b := newCBRData(c)
	c.tell(b)
	return newGateway(c, []route{
		{method: "GET", pattern: "/v3/{project}/operation-logs", handle: b.listLogs},
		{method: "GET", pattern: "/v3/{project}/operation-logs/{log}", handle: b.showLog},
	})
}

// cbrError is the service's form of error.
type cbrError struct {
	Code    string `json:"error_code"`
	Message string `json:"error_msg"`
}

func cbrRefusal(status int, code, message string) reply {
	return reply{status, cbrError{"BackupService." + code, message}}
}

// cbrBad is a refused parameter.
func cbrBad(name string) *reply {
	r := cbrRefusal(http.StatusBadRequest, "9900", "Invalid parameter: "+name)
	return &r
}
