package errors_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/taskfault/taskfault/errors"
)

// tableOf writes a table: what its head says, then rows of code, status, kind and
// retry. A row's meaning says whose it is.
func tableOf(service string, said []string, rows ...string) string {
	var b strings.Builder
	b.WriteString("# A made-up table.\n")
	for _, s := range said {
		b.WriteString("#: " + s + "\n")
	}
	b.WriteString(errors.Header + "\n")
	for _, row := range rows {
		f := strings.Split(row, " ")
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s says %[1]s %[2]s.\tDo so.\t是%[1]s。\t做。\thttps://docs.example.com/%[5]s\n", f[0], f[1], f[2], f[3], service)
	}
	return b.String()
}

// The services of a made-up cloud: two siblings behind one gateway, a disk that both
// build on, and one that is behind no gateway.
var (
	edge = errors.NewCodes("edge", tableOf("edge", []string{"gateway token", "alias OLDEDGE. EDGE.", "rule Slow.<Anything> Slow", "rule Lack<Name> LackParameter", "no-right EDGE.2"},
		"EDGE.1 400 invalid_input no", "EDGE.2 403 permission_denied no", "Slow  throttled yes", "LackParameter 400 invalid_input no"))
	disk  = errors.NewCodes("disk", tableOf("disk", []string{"prefixes DISK.", "foundation"}, "DISK.1  quota_exceeded no", "DISK.2 403 permission_denied no", "Common.1  gone no"), edge)
	words = errors.NewCodes("", tableOf("words", []string{"situations"}, "vault/backup  unknown unknown"))

	vault = errors.NewCodes("vault", tableOf("vault", []string{"prefixes Vault."},
		"Vault.1 409 invalid_state after_wait", "Vault.2 500 internal yes", "Vault.2 400 invalid_input no", "Vault.3 403 permission_denied no", "Vault.4  internal yes"), edge, disk, words)
	depot = errors.NewCodes("depot", tableOf("depot", []string{"prefixes Depot."}, "Depot.1  not_found no", "Common.2  gone no"), edge, nil, disk)
	alone = errors.NewCodes("alone", tableOf("alone", []string{"prefixes Alone."}, "Alone.1  gone no"))

	everything = errors.JoinCodes(vault, depot, alone)
)

func TestTheOwnTableComesFirstThenTheOthers(t *testing.T) {
	for _, test := range []struct {
		codes  *errors.Codes
		code   string
		status int
		want   string // service, code and status; empty for an unknown one
	}{
		{vault, "Vault.1", 0, "vault Vault.1 409"},
		{vault, "vAULT.2", 400, "vault Vault.2 400"},
		{vault, "Vault.2", 502, "vault Vault.2 500"},
		{vault, "Vault.2", 0, "vault Vault.2 500"},
		{vault, "EDGE.1", 0, "edge EDGE.1 400"},
		{vault, "OldEdge.1", 0, "edge OldEdge.1 400"},
		{vault, "slow.down", 0, "edge slow.down 0"},
		{vault, "LackTaskId", 0, "edge LackTaskId 400"},
		{vault, "Lackluster", 0, ""},
		{vault, "DISK.1", 0, "disk DISK.1 0"},
		{vault, "Common.1", 0, ""}, // it has no prefix of the disk's
		{vault, "vault/backup", 0, ""},
		{vault, "Depot.1", 0, ""}, // a sibling is not known by itself
		{vault, "", 0, ""},
		{vault, strings.Repeat("V", 1<<16), 0, ""},
		{disk, "Common.1", 0, "disk Common.1 0"},
		{edge, "OLDEDGE.2", 0, "edge OLDEDGE.2 403"},
		{nil, "Vault.1", 0, ""},

		{everything, "Vault.1", 0, "vault Vault.1 409"},
		{everything, "Common.1", 0, "disk Common.1 0"},
		{everything, "slow.x", 0, "edge slow.x 0"},
		{everything.Of("vault"), "Depot.1", 0, "depot Depot.1 0"},
		{everything.Of("depot"), "vault.2", 400, "vault Vault.2 400"},
		{everything.Of("depot"), "Common.1", 0, ""},
		{everything.Of("vault"), "Common.2", 0, ""},
		{everything.Of("vault"), "Alone.1", 0, ""}, // behind no gateway of vault's
		{everything.Of("alone"), "EDGE.1", 0, ""},
		{everything.Of("token"), "EDGE.1", 0, "edge EDGE.1 400"},
		{everything.Of("token"), "Vault.1", 0, ""},
	} {
		e, ok := test.codes.Lookup(test.code, test.status)
		got := ""
		if ok {
			got = fmt.Sprintf("%s %s %d", e.Service, e.Code, e.Status)
		}
		if got != test.want {
			t.Errorf("%s: Lookup(%.40q, %d) = %q, want %q", test.codes.Service(), test.code, test.status, got, test.want)
		}
	}
}

func TestLookupAllGivesEveryMeaning(t *testing.T) {
	for _, test := range []struct {
		codes *errors.Codes
		code  string
		want  int
	}{{vault, "vault.2", 2}, {everything, "Vault.2", 2}, {everything, "EDGE.1", 1}, {vault, "slow.x", 1}, {everything, "none", 0}, {nil, "Vault.2", 0}} {
		if got := test.codes.LookupAll(test.code); len(got) != test.want {
			t.Errorf("%s: LookupAll(%q) = %v, want %d", test.codes.Service(), test.code, got, test.want)
		}
	}
}

func TestJoinedCodesNameTheirServices(t *testing.T) {
	for _, test := range []struct {
		codes *errors.Codes
		want  string
	}{
		{everything, "vault depot alone disk edge token"},
		{errors.JoinCodes(everything, nil, vault), "vault depot alone disk edge token"},
		{vault, "vault"}, {edge, "edge token"}, {nil, ""}, {errors.JoinCodes(), ""},
	} {
		names := test.codes.Services()
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("services: got %q, want %q", got, test.want)
		}
		for _, name := range names {
			if test.codes.Of(name) == nil {
				t.Errorf("Of(%q) of %q is nil", name, test.want)
			}
		}
		if test.codes.Of("nosuch") != nil || test.codes.Of("") != nil {
			t.Errorf("%q: Of gives Codes that are not among them", test.want)
		}
	}
	if got := everything.Of("token").Service(); got != "edge" {
		t.Errorf("the codes of token are those of %q, want edge", got)
	}
}

func TestEntriesAreACopyOfTheOwnRows(t *testing.T) {
	rows := vault.Entries()
	if len(rows) != 5 || rows[0].Code != "Vault.1" {
		t.Errorf("got %v, want the five rows of vault", rows)
	}
	rows[0].Code = "changed"
	if got := vault.Entries()[0].Code; got != "Vault.1" {
		t.Errorf("after a change of the copy there is %q", got)
	}
	if got := len(everything.Entries()); got != 5+2+1+3+4 {
		t.Errorf("joined: %d rows, want those of every table", got)
	}
	if got := vault.Situations(); len(got) != 1 || got[0].Code != "vault/backup" {
		t.Errorf("situations: got %v", got)
	}
	var none *errors.Codes
	if none.Entries() != nil || none.Situations() != nil || none.Check() != nil {
		t.Error("nil Codes have rows")
	}
}

// What a status says against every row decides, but not against a gateway's.
func TestClassify(t *testing.T) {
	for _, test := range []struct {
		codes  *errors.Codes
		code   string
		status int
		want   errors.Kind
		retry  errors.Retry
	}{
		{vault, "Vault.4", 404, errors.NotFound, errors.RetryNo},
		{vault, "Vault.4", 500, errors.Internal, errors.RetryYes},
		{vault, "Vault.1", 409, errors.InvalidState, errors.RetryAfterWait},
		{vault, "EDGE.1", 404, errors.InvalidInput, errors.RetryNo},
		{vault, "none", 503, errors.Unavailable, errors.RetryYes},
		{nil, "Vault.1", 409, errors.Conflict, errors.RetryAfterWait},
		{nil, "", 0, errors.Unknown, errors.RetryUnknown},
	} {
		if kind, retry := test.codes.Classify(test.code, test.status); kind != test.want || retry != test.retry {
			t.Errorf("Classify(%q, %d) = %s, %s, want %s, %s", test.code, test.status, kind, retry, test.want, test.retry)
		}
	}
}

func TestNeedsRight(t *testing.T) {
	for _, test := range []struct {
		codes *errors.Codes
		code  string
		want  bool
	}{
		{vault, "Vault.3", true}, {vault, "", true}, {vault, "none", true}, {nil, "Vault.3", true},
		{vault, "EDGE.2", false}, {vault, "OLDEDGE.2", false}, // said to be for another reason
		{vault, "DISK.2", false}, // denied to vault by what stands below it
		{vault, "Vault.1", false},
	} {
		if got := test.codes.NeedsRight(test.code, 403); got != test.want {
			t.Errorf("NeedsRight(%q) = %t, want %t", test.code, got, test.want)
		}
	}
}

// Error fills in what is left open, and nothing else.
func TestCodesError(t *testing.T) {
	e := vault.Error(&errors.Error{Service: "vault", Code: "Vault.2", Status: 400})
	if e.Kind != errors.InvalidInput || e.Retry != errors.RetryNo {
		t.Errorf("got %s, %s, want those of the row", e.Kind, e.Retry)
	}
	e = vault.Error(&errors.Error{Code: "Vault.2", Kind: errors.Canceled})
	if e.Kind != errors.Canceled || e.Retry != errors.RetryOf(errors.Canceled) {
		t.Errorf("got %s, %s, want canceled and its retry", e.Kind, e.Retry)
	}
	e = alone.Error(edge.Error(&errors.Error{Service: "edge", Code: "EDGE.1"}))
	if x := e.Explain("en"); x.Page == "" || x.Service != "edge" {
		t.Errorf("an error that had its table is explained by another: %+v", x)
	}
}

// A failure that was read back from JSON keeps its kind. Its table explains it; without
// one it is said that there is none.
func TestAFailureReadBackIsExplainedByItsTable(t *testing.T) {
	for _, code := range []string{"Vault.1", "DISK.9", "", "Nobody.Knows"} {
		first := vault.Failure(code, "why", "backup")
		text, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		var back errors.Failure
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.Kind != first.Kind || back.Retry != first.Retry {
			t.Errorf("%q: got %s, %s, want %s, %s", code, back.Kind, back.Retry, first.Kind, first.Retry)
		}
		for lang, lost := range map[string]string{"en": "The table of codes that explains this was not given.", "zh": "没有提供可以解释此情况的错误码表。"} {
			want := first.Explain(lang)
			for name, c := range map[string]*errors.Codes{"its own": vault, "joined": everything} {
				if got := c.Explain(&back, lang); got != want {
					t.Errorf("%q by %s table: got %+v, want %+v", code, name, got, want)
				}
			}
			for name, got := range map[string]errors.Explanation{"no table": back.Explain(lang), "another's": alone.Explain(&back, lang)} {
				if !strings.HasSuffix(got.Meaning, lost) || got.Kind != first.Kind || got.Page != "" || got.Code != code || got.Remedy == "" {
					t.Errorf("%q by %s: got %+v, want that the table was not given", code, name, got)
				}
			}
		}
	}
}

// Where only a code is missing, nothing is said about a table.
func TestAFailureWithNothingToLookUpMissesNoTable(t *testing.T) {
	if got, want := (&errors.Failure{Service: "vault"}).Explain("en").Meaning, "No error code came with this failure."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (&errors.Error{Code: "Vault.1", Kind: errors.Internal}).Explain("en"); !strings.HasSuffix(got.Meaning, "was not given.") {
		t.Errorf("got %+v, want that the table was not given", got)
	}
}

func TestASituationExplainsWhatNoCodeDoes(t *testing.T) {
	for _, test := range []struct {
		failure *errors.Failure
		want    string
	}{
		{vault.Failure("", "", "Backup"), "words says vault/backup ."},
		{vault.Failure("7", "", "backup"), "words says vault/backup . The catalog does not know this code."},
		{vault.Failure("Vault.1", "", "backup"), "vault says Vault.1 409."},
		{depot.Failure("", "", "backup"), "No error code came with this failure."},
	} {
		if got := test.failure.Explain("en").Meaning; got != test.want {
			t.Errorf("%v: got %q, want %q", test.failure, got, test.want)
		}
	}
}

// Nothing is read before it is needed: a bad table is found by Check, and harms no
// look-up that does not come to it.
func TestATableIsReadWhenItIsNeeded(t *testing.T) {
	bad := errors.NewCodes("bad", tableOf("bad", []string{"prefixes Bad."}, "Bad.1 nonsense gone no"))
	c := errors.NewCodes("vault", tableOf("vault", nil, "Vault.1 409 gone no"), bad)
	if _, ok := c.Lookup("Vault.1", 0); !ok {
		t.Error("Vault.1 is not known")
	}
	if _, ok := c.Lookup("Other.1", 0); ok {
		t.Error("Other.1 is known")
	}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "bad line 4") {
		t.Errorf("Check() = %v, want the bad table and its line", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a look-up in the bad table did not panic")
		}
	}()
	c.Lookup("Bad.1", 0)
}

func TestTheMadeUpTablesAreGood(t *testing.T) {
	for _, c := range []*errors.Codes{vault, depot, alone, everything} {
		if err := c.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	everything.Entries() // everything is parsed
	for _, code := range []string{"Vault.1", "vault.2", "OLDEDGE.1", "slow.x", "LackTaskId", "DISK.1", "Depot.1", "none", strings.Repeat("x", 1000)} {
		for _, c := range []*errors.Codes{vault, everything.Of("vault")} {
			if n := testing.AllocsPerRun(100, func() { c.Lookup(code, 500) }); n != 0 {
				t.Errorf("Lookup(%.40q) allocates %v times, want 0", code, n)
			}
		}
	}
}

func TestCodesAreSafeForConcurrentUse(t *testing.T) {
	fresh := errors.NewCodes("vault", tableOf("vault", nil, "Vault.1  gone no"), errors.NewCodes("edge", tableOf("edge", []string{"gateway"}, "EDGE.1  gone no")))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, code := range []string{"Vault.1", "EDGE.1", "none"} {
				fresh.Lookup(code, 0)
				fresh.Failure(code, "", "x").Explain("zh")
				errors.JoinCodes(fresh, depot).LookupAll(code)
			}
		})
	}
	wg.Wait()
}

// The head of a table says what it is, and what it says must make sense.
func TestTheHeadOfATable(t *testing.T) {
	for _, test := range []struct{ said, want string }{
		{"prefixes", "0 words follow"},
		{"prefixes A. B.", ""},
		{"gateway", ""},
		{"gateway iam sts", ""},
		{"foundation x", "1 words follow"},
		{"situations", ""},
		{"no-right A.1", ""},
		{"no-right A.2", "a.2 has no row"},
		{"alias OLD.", "1 words follow"},
		{"alias OLD. A.", ""},
		{"rule Slow.<Anything> A.1", ""},
		{"rule Slow<Name> A.1", ""},
		{"rule Slow A.1", "ends neither with"},
		{"rule <Anything> A.1", "covers every code"},
		{"rule Slow.<Anything> A.9", "A.9 has no row"},
		{"prefix A.", "no such directive"},
		{"", "nothing follows"},
	} {
		_, err := errors.Parse("x", tableOf("x", []string{test.said}, "A.1 403 permission_denied no"))
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%q: got %v, want %q", test.said, err, test.want)
		}
	}
}

func TestASituationGuessesAtNothing(t *testing.T) {
	for _, test := range []struct{ row, said, want string }{
		{"a/b  unknown unknown", "situations", ""},
		{"a/b  unknown unknown", "gateway", "does not say that it has any"},
		{"a/b  gone unknown", "situations", "must be unknown"},
		{"a/b  unknown yes", "situations", "must be unknown"},
		{"a/b 400 unknown unknown", "situations", "must be unknown"},
	} {
		_, err := errors.Parse("x", tableOf("x", []string{test.said}, test.row))
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%q: got %v, want %q", test.row, err, test.want)
		}
	}
	twice := tableOf("x", []string{"situations"}, "a/b  unknown unknown", "A/b  unknown unknown")
	if _, err := errors.Parse("x", twice); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a situation that is there twice: got %v", err)
	}
	if rows := slices.Clone(words.Entries()); len(rows) != 0 {
		t.Errorf("situations are among the codes: %v", rows)
	}
}
