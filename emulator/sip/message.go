package sip

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The limits of a message: its size in bytes, which is more than fits into a datagram that is not cut on its way, and the
// number of its header fields.
const (
	MaxSize   = 8 << 10
	maxFields = 64
)

// version is the only one. RFC 3261, Section 7.1.
const version = "SIP/2.0"

// Errors of Parse, wrapped in where and why.
var (
	ErrSyntax = errors.New("this is no SIP message")
	ErrLength = fmt.Errorf("a SIP message has at most %d bytes", MaxSize)
)

// A Message is a request or a response.
type Message struct {
	// Method and URI are those of a request.
	Method, URI string
	// Status is that of a response, 0 in a request.
	Status int
	Body   []byte
	fields []field
}

// A field is a header field, under its full name.
type field struct{ name, value string }

// compact are the full names of the fields that have a short one. RFC 3261, Section 7.3.3. RFC 6665, Section 8.2.
var compact = map[string]string{
	"c": "Content-Type", "e": "Content-Encoding", "f": "From", "i": "Call-ID", "k": "Supported", "l": "Content-Length",
	"m": "Contact", "o": "Event", "s": "Subject", "t": "To", "u": "Allow-Events", "v": "Via",
}

// Parse reads a datagram. When only the first line can be read, or a field cannot, it returns both the message and an error:
// such a request is answered with 400. Lines may end in LF alone. The message keeps no reference to data.
// RFC 3261, Section 7.
func Parse(data []byte) (*Message, error) {
	if len(data) > MaxSize {
		return nil, ErrLength
	}
	rest := string(bytes.TrimLeft(data, "\r\n"))
	first, rest, _ := strings.Cut(rest, "\n")
	m, err := parseStart(strings.TrimSuffix(first, "\r"))
	if err != nil {
		return nil, err
	}
	body, err := m.parseFields(rest)
	if err != nil {
		return m, err
	}
	return m, m.setBody(body)
}

// parseStart reads the first line.
func parseStart(line string) (*Message, error) {
	parts := strings.SplitN(line, " ", 3)
	if len(parts) == 3 && strings.EqualFold(parts[0], version) {
		status, err := strconv.ParseUint(parts[1], 10, 16)
		if err != nil || status < 100 || status > 699 {
			return nil, fmt.Errorf("%w: the status is no number from 100 to 699", ErrSyntax)
		}
		return &Message{Status: int(status)}, nil
	}
	if len(parts) != 3 || !isToken(parts[0]) || !isText(parts[1]) || parts[1] == "" || !strings.EqualFold(parts[2], version) {
		return nil, fmt.Errorf("%w: the first line is not a method, an address and %s", ErrSyntax, version)
	}
	return &Message{Method: parts[0], URI: parts[1]}, nil
}

// parseFields reads the header and returns what follows it.
func (m *Message) parseFields(text string) (body string, err error) {
	for {
		line, rest, found := strings.Cut(text, "\n")
		if !found {
			return "", fmt.Errorf("%w: no empty line ends its header", ErrSyntax)
		}
		text, line = rest, strings.TrimSuffix(line, "\r")
		switch {
		case line == "":
			return text, nil
		case line[0] == ' ' || line[0] == '\t':
			err = m.unfold(line)
		default:
			err = m.parseField(line)
		}
		if err != nil {
			return "", err
		}
	}
}

// unfold adds a line that continues the field before it. RFC 3261, Section 7.3.1.
func (m *Message) unfold(line string) error {
	if len(m.fields) == 0 || !isText(line) {
		return fmt.Errorf("%w: a line of its header continues nothing", ErrSyntax)
	}
	last := &m.fields[len(m.fields)-1]
	last.value = strings.TrimSpace(last.value + " " + strings.TrimSpace(line))
	return nil
}

// parseField reads one field.
func (m *Message) parseField(line string) error {
	name, value, found := strings.Cut(line, ":")
	name = strings.TrimRight(name, " \t")
	if !found || !isToken(name) || !isText(value) {
		return fmt.Errorf("%w: a line of its header is no name, a colon and a text", ErrSyntax)
	}
	if len(m.fields) == maxFields {
		return fmt.Errorf("%w: its header has more than %d fields", ErrSyntax, maxFields)
	}
	if full, ok := compact[strings.ToLower(name)]; ok {
		name = full
	}
	m.fields = append(m.fields, field{name, strings.TrimSpace(value)})
	return nil
}

// setBody takes the body, of which Content-Length says how much counts. RFC 3261, Section 18.3.
func (m *Message) setBody(body string) error {
	m.Body = []byte(body)
	text, there := m.get("Content-Length")
	if !there {
		return nil
	}
	length, err := strconv.ParseUint(text, 10, 16)
	if err != nil || int(length) > len(body) {
		return fmt.Errorf("%w: its Content-Length is not that of its body", ErrSyntax)
	}
	m.Body = m.Body[:length]
	return nil
}

// get returns the first field of a name.
func (m *Message) get(name string) (value string, there bool) {
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			return f.value, true
		}
	}
	return "", false
}

// values returns all fields of a name that lists its values with commas, one value each.
func (m *Message) values(name string) []string {
	var all []string
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			all = append(all, splitOutside(f.value, ',')...)
		}
	}
	return all
}

// count is the number of fields of a name.
func (m *Message) count(name string) (n int) {
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			n++
		}
	}
	return n
}

// isToken reports whether s is a token. RFC 3261, Section 25.1.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte("-.!%*_+`'~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// isText reports whether s has no control character but the tab.
func isText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
