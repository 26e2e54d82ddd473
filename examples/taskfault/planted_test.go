package main

// shown is how many tasks failures prints of an emulated service that holds so many
// failures: good ones with a warning, and such as are in a state that nobody knows
// and say why, come beside them.
func shown(service string, failures int) int {
	switch beside := failures / 6; service {
	case "csbs":
		return failures + beside
	case "vbs":
		return failures + beside/2
	case "dbs":
		return failures + min(beside, 1)
	}
	return failures
}

// shownOfAll is the same of every service together.
func shownOfAll(failures int) (all int) {
	for _, service := range readable {
		all += shown(service.name, failures)
	}
	return all
}
