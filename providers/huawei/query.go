package huawei

import (
	"net/url"
	"strconv"
)

// Query collects the parameters of a request; what is zero is left out.
type Query url.Values

// Text sets a text.
func (q Query) Text(name, value string) {
	if value != "" {
		url.Values(q).Set(name, value)
	}
}

// Number sets a number.
func (q Query) Number(name string, value int) {
	if value != 0 {
		url.Values(q).Set(name, itoa(value))
	}
}

// Flag sets a flag that is up.
func (q Query) Flag(name string, value bool) {
	if value {
		url.Values(q).Set(name, "true")
	}
}

// Values is the query in the form of package url.
func (q Query) Values() url.Values { return url.Values(q) }

func itoa(n int) string { return strconv.Itoa(n) }
