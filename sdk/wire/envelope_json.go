package wire

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// readJSON reads the members of an object, as far as it is JSON: what stands
// before a cut or a fault still tells what happened.
func readJSON(body []byte) sheet {
	var s sheet
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), tolerant)
	if err := s.readObject(dec, 0); err != nil {
		s.foreign = true // and who knows what stood behind
	}
	return s
}

// readObject reads the object that dec comes to next. Objects are read down to
// one level, and everything deeper is skipped.
func (s *sheet) readObject(dec *jsontext.Decoder, level int) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := clip(tok.String(), maxName)
		if err := s.readMember(dec, level, name); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// readMember reads the value of the member called name.
func (s *sheet) readMember(dec *jsontext.Decoder, level int, name string) error {
	switch dec.PeekKind() {
	case '{':
		return s.readInner(dec, level, name)
	case '[':
		if level == 0 && (folds(name, "details") || folds(name, "errors") || folds(name, "error")) {
			return s.readList(dec, name)
		}
		s.foreign = true
		return dec.SkipValue()
	}
	tok, err := dec.ReadToken()
	if err != nil {
		return err
	}
	value := ""
	if tok.Kind() != 'n' {
		value = trim(tok.String())
	}
	if !s.set(name, value) && value != "" {
		s.foreign = true
	}
	return nil
}

// readInner reads a member that is an object.
func (s *sheet) readInner(dec *jsontext.Decoder, level int, name string) error {
	if folds(name, "accessdenieddetail") {
		return s.readDenied(dec)
	}
	if level > 0 {
		return dec.SkipValue()
	}
	var inner sheet
	err := inner.readObject(dec, level+1)
	s.nest(name, &inner)
	return err
}

// readList reads a list of errors, of which the first that tells something
// counts as if it stood there alone.
func (s *sheet) readList(dec *jsontext.Decoder, name string) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for k := dec.PeekKind(); k != ']' && k != jsontext.KindInvalid; k = dec.PeekKind() {
		if k != '{' {
			if err := dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if err := s.readInner(dec, 0, name); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// readDenied reads the plain members of AccessDeniedDetail.
func (s *sheet) readDenied(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := tok.String()
		switch dec.PeekKind() {
		case '"', '0', 't', 'f':
			tok, err := dec.ReadToken()
			if err != nil {
				return err
			}
			s.deny(name, tok.String())
		default:
			if err := dec.SkipValue(); err != nil {
				return err
			}
		}
	}
	_, err := dec.ReadToken()
	return err
}
