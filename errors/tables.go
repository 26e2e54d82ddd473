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
	//go:embed catalog/evs.tsv
	evsText string
	//go:embed catalog/ecs.tsv
	ecsText string
	//go:embed catalog/vpc.tsv
	vpcText string
	//go:embed catalog/ims.tsv
	imsText string
	//go:embed catalog/fc.tsv
	fcText string
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
	sdrsTable    = &table{name: "sdrs", text: &sdrsText, prefixes: []string{"sdrs."}}
	csbsTable    = &table{name: "csbs", text: &csbsText, prefixes: []string{"csbs.", "backupservice."}}
	vbsTable     = &table{name: "vbs", text: &vbsText, prefixes: []string{"volumebackup.", "autobackup."}}
	evsTable     = &table{name: "evs", text: &evsText, prefixes: []string{"evs."}}
	ecsTable     = &table{name: "ecs", text: &ecsText, prefixes: []string{"ecs.", "pdp."}}
	vpcTable     = &table{name: "vpc", text: &vpcText, prefixes: []string{"vpc."}}
	imsTable     = &table{name: "ims", text: &imsText, prefixes: []string{"img."}}
	fcTable      = &table{name: "fc", text: &fcText, prefixes: []string{"fc."}}
	alibabaTable = &table{name: "alibaba", text: &alibabaText}
	huaweiTable  = &table{name: "huawei", text: &huaweiText}
	kindTable    = &table{name: "", text: &kindText} // what is to be said where only the kind is known

	// What is to be said where the code is not known, but what failed is.
	situationTable = &table{name: "situations", text: &situationText}
	callTable      = &table{name: "", text: &callText} // the same of a call
)

// allTables are those with codes, in the order in which an unnamed service is
// looked for.
var allTables = []*table{
	dbsTable, fnfTable, sdrsTable, csbsTable, vbsTable,
	evsTable, ecsTable, vpcTable, imsTable, fcTable,
	alibabaTable, huaweiTable,
}

var (
	everywhere = &scope{own: allTables}
	nowhere    = &scope{}
	ofDBS      = &scope{own: []*table{dbsTable, alibabaTable}}
	ofFnF      = &scope{own: []*table{fnfTable, alibabaTable}, others: []*table{fcTable}}
	ofSDRS     = &scope{own: []*table{sdrsTable, huaweiTable}, others: []*table{csbsTable, vbsTable, evsTable, ecsTable, vpcTable, imsTable}}
	ofCSBS     = &scope{own: []*table{csbsTable, huaweiTable}, others: []*table{sdrsTable, vbsTable, evsTable, ecsTable, vpcTable, imsTable}}
	ofVBS      = &scope{own: []*table{vbsTable, huaweiTable}, others: []*table{sdrsTable, csbsTable, evsTable, ecsTable, vpcTable, imsTable}}
	ofEVS      = &scope{own: []*table{evsTable, huaweiTable}}
	ofECS      = &scope{own: []*table{ecsTable, huaweiTable}}
	ofVPC      = &scope{own: []*table{vpcTable, huaweiTable}}
	ofIMS      = &scope{own: []*table{imsTable, huaweiTable}}
	ofFC       = &scope{own: []*table{fcTable, alibabaTable}}
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
	case "evs":
		return ofEVS
	case "ecs":
		return ofECS
	case "vpc":
		return ofVPC
	case "ims":
		return ofIMS
	case "fc":
		return ofFC
	case "sts", "alibaba":
		return ofAlibaba
	case "iam", "huawei":
		return ofHuawei
	}
	return nowhere
}
