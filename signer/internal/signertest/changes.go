package signertest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Changes calls try for the changes of one byte of the method, path, query, body
// and the named headers: two replacements, a removal and an insertion at every
// place, or in texts of more than 600 bytes at the first and last hundred places
// and some thirty between. Changes that a server cannot read, and those that mean
// the same, are left out: another spelling of an escape, a query in another order.
// If form is set, that goes for the body too. what names the changed part and
// shows it; req is changed in place for the call and put right after it.
func Changes(req *http.Request, body []byte, form bool, headers []string, try func(what string, body []byte)) {
	method := req.Method
	for _, req.Method = range mutations(method) {
		try("method "+req.Method, body)
	}
	req.Method = method
	changePath(req, func(what string) { try(what, body) })
	query := req.URL.RawQuery
	for _, mutated := range different(query) {
		req.URL.RawQuery = mutated
		try("query "+mutated, body)
	}
	req.URL.RawQuery = query
	bodies := mutations(string(body))
	if form {
		bodies = different(string(body))
	}
	for _, mutated := range bodies {
		try("body "+mutated, []byte(mutated))
	}
	for _, name := range headers {
		changeHeader(req, name, func(what string) { try(what, body) })
	}
}

func changePath(req *http.Request, try func(string)) {
	u, path := req.URL, req.URL.EscapedPath()
	defer func() { req.URL = u }()
	for _, mutated := range mutations(path) {
		changed, err := url.ParseRequestURI(mutated)
		if err != nil || changed.RawQuery != "" || slices.Equal(segments(mutated), segments(path)) {
			continue
		}
		changed.RawQuery = u.RawQuery
		req.URL = changed
		try("path " + mutated)
	}
}

func changeHeader(req *http.Request, name string, try func(string)) {
	if name == "host" {
		host := req.Host
		for _, req.Host = range mutations(host) {
			try("host " + req.Host)
		}
		req.Host = host
		return
	}
	key := http.CanonicalHeaderKey(name)
	values := req.Header[key]
	defer func() { req.Header[key] = values }()
	for i, value := range values {
		changed := slices.Clone(values)
		req.Header[key] = changed
		for _, changed[i] = range mutations(value) {
			if plain(changed[i]) != plain(value) {
				try(name + " " + changed[i])
			}
		}
	}
	delete(req.Header, key)
	try(name + " left out")
	req.Header[key] = append(slices.Clone(values), "x")
	try(name + " given twice")
}

// plain takes away the white space of a header that means nothing.
func plain(value string) string {
	return strings.ReplaceAll(strings.TrimSpace(value), ", ", ",")
}

func mutations(s string) []string {
	all := make([]string, 0, 4*len(s)+1)
	step := 1
	if len(s) > 600 {
		step = len(s)/31 + 2
	}
	for i := 0; i < len(s); i++ {
		if i > 100 && i+step < len(s)-100 {
			i += step - 1
		}
		all = append(all,
			s[:i]+string([]byte{s[i] ^ 1})+s[i+1:],
			s[:i]+string([]byte{s[i] ^ 0x20})+s[i+1:],
			s[:i]+s[i+1:],
			s[:i]+"0"+s[i:])
	}
	return append(all, s+"0")
}

// different are the mutations of a query that net/url reads as another query.
func different(query string) []string {
	meant, err := url.ParseQuery(query)
	if err != nil {
		return mutations(query)
	}
	plain := meant.Encode()
	return slices.DeleteFunc(mutations(query), func(mutated string) bool {
		values, err := url.ParseQuery(mutated)
		return err == nil && values.Encode() == plain
	})
}

// segments takes the slash at the end of a path for nothing, as the schemes of
// Huawei Cloud do.
func segments(path string) []string {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, part := range parts {
		if decoded, err := url.PathUnescape(part); err == nil {
			parts[i] = decoded
		}
	}
	return parts
}
