// Package canonical writes the parts of a request in the one spelling that is
// signed. Both clouds use the same rules of escaping, of ordering a query and
// of listing headers; what differs between their schemes stands in the packages
// of the schemes.
//
// Everything here is linear in the size of its input, the sorting aside, and
// works on bytes: no Unicode form is ever changed.
package canonical
