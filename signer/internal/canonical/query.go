package canonical

import (
	"fmt"
	"slices"
	"strings"
)

// Param is one parameter of a query or a form, decoded.
type Param struct{ Name, Value string }

// ParseQuery appends the parameters of raw to dst, in the order they are in.
// raw is a query string or a form body: a plus sign is a space, and a name
// without an equals sign has the empty value. A broken escape is an error, since
// a server may read it in another way than we do.
func ParseQuery(dst []Param, raw string) ([]Param, error) {
	// All decoded text lies in one piece of memory, as long as what is left
	// to read; most queries hold no escape and need none.
	var text strings.Builder
	for raw != "" {
		room := len(raw)
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, okName := unescape(&text, name, room)
		value, okValue := unescape(&text, value, room)
		if !okName || !okValue {
			return nil, fmt.Errorf("parameter number %d has a percent sign without two hexadecimal digits after it", len(dst)+1)
		}
		dst = append(dst, Param{name, value})
	}
	return dst, nil
}

func unescape(text *strings.Builder, s string, room int) (string, bool) {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s, true
	}
	if text.Len() == 0 {
		text.Grow(room)
	}
	start := text.Len()
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			text.WriteByte(' ')
		case '%':
			c, ok := hexByte(s, i)
			if !ok {
				return "", false
			}
			text.WriteByte(c)
			i += 2
		default:
			text.WriteByte(s[i])
		}
	}
	return text.String()[start:], true
}

// Sort puts parameters into the order in which they are signed: by name, then by
// value, both decoded and compared byte by byte.
func Sort(params []Param) {
	slices.SortFunc(params, func(a, b Param) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Value, b.Value)
	})
}

// Repeated finds a name that sorted parameters hold more than once.
func Repeated(sorted []Param) (name string, found bool) {
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Name == sorted[i-1].Name {
			return sorted[i].Name, true
		}
	}
	return "", false
}

// AppendQuery appends name=value pairs joined by ampersands, in the order given.
// An empty value keeps its equals sign.
func AppendQuery(b []byte, params []Param) []byte {
	for i, p := range params {
		if i > 0 {
			b = append(b, '&')
		}
		b = AppendEscaped(b, p.Name)
		b = append(b, '=')
		b = AppendEscaped(b, p.Value)
	}
	return b
}
