package providers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
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
		return Source{}, invalid("unknown service " + strconv.Quote(service) + " in a source: use " + strings.Join(Services(), ", "))
	}
	region, query, _ := strings.Cut(rest, "?")
	region = strings.TrimSuffix(region, "/")
	if !isRegion(region) {
		if i := strings.LastIndexByte(region, '@'); i >= 0 {
			region = "…" + region[i:] // somebody has put a key into the URL
		}
		return Source{}, malformed(service+"://", "its region "+strconv.Quote(region)+" is not made of letters, digits, - and _")
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
			return nil, invalid("unknown key " + strconv.Quote(name) + " in a source of " + s.Service + ": use " + strings.Join(keysOf(s.Service), ", "))
		}
		if !strings.Contains(k.services, s.Service) {
			return nil, invalid("the key " + strconv.Quote(name) + " is not for " + s.Service + " but for " + k.services + ": use " + strings.Join(keysOf(s.Service), ", "))
		}
		value, err := url.QueryUnescape(rawValue)
		switch {
		case err != nil:
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " is not well escaped")
		case value == "":
			return nil, invalid("the key " + name + " in a source of " + s.Service + " has no value")
		case !k.repeats && len(s.values[name]) > 0:
			return nil, invalid("the key " + name + " in a source of " + s.Service + " is given twice")
		case k.id && !isID(value):
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " cannot be an ID or a name: it is . or .., or has a control character or a slash in it")
		case k.allowed != nil && !slices.Contains(k.allowed, value):
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " is none of " + strings.Join(k.allowed, ", "))
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

// isRegion reports whether s can be a region's name, and so a part of a host's.
func isRegion(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

// isID reports whether s can stand for one thing and nothing else.
func isID(s string) bool {
	return s != "." && s != ".." && !strings.ContainsFunc(s, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) || r == utf8.RuneError })
}

func malformed(what, why string) error {
	if i := strings.IndexAny(what, "?@"); i >= 0 {
		what = what[:i] // a key may stand behind it
	}
	return invalid("malformed source " + strconv.Quote(what) + ": " + why + "; write SERVICE://REGION[?KEY=VALUE&...]")
}

func invalid(why string) error {
	return &errors.Error{Operation: "Open", Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: why}
}
