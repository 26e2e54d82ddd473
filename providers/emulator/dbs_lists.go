package emulator

import (
	"math"
	"slices"
)

// dbsPage is what a list answers about its pages. Pages count from 0.
type dbsPage struct{ PageNum, PageSize, TotalPages, TotalElements int64 }

// pageParams reads the page asked for. wrong names a parameter out of range.
func (c *alibabaCall) pageParams(sizes func(int64) bool) (p dbsPage, wrong string) {
	var ok bool
	if p.PageNum, ok = c.intParam("PageNum", 0, 0, math.MaxInt32); !ok {
		return p, "PageNum"
	}
	if p.PageSize, ok = c.intParam("PageSize", 30, 1, 100); !ok || !sizes(p.PageSize) {
		return p, "PageSize"
	}
	return p, ""
}

// Which page sizes a list takes: those of sets have three, the others any to 100.
func setSizes(n int64) bool { return n == 30 || n == 50 || n == 100 }
func anySize(int64) bool    { return true }

// cut is the part of rows that is on the page, and the page with its totals.
func cut[T any](p dbsPage, rows []T) ([]T, dbsPage) {
	total := int64(len(rows))
	p.TotalElements, p.TotalPages = total, (total+p.PageSize-1)/p.PageSize
	from := min(p.PageNum*p.PageSize, total)
	return rows[from:min(from+p.PageSize, total)], p
}

// dbsWindow is a window of time in Unix milliseconds.
type dbsWindow struct{ from, to int64 }

// spanParams reads the window. The examples of one list are in seconds, those of the
// others in milliseconds: what would be in the seventies is taken as seconds.
func (c *alibabaCall) spanParams() (s dbsWindow, wrong string) {
	for name, end := range map[string]*int64{"StartTimestamp": &s.from, "EndTimestamp": &s.to} {
		v, ok := c.intParam(name, -1, 0, math.MaxInt64/1000)
		if !ok {
			return s, name
		}
		if v >= 0 && v < 1e11 {
			v *= 1000
		}
		*end = v
	}
	return s, ""
}

// holds reports whether the window has t in it. An end that was not given is -1.
func (s dbsWindow) holds(t int64) bool { return t >= s.from && (s.to < 0 || t <= s.to) }

// within is the rows whose time is in the window.
func within[T any](s dbsWindow, rows []T, at func(*T) int64) []T {
	if s.from < 0 && s.to < 0 {
		return rows
	}
	var in []T
	for i := range rows {
		if s.holds(at(&rows[i])) {
			in = append(in, rows[i])
		}
	}
	return in
}

// setParams reads what both lists of sets take.
func (data *dbsData) setParams(c *alibabaCall) (p *dbsPlan, page dbsPage, s dbsWindow, storage bool, refused any) {
	page, wrong := c.pageParams(setSizes)
	if wrong == "" {
		s, wrong = c.spanParams()
	}
	storage, ok := c.boolParam("ShowStorageType", true)
	if wrong == "" && !ok {
		wrong = "ShowStorageType"
	}
	if wrong != "" {
		return nil, page, s, false, c.invalid(wrong)
	}
	if p = data.byID[c.params.Get("BackupPlanId")]; p == nil {
		return nil, page, s, false, c.unknown()
	}
	return p, page, s, storage, nil
}

func (data *dbsData) describeFullBackupList(c *alibabaCall) any {
	p, page, s, storage, refused := data.setParams(c)
	if refused != nil {
		return refused
	}
	sets := within(s, p.full, func(b *dbsFull) int64 { return b.created })
	if id := c.params.Get("BackupSetId"); id != "" {
		sets = slices.DeleteFunc(slices.Clone(sets), func(b dbsFull) bool { return b.id != id })
	}
	var answer struct {
		dbsHead
		dbsPage
		Items struct{ FullBackupFile []dbsFullRow }
	}
	sets, answer.dbsPage = cut(page, sets)
	answer.dbsHead, answer.Items.FullBackupFile = c.ok(), make([]dbsFullRow, 0, len(sets))
	for i := range sets {
		answer.Items.FullBackupFile = append(answer.Items.FullBackupFile, sets[i].row(p, storage))
	}
	return answer
}

func (data *dbsData) describeIncrementBackupList(c *alibabaCall) any {
	p, page, s, storage, refused := data.setParams(c)
	if refused != nil {
		return refused
	}
	sets := within(s, p.increments, func(b *dbsIncrement) int64 { return b.started })
	var answer struct {
		dbsHead
		dbsPage
		Items struct{ IncrementBackupFile []dbsIncrementRow }
	}
	sets, answer.dbsPage = cut(page, sets)
	answer.dbsHead, answer.Items.IncrementBackupFile = c.ok(), make([]dbsIncrementRow, 0, len(sets))
	for i := range sets {
		answer.Items.IncrementBackupFile = append(answer.Items.IncrementBackupFile, sets[i].row(p, storage))
	}
	return answer
}

func (data *dbsData) describeRestoreTaskList(c *alibabaCall) any {
	page, wrong := c.pageParams(anySize)
	s, wrongSpan := c.spanParams()
	plans, tasks := c.list("BackupPlanId"), c.list("RestoreTaskId")
	switch {
	case wrong != "":
		return c.invalid(wrong)
	case wrongSpan != "":
		return c.invalid(wrongSpan)
	case (len(plans) == 0) == (len(tasks) == 0): // exactly one of them
		return c.invalid("RestoreTaskId")
	}
	for _, id := range plans {
		if data.byID[id] == nil {
			return c.unknown()
		}
	}
	for _, id := range tasks {
		if kind := data.jobs[id].kind; kind != jobRestore && kind != jobExample {
			return c.unknown()
		}
	}
	wanted := setOf(append(plans, tasks...))
	restores := slices.DeleteFunc(slices.Clone(data.restores), func(r *dbsRestore) bool {
		return !wanted[r.id] && !wanted[r.plan.id] || !s.holds(r.created)
	})
	var answer struct {
		dbsHead
		dbsPage
		Items struct{ RestoreTaskDetail []dbsRestoreRow }
	}
	restores, answer.dbsPage = cut(page, restores)
	answer.dbsHead, answer.Items.RestoreTaskDetail = c.ok(), make([]dbsRestoreRow, 0, len(restores))
	for _, r := range restores {
		answer.Items.RestoreTaskDetail = append(answer.Items.RestoreTaskDetail, r.row())
	}
	return answer
}

func (data *dbsData) describeBackupPlanList(c *alibabaCall) any {
	page, wrong := c.pageParams(anySize)
	if wrong != "" {
		return c.invalid(wrong)
	}
	status := c.params.Get("BackupPlanStatus")
	if status != "" && !slices.Contains(planStatuses, status) {
		return c.invalid("BackupPlanStatus")
	}
	ids := c.list("BackupPlanId")
	wanted := setOf(ids)
	is := func(name, value string) bool { return c.params.Get(name) == "" || c.params.Get(name) == value }
	plans := slices.DeleteFunc(slices.Clone(data.plans), func(p *dbsPlan) bool {
		return len(ids) > 0 && !wanted[p.id] || !is("BackupPlanStatus", p.status) || !is("BackupPlanName", p.name) ||
			!is("Region", p.region) || !is("ResourceGroupId", "rg-default")
	})
	var answer struct {
		dbsHead
		dbsPage
		Items struct{ BackupPlanDetail []dbsPlanRow }
	}
	plans, answer.dbsPage = cut(page, plans)
	answer.dbsHead, answer.Items.BackupPlanDetail = c.ok(), make([]dbsPlanRow, 0, len(plans))
	for _, p := range plans {
		answer.Items.BackupPlanDetail = append(answer.Items.BackupPlanDetail, p.row())
	}
	return answer
}

// setOf is the values of a list.
func setOf(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, v := range list {
		m[v] = true
	}
	return m
}
