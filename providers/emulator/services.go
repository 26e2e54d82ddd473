package emulator

import "net/http"

// Service is one of the services that the emulator speaks the wire of.
type Service struct {
	Name string                    // the scheme of its sources' URLs
	New  func(Config) http.Handler // serves it
}

// Services lists the services whose tasks are read, in the order in which they are
// named. IAM, which has none, is not among them.
func Services() []Service {
	return []Service{
		{"dbs", DBS},
		{"fnf", FnF},
		{"sdrs", SDRS},
		{"csbs", CSBS},
		{"vbs", VBS},
		{"cbr", CBR},
	}
}
