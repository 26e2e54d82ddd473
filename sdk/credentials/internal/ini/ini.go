// Package ini reads the little of the INI format that profile files use:
// sections, keys with values, and comments.
package ini

import "strings"

// Section returns the keys and values of the named section, and whether the
// text has it. Names of keys are in lower case. A line that is none of section,
// key and comment is passed over, and of a repeated key the last value counts.
func Section(text, name string) (map[string]string, bool) {
	values, inside, found := map[string]string{}, false, false
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			title, _, _ := strings.Cut(line[1:], "]")
			inside = strings.TrimSpace(title) == name
			found = found || inside
		case inside:
			if k, v, ok := strings.Cut(line, "="); ok {
				values[strings.ToLower(strings.TrimSpace(k))] = strings.TrimSpace(v)
			}
		}
	}
	return values, found
}
