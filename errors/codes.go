package errors

import "slices"

// Codes tells what the codes of a service mean: the service's own, and those of
// others that it sends in its answers or reports in its tasks. It is a value that a
// provider makes once, reads its tables when they are first needed, and is safe for
// concurrent use. A nil *Codes has no table.
type Codes struct {
	service string
	own     []*table // looked in for every code
	also    []*table // of a gateway, looked in for every code; else for those with the table's prefixes
	given   []*Codes // what also is made of
	parts   []*Codes // of joined Codes, in their order
}

// NewCodes returns the Codes of a service. own is the text of its table, empty for a
// service that has none; also are
// those whose codes it sends or reports, too: of its cloud's gateway, of services
// that it builds on, of siblings. Of each only the own table is looked in, after
// the service's.
//
// A table is lines of columns with tabs in between, in UTF-8:
//
//	code status kind retry meaning_en remedy_en meaning_zh remedy_zh page
//
// The first line that is no comment holds these names. A status may be empty. A
// code may have several rows with different statuses. A page that is = is that of
// the row above; remedies that are = and a code are those of that code's first row.
// Comments stand above the names and begin with #. Those that begin with #: say
// what the table is:
//
//	#: prefixes EVS.            the codes that are looked for here in the name of another service
//	#: gateway iam              any service may send these codes; iam has no others
//	#: foundation               other services build on this one: what it denies is no right of their callers
//	#: situations               rows named SERVICE/WORD tell of failures by the service's word, where no code does
//	#: no-right EVS.1027        permission is denied for another reason than a missing right
//	#: alias OLD. NEW.          a code OLD.<n> is NEW.<n>
//	#: rule Slow.<Anything> Slow    codes that cannot be listed; Slow<Name> is for the name of a parameter
//
// NewCodes reads nothing, so a wrong table is found by [Codes.Check].
func NewCodes(service, own string, also ...*Codes) *Codes {
	if own == "" {
		own = header
	}
	c := &Codes{service: service, own: []*table{{name: service, text: own}}}
	for _, a := range also {
		if a == nil {
			continue
		}
		c.given = append(c.given, a)
		c.also = appendNew(c.also, a.own...)
	}
	return c
}

// JoinCodes puts the Codes of several services together, for programs that explain
// codes of all of them. It looks for a code in each of their tables, in their
// order, then in those of the services behind them and of gateways. [Codes.Of] gives
// the Codes of one of them. Services that share a gateway are siblings: each then
// also knows the codes that begin with a prefix of another one.
func JoinCodes(codes ...*Codes) *Codes {
	var services []*Codes
	for _, c := range codes {
		services = appendTables(services, c.all()...)
	}
	j := &Codes{}
	for _, c := range services {
		j.parts = append(j.parts, c.withSiblings(services))
	}
	for _, gateways := range []bool{false, true} {
		for _, c := range services {
			for _, a := range c.given {
				if a.service != "" && a.isGateway() == gateways {
					j.parts = appendTables(j.parts, a)
				}
			}
		}
	}
	for _, p := range j.parts {
		j.own = appendNew(j.own, p.own...)
	}
	for _, c := range services {
		for _, t := range c.also {
			if !slices.Contains(j.own, t) { // of situations
				j.also = appendNew(j.also, t)
			}
		}
	}
	return j
}

// withSiblings returns c with the tables of those that share a gateway with it.
func (c *Codes) withSiblings(all []*Codes) *Codes {
	whole := *c
	whole.also = slices.Clone(c.also)
	for _, s := range all {
		if s != c && s.sharesGateway(c) {
			whole.also = appendNew(whole.also, s.own...)
		}
	}
	return &whole
}

// sharesGateway reports whether both are behind one gateway.
func (c *Codes) sharesGateway(other *Codes) bool {
	return slices.ContainsFunc(c.also, func(t *table) bool { return t.head().gateway && slices.Contains(other.also, t) })
}

// isGateway reports whether the codes are those of a gateway.
func (c *Codes) isGateway() bool { return len(c.own) > 0 && c.own[0].head().gateway }

// appendTables appends the Codes whose own table is not there yet.
func appendTables(list []*Codes, more ...*Codes) []*Codes {
	for _, m := range more {
		if !slices.ContainsFunc(list, func(c *Codes) bool { return c.own[0] == m.own[0] }) {
			list = append(list, m)
		}
	}
	return list
}

// appendNew appends what is not there yet.
func appendNew[T comparable](list []T, more ...T) []T {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// Service is the name of the service; empty for joined Codes.
func (c *Codes) Service() string {
	if c == nil {
		return ""
	}
	return c.service
}

// Services lists what [Codes.Of] knows: the services, those that they build on,
// the gateways, and then services that have no codes but their gateway's.
func (c *Codes) Services() []string {
	var names, behind []string
	for _, p := range c.all() {
		names = append(names, p.service)
		behind = append(behind, p.own[0].head().serves...)
	}
	slices.Sort(behind)
	return append(names, behind...)
}

// Of returns the Codes of a service, nil if they are not among these.
func (c *Codes) Of(service string) *Codes {
	if service == "" {
		return nil
	}
	for _, p := range c.all() {
		if p.service == service || slices.Contains(p.own[0].head().serves, service) {
			return p
		}
	}
	return nil
}

// all are the parts of joined Codes, else the one itself.
func (c *Codes) all() []*Codes {
	switch {
	case c == nil:
		return nil
	case c.own != nil && c.parts == nil:
		return []*Codes{c}
	}
	return c.parts
}

// Entries returns a copy of the rows of the service's own table, in the order of
// its document; of joined Codes those of every table.
func (c *Codes) Entries() []Entry {
	if c == nil {
		return nil
	}
	var all []Entry
	for _, t := range c.own {
		all = append(all, t.load().entries...)
	}
	return all
}

// Check reads every table and tells what is wrong with the first bad one. It is
// for a provider's tests: a look-up in a bad table panics.
func (c *Codes) Check() error {
	if c == nil {
		return nil
	}
	for _, t := range slices.Concat(c.own, c.also) {
		if _, err := parse(t.name, t.text); err != nil {
			return err
		}
	}
	return nil
}

// Failure builds the failure of a task: what the service reported, with kind and
// retry advice of the code. A code that the tables do not know stays unknown.
func (c *Codes) Failure(code, reason, phase string) *Failure {
	f := Failure{Service: c.Service(), Code: code, Reason: reason, Phase: phase}
	c.classify(&f) // apart, so that a caller who copies the value needs no memory for it
	return &f
}

// classify takes kind and retry advice from the tables, and lets f explain itself
// by them.
func (c *Codes) classify(f *Failure) {
	f.codes, f.Kind, f.Retry = c, Unknown, RetryUnknown
	if e, ok := c.Lookup(f.Code, 0); ok {
		f.Kind, f.Retry = e.Kind, e.Retry
	}
}

// Error completes the error of a call: it fills in kind and retry advice where they
// are empty, as [Codes.Classify] tells them, and lets e explain itself by these
// tables unless it has some. It returns e, which must not be in use elsewhere.
func (c *Codes) Error(e *Error) *Error {
	if e.Kind == "" {
		e.Kind, e.Retry = c.Classify(e.Code, e.Status)
	}
	if e.Retry == "" {
		e.Retry = RetryOf(e.Kind)
	}
	if e.codes == nil {
		e.codes = c
	}
	return e
}
