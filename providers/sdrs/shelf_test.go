package sdrs_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// reasons are the document's, and some in its manner, all of one length.
var reasons = []string{
	"SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	"SdrsCreateReplicationPairTask-fail:quota of volumes is 0",
	"SdrsAttachReplicationPairTask-fail:server is not active!",
	"SdrsStopProtectionGroupTask-fail:timeout after 3600 secs",
}

// appendRow writes the i-th failed task of a list, in the form of the document's
// sample and with names of its own. All rows have one length.
func appendRow(b []byte, i int) []byte {
	return fmt.Appendf(b, `{"job_status":"FAIL","resource_id":"17984002-ad8a-438b-8ba6-%012d",`+
		`"resource_name":"Protected-Instance-%08x","resource_type":"protectedInstance","failure_status":"createFail",`+
		`"job_id":"ff808082686f229a%016x","job_type":"createProtectedInstance","begin_time":"2019-01-21T12:%02d:35.754Z",`+
		`"error_code":"EVS.2024","fail_reason":"%s"},`, i, i, i, i%60, reasons[i%len(reasons)])
}

// shelf is a service with many failed tasks at the level of groups and with no
// group. Its pages cost next to nothing: they are cut from rows that are made
// beforehand, or, where memory is what is measured, made while they are read.
type shelf struct {
	rows int
	size int    // bytes of a row, its comma included
	made []byte // all rows; nil to make them when they are asked for
}

func newShelf(rows int, beforehand bool) *shelf {
	s := &shelf{rows: rows, size: len(appendRow(nil, 0))}
	if beforehand {
		s.made = make([]byte, 0, rows*s.size)
		for i := range rows {
			s.made = appendRow(s.made, i)
		}
	}
	return s
}

// RoundTrip implements [http.RoundTripper].
func (s *shelf) RoundTrip(req *http.Request) (*http.Response, error) {
	body := io.Reader(strings.NewReader(`{"count":0,"server_groups":[]}`))
	length := int64(-1)
	if strings.HasSuffix(req.URL.Path, "/failure-jobs") {
		q := req.URL.Query()
		limit, _ := strconv.Atoi(q.Get("limit"))
		offset, _ := strconv.Atoi(q.Get("offset"))
		p := s.page(offset, limit)
		body, length = p, p.length()
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req, ContentLength: length,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(body),
	}, nil
}

// page is the body of an answer while it is read.
type page struct {
	shelf      *shelf
	head, tail string
	next, end  int // rows
	row        []byte
}

func (s *shelf) page(offset, limit int) *page {
	return &page{
		shelf: s, next: min(offset, s.rows), end: min(offset+limit, s.rows),
		head: `{"count":` + strconv.Itoa(s.rows) + `,"failure_jobs":[`, tail: `]}`,
	}
}

func (p *page) length() int64 {
	return int64(len(p.head) + max((p.end-p.next)*p.shelf.size-1, 0) + len(p.tail))
}

// Read implements [io.Reader].
func (p *page) Read(b []byte) (n int, err error) {
	for n < len(b) {
		switch {
		case p.head != "":
			m := copy(b[n:], p.head)
			p.head, n = p.head[m:], n+m
		case len(p.row) > 0:
			m := copy(b[n:], p.row)
			p.row, n = p.row[m:], n+m
		case p.next < p.end:
			p.fill()
		case p.tail != "":
			m := copy(b[n:], p.tail)
			p.tail, n = p.tail[m:], n+m
		default:
			return n, io.EOF
		}
	}
	return n, nil
}

// fill takes the next rows, without the comma behind the last one.
func (p *page) fill() {
	if s := p.shelf; s.made != nil {
		p.row = s.made[p.next*s.size : p.end*s.size]
		p.next = p.end
	} else {
		p.row = appendRow(p.row[:0], p.next)
		p.next++
	}
	if p.next == p.end {
		p.row = p.row[:len(p.row)-1]
	}
}

// whole is the body of the first rows as one piece.
func (s *shelf) whole() []byte {
	body, _ := io.ReadAll(s.page(0, s.rows))
	return body
}
