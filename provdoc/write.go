package provdoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// appendQuoted appends raw as the value of an attribute in quotes, with references for what the encoding or the quotes
// cannot hold. XML cannot carry every character: then it returns ErrCharacter.
func appendQuoted(dst []byte, raw string, quote byte, to encoding) ([]byte, error) {
	dst, err := appendEscaped(append(dst, quote), raw, quote, to)
	if err != nil {
		return dst, err
	}
	return append(dst, quote), nil
}

// appendEscaped appends raw without the quotes around it; quote 0 is the text of an element.
func appendEscaped(dst []byte, raw string, quote byte, to encoding) ([]byte, error) {
	limit := to.limit()
	for i := 0; i < len(raw); {
		r, size := rune(raw[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(raw[i:])
			if r == utf8.RuneError && size == 1 {
				return dst, ErrCharacter
			}
		}
		i += size
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case !isXMLChar(r):
			return dst, ErrCharacter
		case r == rune(quote) && quote == '"':
			dst = append(dst, "&quot;"...)
		case r == rune(quote):
			dst = append(dst, "&apos;"...)
		case r < ' ' || r >= 0x7F && r < 0xA0 || r >= limit:
			dst = append(dst, "&#"...)
			dst = strconv.AppendInt(dst, int64(r), 10)
			dst = append(dst, ';')
		case to == latin1:
			dst = append(dst, byte(r))
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst, nil
}

// quoteFor returns the quotes that a value stands in: single ones when it has inner quotes, as the vendor writes it.
func quoteFor(raw string) byte {
	if Value(raw).Quoted() {
		return '\''
	}
	return '"'
}

func (f providerFrame) write(dst []byte, name, raw string, to encoding) ([]byte, error) {
	kind := Tag
	if strings.Contains(name, ".") {
		kind = Symbolic
	}
	class, known := f.class(kind, name)
	if !known || kind == Tag && !isPlainName(name) {
		return dst, ErrUnknownName
	}
	dst = append(dst, '<')
	var err error
	if kind == Symbolic {
		dst = append(dst, symbolicElement+" "+idAttribute+"="...)
		if dst, err = appendQuoted(dst, name, '"', to); err != nil {
			return dst, err
		}
	} else {
		dst = append(dst, name...)
	}
	if class != "" {
		dst = append(dst, " "+classAttribute+`="`...)
		dst = append(dst, class...)
		dst = append(dst, '"')
	}
	dst = append(dst, " "+valueAttribute+"="...)
	if dst, err = appendQuoted(dst, raw, quoteFor(raw), to); err != nil {
		return dst, err
	}
	return append(dst, "/>"...), nil
}

// raw puts text into inner quotes where the vendor does: strings of SYMB_ITEMs, but for the digest pair, which the
// specification prints without. [SEED] [R-wazo]
func (providerFrame) raw(name, text string) string {
	if isDigestItem(name) || !strings.Contains(name, ".") || !holdsText(name, text) {
		return string(Bare(text))
	}
	return string(Quote(text))
}

// write writes a param. Its name is any text: what names a phone knows is not for the form to say.
func (provisioning) write(dst []byte, name, raw string, to encoding) ([]byte, error) {
	if name == "" {
		return dst, ErrUnknownName
	}
	dst = append(dst, "<"+paramElement+" "+nameAttribute+"="...)
	dst, err := appendQuoted(dst, name, '"', to)
	if err != nil {
		return dst, err
	}
	dst = append(dst, " "+valueAttribute+"="...)
	if dst, err = appendQuoted(dst, raw, '"', to); err != nil {
		return dst, err
	}
	return append(dst, "/>"...), nil
}

// raw is the text itself: the values of params have no inner quotes.
func (provisioning) raw(_, text string) string { return text }

// isDigestItem reports whether name is one of the two NVM items of the digest pair, in any index form.
func isDigestItem(name string) bool {
	name = NormalName(name)
	return name == ItemDigestUsername || name == ItemDigestPassword
}

// holdsText reports whether the NVM item holds text: by the catalogue, else by the prefix of its last member, else by the
// look of the value.
func holdsText(name, text string) bool {
	if p, ok := parameter(nil, name); ok {
		return p.isText() && !p.Attribute
	}
	member := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case strings.HasPrefix(member, "aucS_"):
		return true
	case strings.HasPrefix(member, "aucI_"), strings.HasPrefix(member, "uc"), strings.HasPrefix(member, "ui"),
		strings.HasPrefix(member, "ul"), strings.HasSuffix(name, attributeSuffix):
		return false
	}
	_, err := Value(text).ByteList()
	return err != nil
}
