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
	//go:embed catalog/calls.tsv
	callText string
)

var (
	dbsTable     = &table{name: "dbs", text: &dbsText}
	fnfTable     = &table{name: "fnf", text: &fnfText}
	sdrsTable    = &table{name: "sdrs", text: &sdrsText}
	csbsTable    = &table{name: "csbs", text: &csbsText}
	vbsTable     = &table{name: "vbs", text: &vbsText}
	alibabaTable = &table{name: "alibaba", text: &alibabaText}
	huaweiTable  = &table{name: "huawei", text: &huaweiText}
	kindTable    = &table{name: "", text: &kindText} // what is to be said where only the kind is known

	// What is to be said where the code is not known, but what failed is.
	situationTable = &table{name: "situations", text: &situationText}
	callTable      = &table{name: "", text: &callText} // the same of a call
)

// allTables are those with codes, in the order in which an unnamed service is
// looked for.
var allTables = []*table{dbsTable, fnfTable, sdrsTable, csbsTable, vbsTable, alibabaTable, huaweiTable}

var (
	everywhere = &scope{own: allTables}
	nowhere    = &scope{}
	ofDBS      = &scope{own: []*table{dbsTable, alibabaTable}}
	ofFnF      = &scope{own: []*table{fnfTable, alibabaTable}}
	ofSDRS     = &scope{own: []*table{sdrsTable, huaweiTable}, siblings: []*table{csbsTable, vbsTable}}
	ofCSBS     = &scope{own: []*table{csbsTable, huaweiTable}, siblings: []*table{sdrsTable, vbsTable}}
	ofVBS      = &scope{own: []*table{vbsTable, huaweiTable}, siblings: []*table{sdrsTable, csbsTable}}
	ofAlibaba  = &scope{own: []*table{alibabaTable}}
	ofHuawei   = &scope{own: []*table{huaweiTable}}
)

// scopeOf tells where the codes of a service are looked for.
func scopeOf(service string) *scope {
	switch service {
	case "":
		return everywhere
	case "dbs":
		return ofDBS
	case "fnf":
		return ofFnF
	case "sdrs":
		return ofSDRS
	case "csbs":
		return ofCSBS
	case "vbs":
		return ofVBS
	case "sts", "alibaba":
		return ofAlibaba
	case "iam", "huawei":
		return ofHuawei
	}
	return nowhere
}
