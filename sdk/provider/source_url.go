package provider

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

// SourceURL is a source's URL, taken apart:
//
//	SERVICE://REGION[?KEY=VALUE&...]
type SourceURL struct {
	Service string
	Region  string
	// Name is the URL as it was given, less what says how and as whom to
	// connect: endpoint, iam_endpoint, profile, auth and signature.
	Name string

	values map[string][]string
}

// ParseURL reads a source's URL of one of the services. Every error is of kind
// [errors.InvalidInput] and names what is wrong and what is allowed; it never shows
// a value that might be a secret.
func ParseURL(text string, specs []Spec) (SourceURL, error) {
	service, rest, found := strings.Cut(text, "://")
	if !found {
		return SourceURL{}, malformed(text, "it has no SERVICE:// in front")
	}
	i := slices.IndexFunc(specs, func(s Spec) bool { return s.Service == service })
	if i < 0 {
		return SourceURL{}, invalid("unknown service " + quoted(service) + " in a source: use " + strings.Join(servicesOf(specs), ", "))
	}
	region, query, _ := strings.Cut(rest, "?")
	region = strings.TrimSuffix(region, "/")
	if why := badRegion(region); why != "" {
		return SourceURL{}, malformed(service+"://", why)
	}
	s := SourceURL{Service: service, Region: region, values: map[string][]string{}}
	public, err := s.read(query, specs[i], specs)
	if err != nil {
		return SourceURL{}, err
	}
	s.Name = service + "://" + region
	if len(public) > 0 {
		s.Name += "?" + strings.Join(public, "&")
	}
	return s, nil
}

// read takes the query apart and returns the members that a name may show, as
// they were given.
func (s *SourceURL) read(query string, spec Spec, all []Spec) (public []string, err error) {
	for member := range strings.SplitSeq(query, "&") {
		if member == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(member, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, malformed(s.Service+"://"+s.Region, "its query is not well escaped")
		}
		k, known := spec.Key(name)
		if !known {
			return nil, invalid(unknownKey(name, spec, all))
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " is not well escaped")
		}
		if !k.Repeats && len(s.values[name]) > 0 {
			return nil, invalid("the key " + name + " in a source of " + s.Service + " is given twice")
		}
		if why := k.refuse(value); why != "" {
			return nil, invalid("the value of " + name + " in a source of " + s.Service + " " + why)
		}
		s.values[name] = append(s.values[name], value)
		if !k.Private {
			public = append(public, member)
		}
	}
	return public, nil
}

// Value is the value of a key that does not repeat, empty where there is none.
func (s SourceURL) Value(name string) string {
	if v := s.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Canonical is the URL with everything that was given, the keys and the values
// of each in alphabetical order. Two URLs of one source have the same one.
func (s SourceURL) Canonical() string {
	values := url.Values(maps.Clone(s.values))
	for name, v := range values {
		values[name] = slices.Compact(slices.Sorted(slices.Values(v)))
	}
	return s.Service + "://" + s.Region + "?" + values.Encode()
}

// Values are the values of a key that may repeat, in their order.
func (s SourceURL) Values(name string) []string { return slices.Clone(s.values[name]) }

// Endpoint is the base URL that the source names, empty for the regional one.
func (s SourceURL) Endpoint() string { return s.Value("endpoint") }

// unknownKey says that a service has no such key, and which has.
func unknownKey(name string, spec Spec, all []Spec) string {
	use := ": use " + strings.Join(spec.keyNames(), ", ")
	var others []string
	for _, s := range all {
		if _, has := s.Key(name); has {
			others = append(others, s.Service)
		}
	}
	if len(others) == 0 {
		return "unknown key " + quoted(name) + " in a source of " + spec.Service + use
	}
	return "the key " + strconv.Quote(name) + " is not for " + spec.Service + " but for " + strings.Join(others, " ") + use
}

// keyNames lists the keys of the service.
func (s Spec) keyNames() []string {
	names := make([]string, len(s.Keys))
	for i, k := range s.Keys {
		names[i] = k.Name
	}
	slices.Sort(names)
	return names
}

func servicesOf(specs []Spec) []string {
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Service
	}
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
func (k Key) refuse(value string) string {
	switch {
	case value == "":
		return "is empty: give one, or leave the key out"
	case strings.TrimSpace(value) == "":
		return "is nothing but white space: give one, or leave the key out"
	case len(value) > longestValue:
		return "is too long: give no more than " + strconv.Itoa(longestValue) + " bytes"
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		return "has a control character, or one that is broken"
	case k.ID && (value == "." || value == ".." || strings.ContainsAny(value, `/\`)):
		return "cannot be an ID or a name: it is . or .., or has a slash in it"
	case k.Allowed != nil && !slices.Contains(k.Allowed, value):
		return "is " + mistyped(value) + "none of " + strings.Join(k.Allowed, ", ")
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
