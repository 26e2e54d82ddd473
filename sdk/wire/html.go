package wire

import (
	"regexp"
)

var (
	// prologue is what may stand before the first element of XML and of HTML.
	prologue = regexp.MustCompile(`(?s)^(\s|<\?.*?\?>|<!--.*?-->)*`)

	// htmlTag is what only HTML has: its declaration, or one of its elements.
	htmlTag = regexp.MustCompile(`(?i)<(!doctype\s+html|html|head|body|title|meta|center|h1|h2|p|div|script|style|a|b|br|hr)[\s/>]`)
)

// isHTML reports whether a body that begins with < is HTML and not XML.
func isHTML(body []byte) bool {
	head := body[:min(len(body), 4096)]
	at := htmlTag.FindIndex(head)
	return at != nil && at[0] == len(prologue.Find(head))
}

// holdsHTML reports whether a line of text leads into HTML.
func holdsHTML(line string) bool {
	return htmlTag.MatchString(line)
}
