// Package seal writes a cursor's bytes as text, with a sum over them: one wrong
// letter would else be another place, from which a walk would go on without a
// word. It is no protection from somebody who means harm.
package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
)

// Seal makes text of bytes, in the alphabet of a URL.
func Seal(b []byte) string {
	sealed := binary.BigEndian.AppendUint32(bytes.Clone(b), crc32.ChecksumIEEE(b))
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open takes the bytes out again, and reports whether they are the same.
func Open(text string) (b []byte, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < crc32.Size {
		return nil, false
	}
	b, sum := raw[:len(raw)-crc32.Size], raw[len(raw)-crc32.Size:]
	return b, binary.BigEndian.Uint32(sum) == crc32.ChecksumIEEE(b)
}
