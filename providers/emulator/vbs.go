package emulator

import "net/http"

// VBS is Huawei's Volume Backup Service: jobs of version 1, and of version 2 the
// backups, the backup policies and the tasks that a policy started.
//
// Failures counts the backups in error and error_restoring and the policies' tasks
// in EXECUTE_FAIL, EXECUTE_TIMEOUT and SKIP together. A twelfth as many backups more
// are in error_deleting, with a reason. Jobs are those of the policies' tasks, by
// their vbs_job_id, and these, whatever the seed:
//
//	ff808082000000000000000000000001   INIT
//	ff808082000000000000000000000002   RUNNING
//	ff808082000000000000000000000003   SUCCESS
//	ff808082000000000000000000000004   SUCCESS, with a sub-job that failed
//	ff808082000000000000000000000005   FAIL, with its code only in a sub-job
//
// The handler is safe for concurrent use.
func VBS(c Config) http.Handler {
	c = c.withDefaults()
	v := newVBSData(c)
	c.tell(v)
	return newGateway(c, []route{
		{method: "GET", pattern: "/v1/{project}/jobs/{job}", handle: v.showJob},
		{method: "GET", pattern: "/v2/{project}/backups", handle: v.listBackups},
		{method: "GET", pattern: "/v2/{project}/backups/detail", handle: v.listDetails},
		{method: "GET", pattern: "/v2/{project}/backups/{backup}", handle: v.showBackup},
		{method: "GET", pattern: "/v2/{project}/backuppolicy", handle: v.listPolicies},
		{method: "GET", pattern: "/v2/{project}/backuppolicy/{policy}/backuptasks", handle: v.listTasks},
	})
}

// vbsBad is OpenStack's refusal of a parameter, with a number for a code.
func vbsBad(message string) reply {
	return wrapped(http.StatusBadRequest, "badRequest", message, http.StatusBadRequest)
}

// vbsSpan reads limit, offset and marker. after finds the position behind a
// marker.
func vbsSpan(c *call, limit int, after func(marker string) (pos int, known bool)) (s span, refused *reply) {
	var good bool
	if s.limit, good = pageLimit(c.query, limit); !good {
		r := vbsBad("Invalid input received: limit must be from 1 to 1000")
		return s, &r
	}
	if s.offset, good = number(c.query, "offset", 0); !good {
		r := vbsBad("Invalid input received: offset must be an integer of 0 or more")
		return s, &r
	}
	if marker := c.query.Get("marker"); marker != "" {
		if s.after, good = after(marker); !good {
			r := vbsBad("marker [" + visible(marker) + "] not found")
			return s, &r
		}
	}
	return s, nil
}
