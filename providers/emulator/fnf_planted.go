package emulator

// plant tells every execution of the service.
func (data *fnfData) plant(tell func(Planted)) {
	for _, f := range data.flows {
		for _, e := range f.executions {
			tell(Planted{
				ID: e.name, Type: "execution", Status: e.status,
				ResourceID: f.name, ResourceName: f.name, ResourceType: "flow",
				Began: e.started, Ended: e.stopped,
				Code: e.error, Reason: e.cause,
			})
		}
	}
}
