package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// bodyLimit is the longest request body that is read, in bytes.
const bodyLimit = 1 << 20

// readBody reads a request's body. One that is longer than the limit is an
// *http.MaxBytesError.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
}

// writeJSON answers with v. Set further headers before.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // not for any value of ours
		http.Error(w, "encoding: "+err.Error(), http.StatusInternalServerError)
		return
	}
	writeBody(w, status, "application/json;charset=utf-8", b.Bytes())
}

// writeBody answers with what is already encoded.
func writeBody(w http.ResponseWriter, status int, contentType string, b []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// dated puts the services' clock into every answer's Date, which is where
// clients learn it from.
func dated(now func() time.Time, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		h.ServeHTTP(w, r)
	})
}
