package wire

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// maxXML is how much of an answer in XML is read. Errors are short.
const maxXML = 64 << 10

// readXML reads the children of the root, whatever its name, and of the first
// level below it. A document that is HTML gives nothing.
func readXML(body []byte) sheet {
	if isHTML(body) {
		return sheet{}
	}
	if len(body) > maxXML {
		body = body[:maxXML]
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(body, []byte("\ufffd"))))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	t := xmlTree{d: d}
	t.read()
	return t.top
}

// xmlTree is a document while it is read.
type xmlTree struct {
	d    *xml.Decoder
	top  sheet
	path [3]string       // names of the root, its child and its grandchild
	text strings.Builder // of the innermost element
	held *sheet          // the child's children, nil if it has none
}

// read goes through the document until its end or the first fault.
func (t *xmlTree) read() {
	for depth := 0; ; {
		tok, err := t.d.RawToken()
		if err != nil {
			t.top.foreign = t.top.foreign || depth > 0
			return
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth < len(t.path) {
				t.path[depth] = tok.Name.Local
			}
			depth++
			t.text.Reset()
		case xml.CharData:
			if t.text.Len() < maxXML {
				t.text.Write(tok)
			}
		case xml.EndElement:
			t.end(depth)
			depth--
			t.text.Reset()
			if depth <= 0 {
				return
			}
		}
	}
}

// end notes the element at that depth.
func (t *xmlTree) end(depth int) {
	text := trim(t.text.String())
	switch depth {
	case 2:
		if t.held != nil {
			t.endChild()
		} else if !t.top.set(t.path[1], text) {
			t.top.foreign = true
		}
	case 3:
		if t.held == nil {
			t.held = &sheet{}
		}
		if folds(t.path[1], "accessdenieddetail") {
			t.held.deny(t.path[2], text)
		} else if !t.held.set(t.path[2], text) {
			t.held.foreign = true
		}
	}
}

// endChild notes a child of the root that has children of its own.
func (t *xmlTree) endChild() {
	if folds(t.path[1], "accessdenieddetail") {
		t.top.denied = t.held.denied
	} else {
		t.top.nest(t.path[1], t.held)
	}
	t.held = nil
}
