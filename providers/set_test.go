package providers_test

import (
	"context"
	"slices"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// A program can have a provider of its own beside the others, or in place of one.
func TestASetCanBeMadeLonger(t *testing.T) {
	opened := ""
	mine := provider.Spec{
		Service: "mine", Keys: []provider.Key{provider.EndpointKey(), {Name: "vault", Repeats: true}},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			opened = u.Name + " " + u.Region + " " + with.Lang
			return nil, nil
		},
	}
	before := providers.Default()
	set := before.With(mine)
	if _, err := set.Open(t.Context(), "mine://here?vault=a&endpoint=http://127.0.0.1:1", providers.WithLang("zh")); err != nil || opened != "mine://here?vault=a here zh" {
		t.Errorf("opened %q, %v", opened, err)
	}
	if _, err := before.Open(t.Context(), "mine://here"); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("the shorter set opens it, too: %v", err)
	}
	if _, err := set.Open(t.Context(), "mine://here?plan=x"); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("a key of another service: %v, want invalid_input", err)
	}
	if got, want := set.Services(), append(before.Services(), "mine"); !slices.Equal(got, want) {
		t.Errorf("services %q, want %q", got, want)
	}
	mine.Service = "sdrs"
	if set := before.With(mine); len(set) != len(before) {
		t.Errorf("%q has sdrs twice", set.Services())
	} else if _, err := set.Open(t.Context(), "sdrs://here?vault=b"); err != nil || opened != "sdrs://here?vault=b here " {
		t.Errorf("in place of another: opened %q, %v", opened, err)
	}
}

// mineTable is the table of a provider of a program's own, behind a gateway of its own.
const mineTable = "#: prefixes MINE.\n" +
	"code\tstatus\tkind\tretry\tmeaning_en\tremedy_en\tmeaning_zh\tremedy_zh\tpage\n" +
	"MINE.1\t409\tconflict\tafter_wait\tIt is in use.\tWait.\t正在使用。\t请等待。\thttps://docs.example.com\n"

// The codes of a provider of a program's own are explained beside the others.
func TestASetExplainsTheCodesOfItsProviders(t *testing.T) {
	var given *errors.Codes
	mine := provider.Spec{
		Service: "mine", Codes: errors.NewCodes("mine", mineTable, huawei.Codes()...),
		Open: func(_ context.Context, _ provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			given = with.Codes
			return nil, nil
		},
	}
	set := providers.Default().With(mine)
	if _, err := set.Open(t.Context(), "mine://here"); err != nil {
		t.Fatal(err)
	}
	failure := &errors.Failure{Service: "mine", Code: "mine.1"}
	for name, x := range map[string]errors.Explanation{
		"the set":               set.Explain(failure, "en"),
		"what Open hands over":  given.Explain(failure, "en"),
		"a sibling's failure":   given.Of("mine").Failure("CSBS.6005", "", "").Explain("en"),
		"a sibling that has it": given.Of("vbs").Failure("MINE.1", "", "").Explain("en"),
	} {
		if x.Page == "" || x.Retry != errors.RetryAfterWait {
			t.Errorf("%s: got %+v, want the row", name, x)
		}
	}
	for name, x := range map[string]errors.Explanation{
		"the shorter set":      providers.Explain(failure, "en"),
		"another cloud's":      given.Of("dbs").Failure("MINE.1", "", "").Explain("en"),
		"a provider by itself": vbs.Codes().Failure("MINE.1", "", "").Explain("en"),
		"a set of none":        providers.Set{}.Explain(failure, "en"),
	} {
		if x.Page != "" || x.Kind != errors.Unknown {
			t.Errorf("%s: got %+v, want that it is not known", name, x)
		}
	}
	spec := mine
	spec.Codes = nil
	if got := providers.Default().With(spec).Codes().Of("mine"); got != nil {
		t.Errorf("a provider without codes has those of %q", got.Service())
	}
}

// What a provider says of itself is whole.
func TestSpecsAreWhole(t *testing.T) {
	for _, s := range providers.Default() {
		if s.Service == "" || s.Title == "" || s.Help == "" || s.TaskID == "" || s.Open == nil || len(s.Rights) == 0 {
			t.Errorf("%s: %+v lacks something", s.Service, s)
		}
		seen := map[string]bool{}
		for _, k := range s.Keys {
			if k.Name == "" || k.Help == "" || seen[k.Name] {
				t.Errorf("%s: the key %+v has no name or help, or is there twice", s.Service, k)
			}
			seen[k.Name] = true
		}
		for _, r := range s.Rights {
			if r.Operation == "" || r.Right == "" || r.For == "" {
				t.Errorf("%s: the right %+v lacks something", s.Service, r)
			}
		}
		if s.Codes.Service() != s.Service || len(s.Codes.Entries()) == 0 || s.Codes.Check() != nil {
			t.Errorf("%s: its codes are those of %q, %d of them, %v", s.Service, s.Codes.Service(), len(s.Codes.Entries()), s.Codes.Check())
		}
		c, err := providers.Open(t.Context(), s.Service+"://eu-de")
		if err != nil || c.Source().Service != s.Service || c.Source().Name != s.Service+"://eu-de" {
			t.Errorf("%s: opened %v, %v", s.Service, c, err)
		}
	}
}

// An error of a configuration names its field in a field, which is a key's of the URL.
func TestAWrongFieldIsNamed(t *testing.T) {
	for url, field := range map[string]string{
		"dbs://r?endpoint=x":               "Endpoint",
		"dbs://r?plan=a%2cb":               "Plans",
		"fnf://r?flow=a%20b":               "Flows",
		"vbs://r?iam_endpoint=x":           "IAMEndpoint",
		"sdrs://r?endpoint=http://h:99999": "Endpoint",
		"fnf://r?endpoint=http://h/path":   "Endpoint",
		"csbs://r?iam_endpoint=http://h:0": "IAMEndpoint",
	} {
		_, err := providers.Open(t.Context(), url)
		e, ok := errors.AsType[*errors.Error](err)
		if !ok || e.Field != field {
			t.Errorf("%s: the error %v names the field %q, want %s", url, err, e.Field, field)
			continue
		}
		u, _ := providers.Parse(url)
		spec, _ := providers.Default().Find(u.Service)
		if _, has := spec.KeyOf(field); !has {
			t.Errorf("%s: no key fills the field %s", url, field)
		}
	}
}
