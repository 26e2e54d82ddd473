package csbs

import (
	"fmt"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// The parts of a good item that can fail, as the phase of its warning: the copy in
// another region, and the backup of a disk.
const (
	partCopy   = "copy"
	partVolume = "volume"
)

// mostNamed is how many failed disks a warning names.
const mostNamed = 10

// warning tells what failed inside of an item that the service calls good, nil if
// nothing did. A disk that was not backed up counts before a copy that was not
// made: without it there is no whole backup anywhere.
func (c *Client) warning(info *ExtendInfo) *errors.Failure {
	disks, copied := failedDisks(info.VolumeBackups.Rows), plain(info.CopyStatus) != "fail"
	if len(disks) == 0 && copied {
		return nil
	}
	phase, words := partVolume, append([]string{info.reason()}, disks...)
	if len(disks) == 0 {
		phase = partCopy
	} else if !copied {
		words = append(words, "copy_status: "+info.CopyStatus)
	}
	return c.cloud.Failure(info.FailCode.Code, joined(words), phase)
}

// failedDisks names the disks whose backups failed, each with its status. The
// service has its own words for these, which are those of disk backups.
func failedDisks(volumes []VolumeBackup) []string {
	var disks []string
	more := 0
	for i := range volumes {
		v := &volumes[i]
		word := plain(v.Status)
		switch {
		case !strings.HasPrefix(word, "error") && !strings.HasPrefix(word, "fail"):
		case len(disks) == mostNamed:
			more++
		default:
			disks = append(disks, v.title()+": "+strings.TrimSpace(v.Status))
		}
	}
	if more > 0 {
		disks = append(disks, fmt.Sprintf("+%d", more))
	}
	return disks
}

// title is what a person knows the disk by, else the backup of it.
func (v *VolumeBackup) title() string {
	name, id := v.SourceVolumeName, v.SourceVolumeID
	if id == "" {
		id = v.ID
	}
	if name == "" {
		name = v.Name
	}
	switch {
	case name == "":
		return id
	case id == "":
		return name
	}
	return name + " (" + id + ")"
}

// joined puts texts one behind the other and leaves out empty ones.
func joined(texts []string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, "; ")
}
