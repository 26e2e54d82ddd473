package emulator

// plant tells every task. A task of a vault works on that.
func (b *cbrData) plant(tell func(Planted)) {
	for n := range b.logs.total {
		state, l := b.state(n), b.log(n)
		t := Planted{
			ID: l.ID, Type: l.Kind, Status: l.Status, ResourceID: l.Vault, ResourceName: l.VaultName, ResourceType: "vault",
			Began: printed(cbrForm(n), l.StartedAt).UTC(), Changed: printed(cbrForm(n), l.UpdatedAt).UTC(),
			Code: state.code, Reason: state.reason, Part: state.part,
		}
		if of := l.Extra.Resource; of != nil {
			t.ResourceID, t.ResourceName, t.ResourceType = of.ID, of.Name, of.Type
		}
		if l.EndedAt != nil {
			t.Ended = printed(cbrForm(n), *l.EndedAt).UTC()
		}
		tell(t)
	}
}
