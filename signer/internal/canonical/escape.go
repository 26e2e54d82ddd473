package canonical

const upperHex = "0123456789ABCDEF"

// unreserved are the bytes that stay as they are: letters, digits and -_.~ (RFC
// 3986, section 2.3).
var unreserved = [256]bool{
	'-': true, '_': true, '.': true, '~': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true,
	'J': true, 'K': true, 'L': true, 'M': true, 'N': true, 'O': true, 'P': true, 'Q': true, 'R': true,
	'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true,
	'j': true, 'k': true, 'l': true, 'm': true, 'n': true, 'o': true, 'p': true, 'q': true, 'r': true,
	's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
}

// AppendEscaped appends s to b with every byte outside the unreserved set
// written as %XX in upper case. A space becomes %20, never a plus sign.
func AppendEscaped[T string | []byte](b []byte, s T) []byte {
	from := 0
	for i := range len(s) {
		if unreserved[s[i]] {
			continue
		}
		b = append(b, s[from:i]...)
		b = append(b, '%', upperHex[s[i]>>4], upperHex[s[i]&15])
		from = i + 1
	}
	return append(b, s[from:]...)
}

// hexByte reads the two hexadecimal digits that follow a percent sign at s[i].
func hexByte(s string, i int) (byte, bool) {
	if i+2 >= len(s) {
		return 0, false
	}
	hi, ok1 := hexDigit(s[i+1])
	lo, ok2 := hexDigit(s[i+2])
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
