package providers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Source is a source's URL, taken apart:
//
//	SERVICE://REGION[?KEY=VALUE&...]
type Source struct {
	Service string
	Region  string
	// Name is the URL as it was given, less what says how and as whom to
	// connect: endpoint, iam_endpoint, profile, auth and signature.
	Name string

	values map[string][]string
}

// key is one that a source's URL may have.
type key struct {
	services string // those that take it
	repeats  bool
	private  bool     // left out of the Name
	id       bool     // the value is an ID or a name, and goes into a path or a query
	allowed  []string // nil for any value
}

// keys are all there are. The names are the program's contract.
var keys = map[string]key{
	"endpoint":        {services: "dbs fnf sdrs csbs vbs", private: true},
	"profile":         {services: "dbs fnf sdrs csbs vbs", private: true},
	"project_id":      {services: "sdrs csbs vbs", id: true},
	"iam_endpoint":    {services: "sdrs csbs vbs", private: true},
	"auth":            {services: "sdrs csbs vbs", private: true, allowed: []string{"aksk", "aksk-otc", "token"}},
	"server_group_id": {services: "sdrs", id: true, repeats: true},
	"failure_status":  {services: "sdrs"},
	"resource_type":   {services: "sdrs"},
	"resource_name":   {services: "sdrs"},
	"plan":            {services: "dbs", id: true, repeats: true},
	"flow":            {services: "fnf", id: true, repeats: true},
	"signature":       {services: "dbs fnf", private: true, allowed: []string{"v1", "v3"}},
}

// Services lists the services that can be opened.
func Services() []string { return []string{"dbs", "fnf", "sdrs", "csbs", "vbs"} }

// Parse reads a source's URL. Every error is of kind [errors.InvalidInput] and
// names what is wrong and what is allowed; it never shows a value that might be
// a secret.
func Parse(text string) (Source, error) {
	service, rest, found := strings.Cut(text, "://")
	if !found {
		return Source{}, malformed(text, "it has no SERVICE:// in front")
	}
	if !slices.Contains(Services(), service) {
		return Source{}, invalid("unknown service " + quoted(service) + " in a source: use " + strings.Join(Services(), ", "))
	}
	region, query, _ := strings.Cut(rest, "?")
	region = strings.TrimSuffix(region, "/")
	if why := badRegion(region); why != "" {
		return Source{}, malformed(service+"://", why)
	}
	s := Source{Service: service, Region: region, values: map[string][]string{}}
	public, err := s.read(query)
	if err != nil {
		return Source{}, err
	}
	s.Name = service + "://" + region
	if len(public) > 0 {
		s.Name += "?" + strings.Join(public, "&")
	}
	return s, nil
}

// read takes the query apart and returns the members that a name may show, as
// they were given.
func (s *Source) read(query string) (public []string, err error) {
	for member := range strings.SplitSeq(query, "&") {
		if member == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(member, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, malformed(s.Service+"://"+s.Region, "its query is not well escaped")
		}
		k, known := keys[name]
		if !known {
			return nil, invalid("unknown key " + quoted(name) + " in a source of " + s.Service + ": use " + strings.Join(keysOf(s.Service), ", "))
		}
		if !strings.Contains(k.services, s.Service) {
			return nil, invalid("the key " + strconv.Quote(name) + " is not for " + s.Service + " but for " + k.services + ": use " + strings.Join(keysOf(s.Service), ", "))
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " is not well escaped")
		}
		if !k.repeats && len(s.values[name]) > 0 {
			return nil, invalid("the key " + name + " in a source of " + s.Service + " is given twice")
		}
		if why := k.refuse(value); why != "" {
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " " + why)
		}
		s.values[name] = append(s.values[name], value)
		if !k.private {
			public = append(public, member)
		}
	}
	return public, nil
}

// get is the value of a key that does not repeat.
func (s Source) get(name string) string {
	if v := s.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Canonical is the URL with everything that was given, the keys and the values
// of each in alphabetical order. Two URLs of one source have the same one.
func (s Source) Canonical() string {
	values := url.Values(maps.Clone(s.values))
	for name, v := range values {
		values[name] = slices.Compact(slices.Sorted(slices.Values(v)))
	}
	return s.Service + "://" + s.Region + "?" + values.Encode()
}

// Endpoint is the base URL that the source names, empty for the regional one.
func (s Source) Endpoint() string { return s.get("endpoint") }

// keysOf lists the keys that a service takes.
func keysOf(service string) []string {
	var names []string
	for name, k := range keys {
		if strings.Contains(k.services, service) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// longestValue is the length beyond which no value is taken, in bytes. It is far
// from what a service calls anything.
const longestValue = 1024

// badRegion says what is wrong with a region's name, which becomes a part of a
// host's.
func badRegion(s string) string {
	if s == "" {
		return "it has no region"
	}
	err := transport.CheckRegion(s)
	if err == nil {
		return ""
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = "…" + s[i:] // somebody has put a key into the URL
	}
	return quoted(s) + " cannot be its region: " + err.Error()
}

// refuse says why a key cannot have a value. It does not show the value.
func (k key) refuse(value string) string {
	switch {
	case value == "":
		return "is empty: give one, or leave the key out"
	case strings.TrimSpace(value) == "":
		return "is nothing but white space: give one, or leave the key out"
	case len(value) > longestValue:
		return "is too long: give no more than " + strconv.Itoa(longestValue) + " bytes"
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		return "has a control character, or one that is broken"
	case k.id && (value == "." || value == ".." || strings.ContainsAny(value, `/\`)):
		return "cannot be an ID or a name: it is . or .., or has a slash in it"
	case k.allowed != nil && !slices.Contains(k.allowed, value):
		return "is " + mistyped(value) + "none of " + strings.Join(k.allowed, ", ")
	}
	return ""
}

// longestShownWord is the length in bytes of the longest value that is taken for
// a mistyped word. Tokens and keys are longer.
const longestShownWord = 15

// mistyped shows a value that should have been one of a few words. One that is
// too long for a word may be a secret that stands in the wrong place.
func mistyped(value string) string {
	if len(value) > longestShownWord {
		return ""
	}
	return quoted(value) + ", "
}

// quoted shows a word of the user's, no more of it than a person reads.
func quoted(s string) string {
	const most = 80
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strconv.Quote(s)
}

func malformed(what, why string) error {
	if i := strings.IndexAny(what, "?@"); i >= 0 {
		what = what[:i] // a key may stand behind it
	}
	return invalid("malformed source " + quoted(what) + ": " + why + "; write SERVICE://REGION[?KEY=VALUE&...]")
}

func invalid(why string) error {
	return &errors.Error{Operation: "Open", Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: why}
}
