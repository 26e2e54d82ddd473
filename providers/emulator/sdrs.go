package emulator

import "net/http"

// SDRS is Huawei's Storage Disaster Recovery Service, API version 1: the task
// center with its failed tasks and their deletion, jobs, and protection groups.
//
// Failures counts the failed tasks of the group level and of every protection
// group together. With two or more, those of the document's example are among
// them. The service lists only tasks that failed; jobs in other states are known
// by these IDs, whatever the seed:
//
//	ff808082000000000000000000000001   INIT
//	ff808082000000000000000000000002   RUNNING
//	ff808082000000000000000000000003   SUCCESS
//	ff808082000000000000000000000004   SUCCESS, with a sub-job that failed
//	ff808082000000000000000000000005   FAIL, with its code only in a sub-job of a sub-job
//
// The handler is safe for concurrent use.
func SDRS(c Config) http.Handler {
	c = c.withDefaults()
	s := newSDRSData(c)
	c.tell(s)
	return newGateway(c, []route{
		{method: "GET", pattern: "/v1/{project}/server-groups", handle: s.listGroups},
		{method: "GET", pattern: "/v1/{project}/jobs/{job}", handle: s.showJob},
		{method: "GET", pattern: "/v1/{project}/task-center/failure-jobs", handle: s.listFailures},
		{method: "DELETE", pattern: "/v1/{project}/task-center/failure-jobs/batch", handle: s.deleteGroupLevel},
		{method: "DELETE", pattern: "/v1/{project}/task-center/failure-jobs/{job}", handle: s.deleteFailure},
		{method: "DELETE", pattern: "/v1/{project}/task-center/{group}/failure-jobs/batch", handle: s.deleteGroupFailures},
	})
}

// sdrsBad is a refused parameter, and like most of this service's refusals a 400.
func sdrsBad(code, message string) reply {
	return wrapped(http.StatusBadRequest, "badrequest", message, code)
}

func sdrsNotFound(what, id string) reply {
	return wrapped(http.StatusNotFound, "itemNotFound", what+" "+visible(id)+" could not be found.", "404")
}

// sdrsSpan reads limit and offset.
func sdrsSpan(c *call) (s span, refused *reply) {
	var good bool
	if s.limit, good = pageLimit(c.query, 1000); !good {
		r := sdrsBad("SDRS.0221", "limit value must be greater than 0 or less than 1000")
		return s, &r
	}
	if s.offset, good = number(c.query, "offset", 0); !good {
		r := sdrsBad("SDRS.0222", "offset value cannot be negative, and must be an integer")
		return s, &r
	}
	return s, nil
}
