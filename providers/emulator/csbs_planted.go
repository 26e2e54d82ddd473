package emulator

// plant tells every item. The type of one is the operation that failed, empty
// where none did: what is done to it, or was last, is in its status.
func (b *csbsData) plant(tell func(Planted)) {
	for n := range b.items.total {
		state, item := b.state(n), b.item(n)
		t := Planted{
			ID: item.ID, Type: state.failed, Status: item.Status,
			ResourceID: item.ResourceID, ResourceName: item.ExtendInfo.ResourceName, ResourceType: item.ResourceType,
			Began: printed(micro, item.CreatedAt), Changed: printed(micro, item.UpdatedAt),
		}
		if at := item.ExtendInfo.FinishedAt; at != nil {
			t.Ended = printed(micro, *at)
		}
		switch {
		case state.part == "disk":
			disk := item.ExtendInfo.Volumes[1]
			t.Part, t.Reason = disk.SourceName+" ("+disk.SourceID+")", disk.Status
		case state.part != "":
			t.Part = state.part
			_, t.Code, t.Reason = csbsFailCode(state.part, state.nth)
		case state.failed != "":
			_, t.Code, t.Reason = csbsFailCode(state.failed, state.nth)
		}
		tell(t)
	}
}
