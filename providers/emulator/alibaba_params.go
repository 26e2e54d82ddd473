package emulator

import "strconv"

// intParam reads a whole number from lo to hi, or the default if it is not given.
// ok is false for anything else.
func (c *alibabaCall) intParam(name string, def, lo, hi int64) (n int64, ok bool) {
	text := c.params.Get(name)
	if text == "" {
		return def, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= lo && n <= hi
}

// boolParam reads true or false, or the default if it is not given.
func (c *alibabaCall) boolParam(name string, def bool) (value, ok bool) {
	switch c.params.Get(name) {
	case "":
		return def, true
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}
