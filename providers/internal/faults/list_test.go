package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// list is an operation that reads a list, and how its service answers.
type list struct {
	operation string
	envelope  string // an answer around rows, %s
	member    string // the list's own, of answers that have it beside others

	// Members of a row, the outer one first where it is within another: its ID, its
	// state, a time, a text, a number and a flag. Rows need not have the last ones.
	id, state, when, text, number, flag string

	// Of a list that the emulator has told: the member that counts its rows, and the
	// last element of its address.
	total, path string
}

// documentedLists are answers of the services as their documents have them.
var documentedLists = map[string]list{
	"dbs": {
		operation: "DescribeBackupPlanList",
		envelope:  `{"RequestId":"R","Success":true,"PageNum":0,"PageSize":30,"TotalPages":1,"TotalElements":1,"Items":{"BackupPlanDetail":%s}}`,
		member:    `"Items":{"BackupPlanDetail":%s}`,
		id:        "BackupPlanId", state: "BackupPlanStatus", when: "BackupPlanCreateTime", text: "BackupPlanName",
		number: "BackupRetentionPeriod", flag: "EnableBackupLog",
	},
	"fnf": {
		operation: "ListFlows",
		envelope:  `{"RequestId":"R","Flows":%s,"NextToken":""}`,
		member:    `"Flows":%s`,
		id:        "Name", state: "ExecutionMode", when: "CreatedTime", text: "Description",
	},
	"sdrs": {
		operation: "ListFailureJobs",
		envelope:  `{"count":1,"failure_jobs":%s}`,
		member:    `"failure_jobs":%s`,
		id:        "job_id", state: "job_status", when: "begin_time", text: "resource_name",
	},
	"csbs": {
		operation: "ListCheckpointItems",
		envelope:  `{"checkpoint_items":%s}`,
		member:    `"checkpoint_items":%s`,
		id:        "id", state: "status", when: "created_at", text: "name",
		number: "extend_info progress", flag: "extend_info auto_trigger",
	},
	"vbs": {
		operation: "ListBackupsDetail",
		envelope:  `{"backups":%s}`,
		member:    `"backups":%s`,
		id:        "id", state: "status", when: "created_at", text: "name",
		number: "size", flag: "is_incremental",
	},
}

// row is a row of the list, with more members behind its ID.
func (l list) row(id string, members ...string) string {
	return "{" + strings.Join(append([]string{quote(l.id, quoted(id))}, members...), ",") + "}"
}

// answer is a whole answer with these rows.
func (l list) answer(rows ...string) string {
	return fmt.Sprintf(l.envelope, "["+strings.Join(rows, ",")+"]")
}

// with is an answer whose list, wrapper and all, is this JSON.
func (l list) with(value string) string {
	return strings.Replace(l.answer(), fmt.Sprintf(l.member, "[]"), quote(l.name(), value), 1)
}

// name is that of the list's own member.
func (l list) name() string {
	name, _, _ := strings.Cut(l.member, ":")
	return strings.Trim(name, `"`)
}

// fine is a good answer of one row.
func (l list) fine() said { return said{status: 200, body: l.answer(l.row("a1"))} }

// quote is a member, quoted a text.
func quote(name, value string) string { return fmt.Sprintf("%q:%s", name, value) }
func quoted(text string) string       { return fmt.Sprintf("%q", text) }

// within is a member, in those that it is within.
func within(member, value string) string {
	if outer, inner, ok := strings.Cut(member, " "); ok {
		return quote(outer, "{"+quote(inner, value)+"}")
	}
	return quote(member, value)
}

// listedRows is what a list's rows told.
type listedRows struct {
	ids, states, texts []string
	times              []time.Time
	numbers            []int64
	flags              []bool
	dropped            int
}

// read reads one page through the operation.
func (l list) read(ctx context.Context, client sdk.Client) (listedRows, error) {
	out, err := callOperation(ctx, client, l.operation)
	if err != nil {
		return listedRows{}, err
	}
	rows, _ := listOf(out)
	read := listedRows{dropped: rows.FieldByName("Dropped").Len()}
	for i := range rows.FieldByName("Rows").Len() {
		row := rows.FieldByName("Rows").Index(i)
		read.ids = append(read.ids, member[string](row, l.id))
		read.states = append(read.states, member[string](row, l.state))
		read.texts = append(read.texts, member[string](row, l.text))
		read.times = append(read.times, member[wire.Time](row, l.when).Time)
		read.numbers = append(read.numbers, member[int64](row, l.number))
		read.flags = append(read.flags, member[bool](row, l.flag))
	}
	return read, nil
}

// callOperation calls a native operation with an empty input.
func callOperation(ctx context.Context, client sdk.Client, operation string) (out reflect.Value, err error) {
	method := reflect.ValueOf(client).MethodByName(operation)
	results := method.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.Zero(method.Type().In(1))})
	err, _ = results[1].Interface().(error)
	return results[0].Elem(), err
}

// listOf is the wire.List of an output.
func listOf(out reflect.Value) (rows reflect.Value, found bool) {
	for i := range out.NumField() {
		if f := out.Field(i); f.Kind() == reflect.Struct && f.FieldByName("KeepRaw").IsValid() {
			return f, true
		}
	}
	return reflect.Value{}, false
}

// member is the value of a row's member. Without a name it is zero.
func member[T any](row reflect.Value, name string) (value T) {
	for _, name := range strings.Fields(name) {
		row = row.FieldByIndex(fieldNamed(row.Type(), name).Index)
	}
	if name == "" {
		return value
	}
	return row.Convert(reflect.TypeFor[T]()).Interface().(T)
}

// fieldNamed is the field that a member is read into.
func fieldNamed(t reflect.Type, member string) reflect.StructField {
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == member || name == "" && f.Name == member {
			return f
		}
	}
	panic(fmt.Sprintf("%s has no field for the member %s", t, member))
}

// recordedAnswer is an answer, and what was asked.
type recordedAnswer struct {
	asked string
	body  []byte
}

// answerRecorder keeps the answers of a service.
type answerRecorder struct {
	base    http.RoundTripper
	answers []recordedAnswer
}

func (l *answerRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	l.answers = append(l.answers, recordedAnswer{r.URL.Path + r.Header.Get("X-Acs-Action"), body})
	return resp, err
}

// emulatedList is the list from which a scan has its first task, as the emulator
// answers.
func (s service) emulatedList() list {
	recorder := &answerRecorder{base: emulator.Transport(s.emulate(emulatorConfig(12)))}
	config := clientConfig{Transport: transport.Options{RoundTripper: recorder, Keys: transport.NewKeys()}}
	emulatorKeys(&config)
	client, err := s.open(config)
	if err != nil {
		panic(err)
	}
	for page, err := range client.Pages(context.Background(), sdk.Query{}) {
		if err != nil {
			panic(err)
		}
		for _, a := range recorder.answers {
			if len(page.Tasks) == 0 {
				break
			}
			if l, found := readList(a.body, page.Tasks[0].ID); found {
				l.operation, l.path = recorder.operation(client, a.asked), path.Base(a.asked)
				return l
			}
		}
	}
	panic(s.name + ": no list of the emulator has a task")
}

// operation is the native operation of a client that asks for something.
func (l *answerRecorder) operation(client sdk.Client, asked string) string {
	methods := reflect.TypeOf(client)
	for i := range methods.NumMethod() {
		m := methods.Method(i)
		if m.Type.NumIn() != 3 || m.Type.In(2).Name() != m.Name+"Input" {
			continue
		}
		l.answers = nil
		if _, err := callOperation(context.Background(), client, m.Name); err == nil && len(l.answers) == 1 && l.answers[0].asked == asked {
			return m.Name
		}
	}
	panic("no operation asks for " + asked)
}

// counts tells the number beside a list that counts its rows from those that say which
// part of it an answer is.
var counts = regexp.MustCompile(`(?i)count|total`)

// readList finds the list in an answer, and the member of its rows that is a task's
// ID.
func readList(body []byte, task string) (l list, found bool) {
	var answer map[string]any
	if json.Unmarshal(body, &answer) != nil {
		return list{}, false
	}
	var beside []string
	for name, value := range answer {
		switch value := value.(type) {
		case []any:
			for _, row := range value {
				if id := memberWith(row, task); id != "" {
					l.member, l.id, found = quote(name, "%s"), id, true
				}
			}
		case float64:
			beside = append(beside, quote(name, "1"))
			if counts.MatchString(name) {
				l.total = name
			}
		}
	}
	l.envelope = "{" + strings.Join(append(beside, l.member), ",") + "}"
	return l, found
}

// memberWith is the name of the member of a row that has a value.
func memberWith(row any, value string) string {
	members, _ := row.(map[string]any)
	for name, v := range members {
		if v == value {
			return name
		}
	}
	return ""
}
