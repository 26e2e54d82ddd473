package errors

import _ "embed" // the tables

// The texts of the catalog, a file a service. Nothing is parsed before it is
// asked for.
var (
	//go:embed catalog/dbs.tsv
	dbsText string
	//go:embed catalog/fnf.tsv
	fnfText string
	//go:embed catalog/sdrs.tsv
	sdrsText string
	//go:embed catalog/csbs.tsv
	csbsText string
	//go:embed catalog/vbs.tsv
	vbsText string
	//go:embed catalog/alibaba.tsv
	alibabaText string
	//go:embed catalog/huawei.tsv
	huaweiText string
	//go:embed catalog/kinds.tsv
	kindText string
	//go:embed catalog/situations.tsv
	situationText string
)

var (
	dbsTable     = newTable("dbs", dbsText)
	fnfTable     = newTable("fnf", fnfText)
	sdrsTable    = newTable("sdrs", sdrsText)
	csbsTable    = newTable("csbs", csbsText)
	vbsTable     = newTable("vbs", vbsText)
	alibabaTable = newTable("alibaba", alibabaText)
	huaweiTable  = newTable("huawei", huaweiText)
	kindTable    = newTable("", kindText) // what is to be said where only the kind is known

	// What is to be said where the code is not known, but what failed is.
	situationTable = newTable("situations", situationText)
)

// allTables are those with codes, in the order in which an unnamed service is
// looked for.
var allTables = []*table{dbsTable, fnfTable, sdrsTable, csbsTable, vbsTable, alibabaTable, huaweiTable}

// scopes tell where the codes of a service are looked for: its own table, its
// cloud's gateway, and what else reports its codes.
var scopes = map[string][]*table{
	"":        allTables,
	"dbs":     {dbsTable, alibabaTable},
	"fnf":     {fnfTable, alibabaTable},
	"sdrs":    {sdrsTable, huaweiTable, csbsTable, vbsTable},
	"csbs":    {csbsTable, huaweiTable, sdrsTable, vbsTable},
	"vbs":     {vbsTable, huaweiTable, sdrsTable, csbsTable},
	"iam":     {huaweiTable},
	"sts":     {alibabaTable},
	"alibaba": {alibabaTable},
	"huawei":  {huaweiTable},
}
