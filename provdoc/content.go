package provdoc

import "strings"

// A content is what a file is by its bytes. Neither its name nor its Content-Type counts. [G p35]
type content uint8

const (
	markupContent content = iota // XML, or a text that was meant to be
	binaryContent                // a binary profile
	sealedContent                // neither: encrypted perhaps
)

// contentOf decides as the legacy phones do: XML tags first, then binary tags, and what has neither they take for
// encrypted. [G p35]
func contentOf(src string) content {
	switch {
	case hasTags(src), len(src) > MaxSize:
		return markupContent
	case isBinaryProfile(src):
		return binaryContent
	case isUTF16(src), isText(src):
		return markupContent
	}
	return sealedContent
}

// tagSigns are what a document has somewhere when it has XML tags, though it may not begin with one.
var tagSigns = [...]string{"<?xml", "<" + frameElement, "<" + provisioningElement}

// hasTags reports whether src begins with an XML tag or has one that tells that it is a document.
func hasTags(src string) bool {
	first := strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), spaces)
	if len(first) > 1 && first[0] == '<' && (first[1] == '?' || first[1] == '!' || nameBytes[first[1]]&nameStart != 0) {
		return true
	}
	for _, sign := range tagSigns {
		if strings.Contains(src, sign) {
			return true
		}
	}
	return false
}

// isText reports whether src has no control characters but white space.
func isText(src string) bool {
	for i := range len(src) {
		if src[i] < ' ' && !isSpace(src[i]) {
			return false
		}
	}
	return true
}
