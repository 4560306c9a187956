package model

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// SplitHost divides HOST[:PORT] as phones take it. The host is a name, an IPv4 or an IPv6 address.
// An IPv6 address with a port has brackets. Port 0 is none. Nothing is trimmed. The error says what
// would be right, and never shows a user name. RFC 1123, Section 2.1.
func SplitHost(value string) (host string, port int, err error) {
	if err := checkAlone(value); err != nil {
		return "", 0, err
	}
	host = value
	at := strings.LastIndexByte(value, ':')
	if at >= 0 && (strings.Count(value, ":") == 1 || value[at-1] == ']') {
		n, err := strconv.ParseUint(value[at+1:], 10, 16)
		if err != nil || n == 0 {
			return "", 0, fmt.Errorf("%.60q has a wrong port: a port is a number from 1 to 65535", value)
		}
		host, port = value[:at], int(n)
	}
	return host, port, checkHost(host)
}

// checkAlone refuses what is more than HOST[:PORT], and says which part of it would be right.
func checkAlone(value string) error {
	rest, scheme := value, ""
	if at := strings.Index(value, "://"); at >= 0 {
		scheme, rest = value[:at+len("://")], value[at+len("://"):]
	} else if at := strings.IndexByte(value, ':'); at > 0 && isSIPScheme(value[:at]) {
		scheme, rest = value[:at+1], value[at+1:]
	}
	alone := rest
	if end := strings.IndexAny(alone, "/?#;"); end >= 0 {
		alone = alone[:end]
	}
	switch {
	case strings.Contains(value, "@"):
		return fmt.Errorf("has an @: write the host alone, which is what follows the @")
	case scheme != "":
		return fmt.Errorf("%.60q begins with a scheme: write the host without %.20s%s",
			value, scheme, suggestion(alone))
	case alone != rest:
		return fmt.Errorf("%.60q is more than a host: write the host alone%s", value, suggestion(alone))
	}
	return nil
}

// suggestion names the host that was probably meant, if text is one, with or without a port.
func suggestion(text string) string {
	host, port, _ := strings.Cut(text, ":")
	if checkHost(host) != nil || strings.Trim(port, "0123456789") != "" {
		return ""
	}
	return ", " + host
}

func isSIPScheme(word string) bool {
	return slices.Contains([]string{"sip", "sips", "tel", "mailto"}, strings.ToLower(word))
}

// The limits of a host name. RFC 1123, Section 2.1.
const (
	maxHostName  = 253
	maxHostLabel = 63
)

// checkHost checks a host name or an IP address. Underscores occur in names of internal hosts, and
// are taken.
func checkHost(host string) error {
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		return checkIPv6(host, host[1:len(host)-1])
	}
	if strings.ContainsAny(host, ":[]") {
		return checkIPv6(host, host)
	}
	isNumeric := strings.Trim(host, "0123456789.") == ""
	switch {
	case host == "":
		return fmt.Errorf("has no host: write a host name or an IP address")
	case strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }):
		return fmt.Errorf("%.60q has letters that no host name has: "+
			"write the form of the name that begins with xn--", host)
	case strings.HasSuffix(host, "."):
		return fmt.Errorf("%.60q ends with a dot: write it without the last dot", host)
	case isNumeric && strings.Contains(host, "."):
		if _, err := netip.ParseAddr(host); err != nil {
			return fmt.Errorf("%.60q is not an IP address: "+
				"write four numbers from 0 to 255 without leading zeros", host)
		}
		return nil
	case len(host) > maxHostName:
		return fmt.Errorf("has a host of %d characters: a host name has at most %d",
			len(host), maxHostName)
	}
	for label := range strings.SplitSeq(host, ".") {
		if err := checkLabel(host, label); err != nil {
			return err
		}
	}
	return nil
}

func checkLabel(host, label string) error {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	switch {
	case label == "":
		return fmt.Errorf("%.60q has two dots in a row, or begins with one: remove a dot", host)
	case strings.Trim(label, letters) != "":
		return fmt.Errorf("%.60q is not a host name: use letters, digits, hyphens and dots", host)
	case strings.HasPrefix(label, "-"), strings.HasSuffix(label, "-"):
		return fmt.Errorf("%.60q has a hyphen beside a dot or at its end: "+
			"no host name has one there", host)
	case len(label) > maxHostLabel:
		return fmt.Errorf("has a part of %d characters between two dots: at most %d are allowed",
			len(label), maxHostLabel)
	}
	return nil
}

// checkIPv6 checks an IPv6 address, which inner is without brackets.
func checkIPv6(host, inner string) error {
	if addr, err := netip.ParseAddr(inner); err != nil || !addr.Is6() || addr.Zone() != "" {
		return fmt.Errorf("%.60q is neither a host name nor an IP address: "+
			"write pbx.example.net, 192.0.2.1 or 2001:db8::1", host)
	}
	return nil
}

// HostOf returns the host of a Host field, in the form in which hosts are compared, and "" when the
// field names none. A name is in lower case without the last dot. An address is without brackets
// and zone, and an IPv4 address in IPv6 is the IPv4 address. RFC 9110, Section 7.2.
func HostOf(field string) string {
	host, bracketed := field, false
	if inner, port, ok := strings.Cut(field, "]"); ok && strings.HasPrefix(inner, "[") {
		host, bracketed = inner[1:], true
		if port != "" && !isPortOf(port) {
			return ""
		}
	} else if strings.Count(field, ":") == 1 {
		at := strings.IndexByte(field, ':')
		if host = field[:at]; !isPortOf(field[at:]) {
			return ""
		}
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if bracketed && !addr.Is6() {
			return ""
		}
		return addr.WithZone("").Unmap().String()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if bracketed || checkHost(host) != nil {
		return ""
	}
	return host
}

// isPortOf reports whether a text is a colon and a port, which may be empty.
func isPortOf(text string) bool {
	port, ok := strings.CutPrefix(text, ":")
	if !ok || port == "" {
		return ok
	}
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil
}
