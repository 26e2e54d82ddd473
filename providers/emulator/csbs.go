package emulator

import "net/http"

// CSBS is Huawei's Cloud Server Backup Service, API version 1: backups, which it
// calls checkpoint items, their number, and backup policies.
//
// Failures counts the items in status error together with the available ones
// whose fail_op says that a restore or a deletion failed. A sixth as many more are
// available and have a copy or a disk that failed. The handler is safe for
// concurrent use.
func CSBS(c Config) http.Handler {
	c = c.withDefaults()
	b := newCSBSData(c)
	c.tell(b)
	return newGateway(c, []route{
		{method: "GET", pattern: "/v1/{project}/checkpoint_items", handle: b.listItems},
		{method: "GET", pattern: "/v1/{project}/checkpoint_items/count", handle: b.countItems},
		{method: "GET", pattern: "/v1/{project}/checkpoint_items/{item}", handle: b.showItem},
		{method: "GET", pattern: "/v1/{project}/policies", handle: b.listPolicies},
		{method: "GET", pattern: "/v1/{project}/policies/{policy}", handle: b.showPolicy},
	})
}

// csbsError is the service's form of error.
type csbsError struct {
	Code    string `json:"error_code"`
	Message string `json:"error_msg"`
}

func csbsRefusal(status int, code, message string) reply {
	return reply{status, csbsError{code, message}}
}

// csbsBad is a refused parameter.
func csbsBad(message string) reply {
	return csbsRefusal(http.StatusBadRequest, "CSBS.9001", message)
}

// csbsSpan reads limit, offset and marker; an offset counts from the marker.
func csbsSpan(c *call, after func(marker string) (pos int, known bool)) (s span, refused *reply) {
	var good bool
	if s.limit, good = pageLimit(c.query, 1000); !good {
		r := csbsBad("limit invalid")
		return s, &r
	}
	if s.offset, good = number(c.query, "offset", 0); !good {
		r := csbsBad("offset invalid")
		return s, &r
	}
	if marker := c.query.Get("marker"); marker != "" {
		if s.after, good = after(marker); !good {
			r := csbsBad("marker invalid")
			return s, &r
		}
	}
	return s, nil
}
