package transport_test

import (
	"context"
	"crypto/sha256"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// at is a key with its secret at a host.
func at(id, secret, host string) transport.KeyAt {
	return transport.KeyAt{Cloud: "huawei", Host: host, ID: sha256.Sum256([]byte(id)), Secret: sha256.Sum256([]byte(secret))}
}

var refusal = &errors.Error{Kind: errors.Unauthenticated, Code: "APIGW.0301", Status: 401}

// enters asks the Keys without waiting for long, and reports whether the call was
// let in, or the error that it got.
func enters(t *testing.T, keys transport.Keys, k transport.KeyAt) (leave func(transport.Verdict, *errors.Error), err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	return keys.Enter(ctx, k)
}

// ended plays one call to its end.
func ended(t *testing.T, keys transport.Keys, k transport.KeyAt, v transport.Verdict) {
	t.Helper()
	leave, err := enters(t, keys, k)
	if err != nil {
		t.Fatalf("%s: %v", k.Host, err)
	}
	if v == transport.Accepted {
		leave(v, nil)
		return
	}
	leave(v, refusal)
}

// held asserts that calls with the key are held back, or are not.
func held(t *testing.T, keys transport.Keys, k transport.KeyAt, want bool) {
	t.Helper()
	leave, err := enters(t, keys, k)
	if leave != nil {
		leave(transport.NoVerdict, nil)
	}
	if got := errors.Is(err, errors.Unauthenticated); got != want || err != nil && !got {
		t.Errorf("%s: held back is %v (%v), want %v", k.Host, got, err, want)
	}
}

// inKeysBubble runs f with Keys of its own.
func inKeysBubble(t *testing.T, name string, f func(t *testing.T, keys transport.Keys)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { f(t, transport.NewKeys()) })
	})
}

const (
	accepted  = transport.Accepted
	refused   = transport.Refused
	mistimed  = transport.Mistimed
	noVerdict = transport.NoVerdict
)

// Three refused signatures in five minutes, with none accepted between them, latch
// a key's ID everywhere, whatever the secret.
func TestThreeRefusalsLatchAKeyEverywhere(t *testing.T) {
	one, two, three, four := at("A", "x", "1"), at("A", "x", "2"), at("A", "x", "3"), at("A", "x", "4")
	inKeysBubble(t, "three", func(t *testing.T, keys transport.Keys) {
		ended(t, keys, one, refused)
		ended(t, keys, two, refused)
		held(t, keys, four, false)
		ended(t, keys, three, refused)
		held(t, keys, four, true)
		held(t, keys, at("A", "corrected", "4"), true)
		held(t, keys, at("B", "x", "4"), false)
		other := four
		other.Cloud = "alibaba"
		held(t, keys, other, false)
		time.Sleep(5*time.Minute - time.Second)
		held(t, keys, four, true)
		time.Sleep(time.Second)
		held(t, keys, four, false)
		held(t, keys, one, false)
	})
	inKeysBubble(t, "three secrets", func(t *testing.T, keys transport.Keys) {
		for i := range 3 {
			ended(t, keys, at("A", strconv.Itoa(i), "1"), refused)
		}
		held(t, keys, at("A", "3", "1"), true)
	})
	inKeysBubble(t, "one accepted between them", func(t *testing.T, keys transport.Keys) {
		ended(t, keys, one, refused)
		ended(t, keys, two, refused)
		ended(t, keys, four, accepted)
		ended(t, keys, three, refused)
		held(t, keys, four, false)
		held(t, keys, at("A", "x", "5"), false)
	})
	inKeysBubble(t, "one accepted after the last", func(t *testing.T, keys transport.Keys) {
		late, err := enters(t, keys, four)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		for _, k := range []transport.KeyAt{one, two, three} {
			ended(t, keys, k, refused)
		}
		held(t, keys, four, true)
		late(accepted, nil)
		held(t, keys, four, false)
		held(t, keys, one, true) // its own host still refuses it
	})
	inKeysBubble(t, "in more than five minutes", func(t *testing.T, keys transport.Keys) {
		for _, k := range []transport.KeyAt{one, two, three} {
			ended(t, keys, k, refused)
			time.Sleep(151 * time.Second)
		}
		held(t, keys, four, false)
	})
	inKeysBubble(t, "a wrong time counts", func(t *testing.T, keys transport.Keys) {
		ended(t, keys, one, mistimed)
		ended(t, keys, one, refused)
		ended(t, keys, two, mistimed)
		held(t, keys, three, false) // no lockout comes of a time that is corrected
		ended(t, keys, two, refused)
		held(t, keys, three, true)
	})
	inKeysBubble(t, "no verdict does not", func(t *testing.T, keys transport.Keys) {
		for range 10 {
			ended(t, keys, one, noVerdict)
		}
		held(t, keys, one, false)
	})
}

// A key that was proven at a host before it was latched everywhere is proven anew
// by one call.
func TestKeyIsProvenAnewAfterALockout(t *testing.T) {
	inKeysBubble(t, "", func(t *testing.T, keys transport.Keys) {
		proven := at("A", "x", "proven")
		ended(t, keys, proven, accepted)
		for i := range 3 {
			ended(t, keys, at("A", "x", strconv.Itoa(i)), refused)
		}
		time.Sleep(5 * time.Minute)
		leave, err := enters(t, keys, proven)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := enters(t, keys, proven); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second call beside the first: %v, want it to wait", err)
		}
		leave(accepted, nil)
	})
}

// The first call of a key runs alone at its host, and no two hosts prove one key at
// once; a host that has proven it is not held up by another.
func TestNoTwoHostsProveOneKeyAtOnce(t *testing.T) {
	inKeysBubble(t, "", func(t *testing.T, keys transport.Keys) {
		ended(t, keys, at("A", "x", "proven"), accepted)
		first, err := enters(t, keys, at("A", "x", "one"))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []transport.KeyAt{at("A", "x", "one"), at("A", "other", "two")} {
			if _, err := enters(t, keys, k); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v, want it to wait", k.Host, err)
			}
		}
		time.Sleep(time.Second) // the first has had no answer for three
		ended(t, keys, at("A", "x", "two"), accepted)
		held(t, keys, at("A", "x", "proven"), false)
		held(t, keys, at("B", "x", "one"), false)
		first(accepted, nil)
		var all sync.WaitGroup
		for range 20 { // now it is proven, and they run together
			leave, err := enters(t, keys, at("A", "x", "one"))
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() { leave(accepted, nil) })
		}
		all.Wait()
	})
}

// Signatures that were refused and those that have no answer yet are never more than
// four together: a service locks a key after more than five.
func TestCallsLeftBehindAfterRefusals(t *testing.T) {
	for refusals, want := range []int{4, 3, 2} {
		inKeysBubble(t, strconv.Itoa(refusals), func(t *testing.T, keys transport.Keys) {
			for i := range refusals {
				ended(t, keys, at("A", "x", strconv.Itoa(i)), refused)
			}
			out := 0
			for range 10 { // they hang, in twenty seconds
				if _, err := enters(t, keys, at("A", "x", "hangs")); err == nil {
					out++
				}
				time.Sleep(2 * time.Second)
			}
			if out != want {
				t.Errorf("after %d refusals %d calls are under way, want %d", refusals, out, want)
			}
		})
	}
}

// A call that never tells how it ended does not hold up a key for ever.
func TestLostCallsAreForgotten(t *testing.T) {
	inKeysBubble(t, "", func(t *testing.T, keys transport.Keys) {
		k := at("A", "x", "one")
		for range 4 {
			if _, err := enters(t, keys, k); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
		}
		if _, err := enters(t, keys, k); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("beside four that nobody has answered: %v, want it to wait", err)
		}
		time.Sleep(5 * time.Minute)
		ended(t, keys, k, accepted)
	})
}

// What another clock has noted, such as that of a bubble, is not believed.
func TestTimesOfAnotherClock(t *testing.T) {
	keys := transport.NewKeys()
	k := at("A", "x", "one")
	inBubble := func(f func(t *testing.T)) { synctest.Test(t, f) }
	ended(t, keys, k, refused)
	inBubble(func(t *testing.T) {
		held(t, keys, k, false)
		ended(t, keys, k, refused)
	})
	held(t, keys, k, false)
	lost := at("B", "x", "one")
	inBubble(func(t *testing.T) { // it leaves without a word
		if _, err := enters(t, keys, lost); err != nil {
			t.Error(err)
		}
	})
	ended(t, keys, lost, accepted)
}

// The memory of one key is bounded, too, and what is forgotten is what was not
// asked for the longest.
func TestHostsOfAKeyAreBounded(t *testing.T) {
	inKeysBubble(t, "", func(t *testing.T, keys transport.Keys) {
		ended(t, keys, at("A", "x", "bad"), refused)
		for i := range 1100 {
			ended(t, keys, at("A", "x", strconv.Itoa(i)), accepted)
			held(t, keys, at("A", "x", "bad"), true)
		}
		if n := transport.HeldKeys(keys); n != 1000 {
			t.Errorf("%d things are known of one key, want a thousand", n)
		}
	})
}

// A Keys that cannot tell why needs no error.
func TestRefusalWithoutAnError(t *testing.T) {
	inKeysBubble(t, "", func(t *testing.T, keys transport.Keys) {
		leave, err := enters(t, keys, at("A", "x", "one"))
		if err != nil {
			t.Fatal(err)
		}
		leave(refused, nil)
		_, err = enters(t, keys, at("A", "x", "one"))
		if e, ok := errors.AsType[*errors.Error](err); !ok || e.Kind != errors.Unauthenticated || !strings.Contains(e.Message, "one refused this key") {
			t.Errorf("got %v", err)
		}
	})
}
