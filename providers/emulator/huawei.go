package emulator

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// gateway is what stands in front of every Huawei service: it knows the paths,
// checks who calls, counts the requests, and has one form of error of its own.
// It is safe for concurrent use.
type gateway struct {
	guard  *gatewayGuard
	limit  *bucket
	routes []route
}

// route is one published operation. A pattern's parts in braces match any part
// of a path that is not empty; a first such part named {project} is compared with
// the project of the caller.
type route struct {
	method, pattern string
	open            bool // for callers who have neither key nor token yet
	handle          func(*call) reply
}

// call is a request that has passed the gateway.
type call struct {
	*http.Request
	body   []byte
	args   []string // the path's variable parts, less the project
	query  url.Values
	header http.Header // of the answer
}

// reply is what a service says: a status and, but for 204, what goes out as JSON.
type reply struct {
	status int
	body   any
}

func succeed(body any) reply { return reply{http.StatusOK, body} }

// userRate is how many requests a second the gateway lets a user make, and at
// once, if Config.Throttle is set. No page publishes a number for these services.
const userRate = 20

// newGateway publishes a service's routes. c has its defaults.
func newGateway(c Config, routes []route) http.Handler {
	return dated(c.Now, &gateway{newGatewayGuard(c), newBucket(c, userRate, userRate), routes})
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := strings.ReplaceAll(newUUID(), "-", "")
	w.Header().Set("X-Request-Id", id)
	answer := g.pass(w, r)
	if refused, is := answer.body.(gatewayError); is {
		refused.RequestID = id
		answer.body = refused
	}
	if answer.status == http.StatusNoContent {
		w.WriteHeader(answer.status)
		return
	}
	writeJSON(w, answer.status, answer.body)
}

// pass takes a request through the gateway's checks, in the order in which the
// gateway makes them, to the operation.
func (g *gateway) pass(w http.ResponseWriter, r *http.Request) reply {
	found, project, args := g.find(r)
	if found == nil {
		return gatewayRefusal(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment")
	}
	body, err := readBody(w, r)
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return gatewayRefusal(http.StatusRequestEntityTooLarge, "APIGW.0201", "Request entity too large")
	}
	if err != nil {
		return gatewayRefusal(http.StatusBadRequest, "APIGW.0201", "Bad request")
	}
	if !found.open {
		if refused := g.guard.admit(r, body, project); refused != nil {
			return *refused
		}
	}
	if !g.limit.take() {
		return gatewayRefusal(http.StatusTooManyRequests, "APIGW.0308", throttled)
	}
	return found.handle(&call{Request: r, body: body, args: args, query: r.URL.Query(), header: w.Header()})
}

// find is the route of a request, with the variable parts of its path. The parts
// are told apart before they are unescaped, so an escaped slash stays inside its
// part.
func (g *gateway) find(r *http.Request) (found *route, project string, args []string) {
	parts := strings.Split(r.URL.EscapedPath(), "/")
	for i := range parts {
		part, err := url.PathUnescape(parts[i])
		if err != nil {
			return nil, "", nil
		}
		parts[i] = part
	}
	for i := range g.routes {
		if g.routes[i].method != r.Method {
			continue
		}
		if project, args, matches := g.routes[i].match(parts); matches {
			return &g.routes[i], project, args
		}
	}
	return nil, "", nil
}

func (t *route) match(parts []string) (project string, args []string, matches bool) {
	names := strings.Split(t.pattern, "/")
	if len(names) != len(parts) {
		return "", nil, false
	}
	for i, name := range names {
		switch {
		case name == "{project}" && parts[i] != "":
			project = parts[i]
		case strings.HasPrefix(name, "{") && parts[i] != "":
			args = append(args, parts[i])
		case name != parts[i]:
			return "", nil, false
		}
	}
	return project, args, true
}
