package errors

// NeedsRight reports whether a call that was refused with permission denied may
// lack a right, so that an error may name the one that its operation needs. It
// does not where the tables know the code for something else: whoever has not
// passed real-name verification is not helped by another right, and what a service
// that the called one builds on has denied is no right of the call.
func (c *Codes) NeedsRight(code string, status int) bool {
	row, known := c.Lookup(code, status)
	return !known || row.Kind == PermissionDenied && !row.noRight && !row.foundation
}
