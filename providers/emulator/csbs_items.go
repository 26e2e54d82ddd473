package emulator

import "strconv"

// csbsItem is a checkpoint item: the backup of a server.
type csbsItem struct {
	Status       string        `json:"status"`
	BackupData   csbsServer    `json:"backup_data"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	ResourceID   string        `json:"resource_id"`
	CreatedAt    string        `json:"created_at"`
	CheckpointID string        `json:"checkpoint_id"`
	UpdatedAt    string        `json:"updated_at"`
	ResourceType string        `json:"resource_type"`
	ExtendInfo   csbsExtension `json:"extend_info"`
	ID           string        `json:"id"`
	Tags         []csbsTag     `json:"tags"`
}

type csbsTag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// csbsServer is the server at the time of the backup. The first member holds an
// availability zone in spite of its name.
type csbsServer struct {
	Zone      string `json:"__openstack_region_name"`
	Flavor    string `json:"cloudservicetype"`
	Disk      int    `json:"disk"`
	ImageType string `json:"imagetype"`
	RAM       int    `json:"ram"`
	CPUs      int    `json:"vcpus"`
	PublicIP  string `json:"eip"`
	PrivateIP string `json:"private_ip"`
}

type csbsExtension struct {
	AutoTrigger  bool         `json:"auto_trigger"`
	AverageSpeed float64      `json:"average_speed"` // documented as a whole number, and not always one
	CopyFrom     *string      `json:"copy_from"`
	CopyStatus   string       `json:"copy_status"`
	FailCode     any          `json:"fail_code"` // see csbsFailCode
	FailOp       string       `json:"fail_op"`
	FailReason   string       `json:"fail_reason"`
	ImageType    string       `json:"image_type"`
	Incremental  bool         `json:"incremental"`
	Progress     int          `json:"progress"`
	Zone         string       `json:"resource_az"`
	ResourceName string       `json:"resource_name"`
	ResourceType string       `json:"resource_type"`
	Size         int          `json:"size"`
	Saving       int          `json:"space_saving_ratio"`
	Volumes      []csbsVolume `json:"volume_backups"`
	FinishedAt   *string      `json:"finished_at"`
	RestoreMode  string       `json:"supported_restore_mode"`
	Images       []csbsImage  `json:"os_images_data"`
	LLD          bool         `json:"support_lld"`
	TaskID       string       `json:"taskid"`
	Hypervisor   string       `json:"hypervisor_type"`
}

type csbsImage struct {
	ID string `json:"image_id"`
}

// csbsVolume is the backup of one disk.
type csbsVolume struct {
	Status       string `json:"status"`
	Saving       int    `json:"space_saving_ratio"`
	Name         string `json:"name"`
	Bootable     bool   `json:"bootable"`
	AverageSpeed int    `json:"average_speed"`
	SourceSize   int    `json:"source_volume_size"`
	SourceID     string `json:"source_volume_id"`
	Incremental  bool   `json:"incremental"`
	ImageType    string `json:"image_type"`
	SourceName   string `json:"source_volume_name"`
	ID           string `json:"id"`
	Size         int    `json:"size"`
	SnapshotID   string `json:"snapshot_id"`
}

// item n.
func (b *csbsData) item(n int) csbsItem {
	state, created := b.state(n), b.items.created(n)
	item := csbsItem{
		ID: b.items.id(n), CheckpointID: b.items.uuid(n, topicCheckpoint), Name: b.name(n), Status: state.status,
		ResourceID: b.server(n), ResourceType: "OS::Nova::Server",
		CreatedAt: created.Format(micro), UpdatedAt: b.items.later(n, topicFinished).Format(micro),
		BackupData: csbsServer{
			Zone: b.zone(n), Flavor: "s2.large.4", Disk: 40, ImageType: b.imageType(n), RAM: 8192, CPUs: 2,
			PublicIP: b.publicAddress(n), PrivateIP: b.address(n),
		},
		ExtendInfo: b.extension(n), Tags: []csbsTag{},
	}
	if b.policy(n) == "" {
		item.Description = "made by hand"
		item.Tags = append(item.Tags, csbsTag{"team", "shop"})
	}
	if state.failed == "restore" || state.failed == "delete" { // well after the backup
		item.UpdatedAt = b.items.later(n, topicFinished).Add(rowStep).Format(micro)
	}
	return item
}

func (b *csbsData) extension(n int) csbsExtension {
	state := b.state(n)
	x := csbsExtension{
		AutoTrigger: b.policy(n) != "", AverageSpeed: float64(20 + b.items.below(n, topicBytes, 80)),
		CopyStatus: "na", FailCode: struct{}{}, FailOp: state.failed, ImageType: "backup", Incremental: n%5 > 0,
		Zone: b.zone(n), ResourceName: b.serverName(n), ResourceType: "OS::Nova::Server",
		Size: 1024 + b.items.below(n, topicBytes, 40000), Volumes: b.volumes(n), RestoreMode: "backup",
		Images: []csbsImage{}, LLD: n%2 == 0, TaskID: b.items.uuid(n, topicTask), Hypervisor: "QEMU", Progress: 100,
	}
	if n%3 > 0 { // a text in one, null in the others
		x.CopyFrom = new("")
	}
	if n%5 == 1 { // seen in production
		x.AverageSpeed = 25.2
	}
	if n%10 == 0 {
		x.Images = append(x.Images, csbsImage{b.items.uuid(n, topicDisk)})
	}
	if at, over := b.ended(n); over {
		x.FinishedAt = new(at.Format(micro))
	} else {
		x.Progress = b.items.below(n, topicFinished, 100)
	}
	if state.status == "waiting_protect" {
		x.Progress, x.Volumes = 0, []csbsVolume{}
	}
	if state.failed != "" {
		x.FailCode, _, x.FailReason = csbsFailCode(state.failed, state.nth)
	}
	if state.part == "copy" {
		x.CopyFrom, x.CopyStatus = new("eu-nl"), "fail"
		x.FailCode, _, x.FailReason = csbsFailCode("copy", state.nth)
	}
	if state.status == "error" {
		x.Progress = b.items.below(n, topicFinished, 100)
	}
	return x
}

// volumes are the system disk and one more.
func (b *csbsData) volumes(n int) []csbsVolume {
	state := b.state(n)
	list := make([]csbsVolume, 2)
	for i := range list {
		topic := topicDisk + uint64(i+1)<<16
		list[i] = csbsVolume{
			ID: b.items.uuid(n, topic), Name: "manualbk_" + b.items.short(n, topic), Status: state.status, Bootable: i == 0,
			AverageSpeed: b.items.below(n, topic, 90), SourceSize: 40 << i, Incremental: n%5 > 0, ImageType: "backup",
			SourceID: b.items.uuid(n%csbsServers, topic), SourceName: b.serverName(n) + "-volume-000" + strconv.Itoa(i),
			Size: b.items.below(n, topic, 40000), SnapshotID: b.items.uuid(n, topic+1<<32),
		}
	}
	if state.part == "disk" {
		list[1].Status, list[1].Size = "error", 0
	}
	return list
}

// csbsFaults are the codes of what failed, as numbers of their own and as the
// documents have them, and the reasons.
var csbsFaults = map[string]struct {
	number       int
	code, reason string
}{
	"backup":  {60500101, "CSBS.6005", "The server is not in a state in which it can be backed up"},
	"restore": {60240101, "CSBS.6024", "The target disk is smaller than the backup"},
	"delete":  {80070101, "CSBS.8007", "An image was made from the backup"},
	"copy":    {90060101, "CSBS.9006", "The replication space of the other region is used up"},
}

// csbsFailCode is the code in the forms that are documented or seen: an object
// whose code is a number or a text, a number or a text alone, and nothing at all
// beside a reason. The documented codes come first. text is the code itself.
func csbsFailCode(failed string, nth int) (code any, text, reason string) {
	why := csbsFaults[failed]
	number := strconv.Itoa(why.number)
	type object struct {
		Code        any
		Description string
	}
	switch nth / 3 % 7 {
	case 0, 2:
		return object{why.code, why.reason}, why.code, why.reason
	case 1, 3:
		return why.code, why.code, why.reason
	case 4:
		return object{why.number, why.reason}, number, why.reason
	case 5:
		return why.number, number, why.reason
	}
	return struct{}{}, "", why.reason
}
