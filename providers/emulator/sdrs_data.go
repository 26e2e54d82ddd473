package emulator

import "sync"

// sdrsData is what SDRS holds. Its rows never change; which of them are still in
// the task center does, under the lock.
type sdrsData struct {
	tasks  rows
	groups []sdrsGroup

	mu    sync.RWMutex
	alive [1 + sdrsBusyGroups][]int32 // by scope: the rows that nobody deleted
}

// Scopes of failed tasks: the group level, then one for each protection group
// that has any. The groups behind these are quiet.
const (
	scopeGroupLevel = 0
	sdrsBusyGroups  = 3
)

func newSDRSData(c Config) *sdrsData {
	d := newDice(c, "sdrs")
	s := &sdrsData{tasks: newRows(d, c.Failures), groups: newSDRSGroups(d)}
	for n := range c.Failures {
		scope := s.scope(n)
		s.alive[scope] = append(s.alive[scope], int32(n))
	}
	return s
}

// scope is where row n is found.
func (s *sdrsData) scope(n int) int {
	if s.example(n) != nil {
		return 1
	}
	return n % (1 + sdrsBusyGroups)
}

// example is the document's row that stands at n, the oldest ones, or nil.
func (s *sdrsData) example(n int) *failureJob {
	if k := n - max(s.tasks.total-len(sdrsExamples), 0); k >= 0 {
		return &sdrsExamples[k]
	}
	return nil
}

// sdrsExamples are the rows of the document's example answer, member for member.
var sdrsExamples = [...]failureJob{
	{
		Status: "FAIL", ResourceID: "17984002-ad8a-438b-8ba6-b850224634c5",
		ResourceName: "Protected-Instance-ab14", ResourceType: "protectedInstance",
		FailureStatus: "createFail", JobID: "ff808082686f229a0168707beaab014e",
		JobType: "createProtectedInstance", BeginTime: "2019-01-21T12:56:35.754Z",
		ErrorCode: "EVS.2024", FailReason: "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	},
	{
		Status: "FAIL", ResourceID: "897f57b2-6e94-4179-b414-9532726c59f2",
		ResourceName: "Protected-Instance-5e2e", ResourceType: "protectedInstance",
		FailureStatus: "createFail", JobID: "ff808082686f229a0168707b9be9013e",
		JobType: "createProtectedInstance", BeginTime: "2019-01-21T12:56:15.591Z",
		ErrorCode: "EVS.2024", FailReason: "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	},
}

// failureKind is one way in which a task fails.
type failureKind struct {
	resource, named     string // resource type, and how its names begin
	failure, job        string
	code, reason        string
	firstSub, failedSub string // job types of the sub-jobs
}

// sdrsGroupKinds fail at the group level, sdrsInnerKinds inside a group.
var (
	sdrsGroupKinds = []failureKind{
		{"server_groups", "Protection-Group-", "createFail", "createProtectionGroupNoCG", "SDRS.1014", "SdrsCreateGroupTask-fail:replication consistency group not created", "createProtectionGroupRecordNoCG", "createReplicationGroupNoCG"},
		{"server_groups", "Protection-Group-", "deleteFail", "deleteProtectionGroupNoCG", "SDRS.1016", "SdrsDeleteGroupTask-fail:group still holds a replication link", "checkProtectionGroupNoCG", "deleteReplicationGroupNoCG"},
		{"server_groups", "Protection-Group-", "startFail", "startProtectionGroupNoCG", "SDRS.1027", "SdrsStartGroupTask-fail:a replication pair did not start", "checkProtectionGroupNoCG", "startProtectionGroupRepNoCG"},
		{"server_groups", "Protection-Group-", "stopFail", "stopProtectionGroupNoCG", "SDRS.1028", "SdrsStopGroupTask-fail:a replication pair did not stop", "checkProtectionGroupNoCG", "stopProtectionGroupRepNoCG"},
		{"server_groups", "Protection-Group-", "reverseFail", "reverseProtectionGroupNoCG", "SDRS.1029", "SdrsReverseGroupTask-fail:production site server is not stopped", "checkProtectionGroupNoCG", "reverseProtectionGroupRepNoCG"},
		{"server_groups", "Protection-Group-", "failoverFail", "failoverProtectionGroupNoCG", "SDRS.1030", "SdrsFailoverGroupTask-fail:storage did not switch over", "checkProtectionGroupNoCG", "failoverProtectionGroupRepNoCG"},
		{"server_groups", "Protection-Group-", "reprotectFail", "reprotectProtectionGroupNoCG", "SDRS.1032", "SdrsReprotectGroupTask-fail:storage did not synchronize back", "checkProtectionGroupNoCG", "reprotectProtectionGroupRepNoCG"},
	}
	sdrsInnerKinds = []failureKind{
		{"protected_instances", "Protected-Instance-", "createFail", "createProtectedInstanceNoCG", "EVS.2024", "SdrsGenerateNativeServerParamsTask-fail:volume is error!", "createReplicationPairNoCG", "createNativeServerNoCG"},
		{"protected_instances", "Protected-Instance-", "deleteFail", "deleteProtectedInstanceNoCG", "SDRS.1351", "SdrsDeleteInstanceTask-fail:DR site server not deleted", "detachReplicationPairNew", "deleteNativeServerNoCG"},
		{"protected_instances", "Protected-Instance-", "resizeFail", "resizeProtectedInstanceNew", "Ecs.0219", "SdrsResizeServerTask-fail:flavor is sold out", "stopNativeServerNoCG", "resizeNativeServerNew"},
		{"replications", "Replication-Pair-", "createFail", "createReplicationPairNoCG", "SDRS.1606", "SdrsCreatePairTask-fail:target disk is in error", "createTargetVolumeNoCG", "createReplicationRecordNoCG"},
		{"replications", "Replication-Pair-", "deleteFail", "deleteReplicationPairNoCG", "SDRS.1607", "SdrsDeletePairTask-fail:target disk not deleted", "stopReplicationNoCG", "deleteTargetVolumeNoCG"},
		{"replications", "Replication-Pair-", "attachFail", "attachReplicationPairNew", "SDRS.1821", "SdrsAttachPairTask-fail:device name in use", "attachSourceVolumeNew", "attachTargetVolumeNew"},
		{"replications", "Replication-Pair-", "detachFail", "detachReplicationPairNew", "SDRS.1822", "SdrsDetachPairTask-fail:disk is busy", "detachSourceVolumeNew", "detachTargetVolumeNew"},
		{"replications", "Replication-Pair-", "expandFail", "expandReplicationPairNew", "SDRS.1820", "SdrsExpandPairTask-fail:capacity quota used up", "expandSourceVolumeNew", "expandTargetVolumeNew"},
		{"disaster_recovery_drills", "DR-Drill-", "createFail", "createDisasterRecoveryDrill", "SDRS.1922", "SdrsCreateDrillTask-fail:drill network has no subnet", "createDrillVolumes", "createDrillServers"},
		{"disaster_recovery_drills", "DR-Drill-", "deleteFail", "deleteDisasterRecoveryDrill", "SDRS.1906", "SdrsDeleteDrillTask-fail:snapshot not deleted", "deleteDrillServers", "deleteDrillVolumes"},
	}
)

// Topics of a task's facts.
const (
	topicKind = topicOwn + iota
	topicName
	topicResource
	topicSpelling
	topicEnd
)

// kind is how row n failed.
func (s *sdrsData) kind(n int) failureKind {
	switch {
	case s.example(n) != nil:
		return sdrsInnerKinds[0]
	case s.scope(n) == scopeGroupLevel:
		return sdrsGroupKinds[s.tasks.below(n, topicKind, len(sdrsGroupKinds))]
	}
	return sdrsInnerKinds[s.tasks.below(n, topicKind, len(sdrsInnerKinds))]
}
