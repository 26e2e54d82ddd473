package wire

import "time"

// ParseTime reads a time as the members of answers are read.
func ParseTime(s string) time.Time { return parseTime(s) }
