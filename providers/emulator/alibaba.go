package emulator

import (
	"bytes"
	"encoding/xml"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// alibabaAccount is whom everything in the services belongs to.
const alibabaAccount = "1234567890123456"

// alibabaService is the gateway before one RPC-style service: one path, the
// operation named by Action, the same checks for all of them.
type alibabaService struct {
	config     Config
	product    string
	version    string
	wantsXML   bool // errors and answers are XML unless the request asks for JSON
	codes      alibabaCodes
	operations map[string]alibabaOperation
	nonces     nonces
}

// alibabaOperation is what stands behind one Action.
type alibabaOperation struct {
	required []string
	rate     *bucket // nil without a published rate
	run      func(*alibabaCall) (any, *alibabaError)
}

// alibabaCall is one request that the gateway has understood.
type alibabaCall struct {
	request   *http.Request
	action    string
	version   string
	params    url.Values // query and form together, the form's value first
	requestID string
	headers   bool // parameters of the protocol travel in headers (V3)
	json      bool
}

// alibabaError is a refusal in the gateway's form.
type alibabaError struct {
	status        int
	code, message string
}

// fill puts arguments in the place of each %s, the first of them also into the code.
func (e alibabaError) fill(args ...string) *alibabaError {
	for i, a := range args {
		if i == 0 {
			e.code = strings.Replace(e.code, "%s", a, 1)
		}
		e.message = strings.Replace(e.message, "%s", a, 1)
	}
	return &e
}

func (s *alibabaService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &alibabaCall{request: r, requestID: strings.ToUpper(newUUID()), headers: usesHeaders(r)}
	answer, refused := s.serve(w, c)
	w.Header().Set("x-acs-request-id", c.requestID)
	switch {
	case refused != nil:
		s.refuse(w, c, refused)
	case s.wantsXML && !c.json:
		writeXML(w, http.StatusOK, c.action+"Response", answer)
	default:
		writeJSON(w, http.StatusOK, answer)
	}
}

// serve takes the checks in the gateway's order: what is asked, who asks, how
// often, and only then with which parameters.
func (s *alibabaService) serve(w http.ResponseWriter, c *alibabaCall) (any, *alibabaError) {
	body, refused := s.parse(w, c)
	if refused != nil {
		return nil, refused
	}
	op, refused := s.find(c)
	if refused != nil {
		return nil, refused
	}
	if refused := s.authenticate(c, body); refused != nil {
		return nil, refused
	}
	if op.rate != nil && !op.rate.take() {
		return nil, &s.codes.throttled
	}
	for _, name := range op.required {
		if c.params.Get(name) == "" {
			return nil, s.codes.missingParam.fill(name)
		}
	}
	return op.run(c)
}

// parse reads the parameters, of the protocol and of the operation.
func (s *alibabaService) parse(w http.ResponseWriter, c *alibabaCall) ([]byte, *alibabaError) {
	r := c.request
	query, queryErr := url.ParseQuery(r.URL.RawQuery)
	c.params = query
	if c.headers {
		c.json = strings.Contains(r.Header.Get("Accept"), "json")
	} else {
		c.json = strings.EqualFold(query.Get("Format"), "JSON")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return nil, &alibabaError{http.StatusMethodNotAllowed, "UnsupportedHTTPMethod", "This http method is not supported."}
	}
	body, err := readBody(w, r)
	if err != nil {
		if _, long := errors.AsType[*http.MaxBytesError](err); long {
			return nil, &s.codes.tooLarge
		}
		return nil, &s.codes.malformed
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var form url.Values
	var formErr error
	switch {
	case kind == "application/x-www-form-urlencoded":
		form, formErr = url.ParseQuery(string(body))
	case len(body) > 0 && kind != "application/json" && s.codes.mediaType.code != "":
		return nil, &s.codes.mediaType
	}
	for name, values := range form {
		c.params[name] = append(slices.Clip(values), c.params[name]...)
	}
	if queryErr != nil || formErr != nil {
		return nil, &s.codes.malformed
	}
	if !c.headers && c.params.Get("Format") != "" { // Format may come in the form, too
		c.json = strings.EqualFold(c.params.Get("Format"), "JSON")
	}
	if id := c.params.Get("RequestId"); s.codes.ownRequestID && printable(id) && len(id) <= 128 {
		c.requestID = id
	}
	return body, nil
}

// find looks up the operation. Action and Version count in one place only, which
// the signature's version decides.
func (s *alibabaService) find(c *alibabaCall) (alibabaOperation, *alibabaError) {
	h := c.request.Header
	c.action, c.version = h.Get("x-acs-action"), h.Get("x-acs-version")
	missing, action, version := s.codes.missingHeader, "x-acs-action", "x-acs-version"
	if !c.headers {
		c.action, c.version = c.params.Get("Action"), c.params.Get("Version")
		missing, action, version = s.codes.missingParam, "Action", "Version"
	}
	op, known := s.operations[c.action]
	switch {
	case c.request.URL.Path != "/" && c.request.URL.Path != "":
		return op, s.codes.unknownAction.fill(c.request.URL.Path)
	case c.action == "":
		return op, missing.fill(action)
	case c.version == "":
		return op, missing.fill(version)
	case c.version != s.version:
		return op, s.codes.unknownVersion.fill(c.version)
	case !known:
		return op, s.codes.unknownAction.fill(c.action)
	}
	return op, nil
}

// refuse answers with the gateway's error envelope.
func (s *alibabaService) refuse(w http.ResponseWriter, c *alibabaCall, e *alibabaError) {
	envelope := struct {
		RequestId, HostId, Code, Message, Recommend string
	}{
		c.requestID, c.request.Host, e.code, e.message,
		"https://api.aliyun.com/troubleshoot?q=" + url.QueryEscape(e.code) + "&product=" + s.product,
	}
	if s.wantsXML && !c.json {
		writeXML(w, e.status, "Error", envelope)
		return
	}
	writeJSON(w, e.status, envelope)
}

// writeXML answers with v under a root element of that name.
func writeXML(w http.ResponseWriter, status int, root string, v any) {
	b := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(b).EncodeElement(v, xml.StartElement{Name: xml.Name{Local: root}}); err != nil {
		http.Error(w, "encoding: "+err.Error(), http.StatusInternalServerError) // not for any value of ours
		return
	}
	writeBody(w, status, "text/xml;charset=utf-8", b.Bytes())
}

// printable reports whether s is visible ASCII, and something.
func printable(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
