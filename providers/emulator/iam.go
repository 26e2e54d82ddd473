package emulator

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
)

// IAM is Huawei's Identity and Access Management, API version 3: tokens for a
// password, and the look-up of a project.
//
// The one user is named like Config.AccessKeyID, has Config.AccessKeySecret as
// the password, and is at home in every domain; the one project has every
// region's name. A token is good for every handler that was made with the same
// keys and project. The handler is safe for concurrent use.
func IAM(c Config) http.Handler {
	c = c.withDefaults()
	i := &iam{cfg: c, mint: newTokenMint(c), ids: newIAMIDs(c)}
	return traced(newGateway(c, []route{
		{method: "POST", pattern: "/v3/auth/tokens", open: true, handle: i.createToken},
		{method: "GET", pattern: "/v3/projects", handle: i.listProjects},
	}))
}

type iam struct {
	cfg  Config
	mint *tokenMint
	ids  iamIDs
}

// iamIDs are the IDs of the user's surroundings.
type iamIDs struct{ user, domain, role string }

func newIAMIDs(c Config) iamIDs {
	d := newDice(c, "iam")
	return iamIDs{d.hex(32), d.hex(32), d.hex(32)}
}

// traced adds the header in which this service names a request.
func traced(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-IAM-Trace-Id", "token_"+newUUID())
		h.ServeHTTP(w, r)
	})
}

// keystoneError is OpenStack's identity service's form of error: the code is the
// status, as a number.
func keystoneError(status int, message string) reply {
	return reply{status, map[string]any{"error": struct {
		Message string `json:"message"`
		Code    int    `json:"code"`
		Title   string `json:"title"`
	}{message, status, http.StatusText(status)}}}
}

// tokenRequest is the part of a request for a token that matters here.
type tokenRequest struct {
	Auth *struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User struct {
					Name     string `json:"name"`
					Password string `json:"password"`
					Domain   named  `json:"domain"`
				} `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope struct {
			Project *named `json:"project"`
			Domain  *named `json:"domain"`
		} `json:"scope"`
	} `json:"auth"`
}

// named is a thing in Keystone's way, by its ID, its name or both.
type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// createToken is POST /v3/auth/tokens.
func (i *iam) createToken(c *call) reply {
	var in tokenRequest
	if err := json.Unmarshal(c.body, &in); err != nil || in.Auth == nil {
		return keystoneError(http.StatusBadRequest, "The request body is invalid")
	}
	id := in.Auth.Identity
	if !slices.Equal(id.Methods, []string{"password"}) {
		return keystoneError(http.StatusUnauthorized, "Attempted to authenticate with an unsupported method.")
	}
	user := id.Password.User
	if user.Name == "" || user.Password == "" || user.Domain.Name == "" && user.Domain.ID == "" {
		return keystoneError(http.StatusBadRequest, "The request body is invalid")
	}
	if !same(user.Name, i.cfg.AccessKeyID) || !same(user.Password, i.cfg.AccessKeySecret) {
		return keystoneError(http.StatusUnauthorized, "The username or password is wrong.")
	}
	project, name := "", ""
	if p := in.Auth.Scope.Project; p != nil { // if both are given, the project wins
		if p.ID == "" && p.Name == "" {
			return keystoneError(http.StatusBadRequest, "The request body is invalid")
		}
		if p.ID != "" && p.ID != i.cfg.ProjectID {
			// Keystone does not say whether it is the project or the right to it
			// that is missing.
			return keystoneError(http.StatusUnauthorized, "The request you have made requires authentication.")
		}
		project, name = i.cfg.ProjectID, p.Name
	}
	now := i.cfg.Now().UTC()
	issued := token{User: user.Name, Project: project, Expires: now.Add(tokenLife)}
	c.header.Set("X-Subject-Token", i.mint.issue(issued))
	return reply{http.StatusCreated, map[string]any{"token": i.describe(c, issued, user.Domain, name)}}
}

// describe is a token as the answer's body shows it.
func (i *iam) describe(c *call, t token, home named, project string) map[string]any {
	domain := named{i.ids.domain, home.Name}
	if domain.Name == "" {
		domain = named{home.ID, home.ID}
	}
	body := map[string]any{
		"expires_at": t.Expires.Format(microZ),
		"issued_at":  t.Expires.Add(-tokenLife).Format(microZ),
		"methods":    []string{"password"},
		"roles":      []named{{i.ids.role, "te_admin"}},
		"user": struct {
			named
			Domain named `json:"domain"`
		}{named{i.ids.user, t.User}, domain},
	}
	if t.Project == "" {
		body["domain"] = domain
	} else {
		if project == "" {
			project = defaultRegion
		}
		body["project"] = struct {
			named
			Domain named `json:"domain"`
		}{named{t.Project, project}, domain}
	}
	if c.query.Get("nocatalog") == "" {
		body["catalog"] = i.catalog(c)
	}
	return body
}

// catalog names the one service whose address is known here: this one.
func (i *iam) catalog(c *call) []any {
	return []any{map[string]any{
		"type": "identity", "name": "iam", "id": i.ids.role,
		"endpoints": []any{map[string]any{
			"url": "http://" + c.Host + "/v3", "region": "*", "region_id": "*", "interface": "public", "id": i.ids.domain,
		}},
	}}
}

// same compares without telling by the time it takes how much was right.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
