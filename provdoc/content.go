package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/tlv"
)

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

// Sealed reports whether a phone takes a file for an encrypted one: it has neither XML tags nor binary ones. [G p35]
func Sealed(data []byte) bool {
	src := string(data)
	return contentOf(src) == sealedContent || isUTF16(src) && !hasTags(src)
}

// TrimZeros returns a document without the zeros that fill its last block: what stands behind the last record of a binary
// profile, whose texts end in a zero too, or behind the text.
func TrimZeros(data []byte) []byte {
	end := len(strings.TrimRight(string(data), "\x00"))
	if !isBinaryProfile(string(data)) {
		return data[:end]
	}
	at := 0
	for at < end {
		record, _, err := tlv.Read(data[at:])
		if err != nil {
			return data
		}
		at += recordHead + len(record.Value)
	}
	return data[:at]
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

// The media types of documents. The phones do not look at them. [G p35]
const (
	typeMarkup  = "text/xml"
	typeLatin1  = typeMarkup + "; charset=ISO-8859-1"
	typeUTF8    = typeMarkup + "; charset=UTF-8"
	typeRecords = "application/octet-stream"
)

// ContentType is the media type of the document, with the encoding that it has.
func (d *Document) ContentType() string {
	switch {
	case d.grammar == nil:
		return typeRecords
	case d.encoding == latin1:
		return typeLatin1
	case d.encoding == utf8Bytes:
		return typeUTF8
	}
	return typeMarkup
}

// ContentType is the media type of the documents that Build writes for a model.
func ContentType(m *model.Model) string {
	if grammarFor(m).hasParams() {
		return typeUTF8
	}
	return typeLatin1
}
