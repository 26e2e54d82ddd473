package huawei_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// One tool of the Credential= form leaves the common rules in these places. OTC
// follows the rules, or refuses to sign where a request has two readings.
func TestOTCQuirks(t *testing.T) {
	const same = ""
	quirks := map[string]struct {
		why           string
		vendors, ours string // the parts of the canonical requests that differ
		refused       string // what Sign says, if it refuses
		verified      error  // what Verify makes of the vendor's signature
	}{
		"quirk-repeated-name": {
			"the tool signs the first value of a repeated name only; the rule is all of them, sorted",
			"\nlimit=1&server_group_id=b\n", "\nlimit=1&server_group_id=a&server_group_id=b\n",
			"given twice", signer.Mismatch,
		},
		"quirk-repeated-equal-pairs": {
			"the tool signs one of two equal pairs; the rule is both",
			"\nstatus=error\n", "\nstatus=error&status=error\n",
			"given twice", signer.Mismatch,
		},
		"quirk-post-without-body": {
			"the tool takes the query for the body of a POST that has none; on the wire that is a body of zero bytes like any other",
			"\n\nhost:", "\na=%C3%A9&b=2%20%2B\nhost:",
			"", signer.Mismatch,
		},
		"quirk-post-without-body-or-query": {
			"with no query either, both readings are the same",
			same, same, "", nil,
		},
		"quirk-name-order-without-case": {
			"the tool orders names without case; the rule is by byte",
			"\nalpha=2&Beta=3&Zeta=1\n", "\nBeta=3&Zeta=1&alpha=2\n",
			"case or escaping", signer.Mismatch,
		},
		"quirk-name-order-encoded": {
			"the tool orders names after escaping; the rule is before",
			"\na%20b=2&a%2Fb=3&a-b=1&a.b=4\n", "\na%20b=2&a-b=1&a.b=4&a%2Fb=3\n",
			"case or escaping", signer.Mismatch,
		},
		"quirk-header-white-space": {
			"the tool folds white space inside a value and keeps it outside; the rule is to trim it outside and to keep it inside. We sign no such header",
			"\nx-note: a b \n", "\nx-note:a \t b\n",
			"", signer.Mismatch,
		},
		"quirk-keys-with-spaces": {
			"the tool trims keys; we refuse keys with white space around them, and verify with the keys as the service has them",
			same, same, "white space", nil,
		},
	}
	for _, v := range otcVectors(t).Quirks {
		want, ok := quirks[v.Name]
		if !ok {
			t.Errorf("%s: the test has no word on it", v.Name)
			continue
		}
		req, body := v.signedRequest(t)
		ours, err := huawei.CanonicalRequest(req, body, v.Expected.SignedHeaders)
		if err != nil {
			t.Fatal(err)
		}
		theirs := strings.Replace(v.Expected.CanonicalRequest, want.vendors, want.ours, 1)
		if v.Name == "quirk-post-without-body" {
			theirs = theirs[:len(theirs)-64] + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		}
		if !strings.Contains(v.Expected.CanonicalRequest, want.vendors) || ours != theirs {
			t.Errorf("%s (%s): %s", v.Name, want.why, signertest.Diff(ours, theirs))
		}
		err = v.form.Sign(v.request(), body, v.credentials(), v.at(t), "")
		if (err == nil) != (want.refused == "") || err != nil && !strings.Contains(err.Error(), want.refused) {
			t.Errorf("%s: Sign: got %v, want an error with %q, because %s", v.Name, err, want.refused, want.why)
		}
		keys := func(id string) (string, bool) { return strings.TrimSpace(v.SK), id == strings.TrimSpace(v.AK) }
		if _, err := huawei.Verify(req, body, keys); err != want.verified {
			t.Errorf("%s: Verify: got %v, want %v, because %s", v.Name, err, want.verified, want.why)
		}
	}
}
