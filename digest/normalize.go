package digest

import (
	"fmt"
	"strings"
)

// Normalize returns the normal form of a target in origin-form. Proxies rewrite
// paths to it: what a segment may hold is not escaped, such as the colon, the
// digits of other escapes are in upper case, dot segments are gone, and // is /.
// An empty query is dropped. Escaped slashes, backslashes and controls stay
// escaped, and the query stays as it is. A target with a broken escape has no
// other form. RFC 3986, Section 6.2.2.
func Normalize(target string) string {
	path, query, _ := strings.Cut(target, "?")
	if path, ok := normalEscapes(path); ok {
		target = withoutDots(path)
		if query != "" {
			target += "?" + query
		}
	}
	return target
}

// Folder returns the form that a path has in an Address: normal, and without a
// slash at the end. It reports false for other text.
func Folder(path string) (string, bool) {
	normal, ok := normalEscapes(path)
	if !ok || !strings.HasPrefix(path, "/") || strings.ContainsAny(path, `?#\ `) || hasControl(path) {
		return "", false
	}
	return strings.TrimSuffix(withoutDots(normal), "/"), true
}

// normalEscapes decodes what may be decoded; false for a broken escape.
func normalEscapes(path string) (string, bool) {
	out := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch {
		case c != '%':
			out = append(out, c)
		case len(path)-i < 3 || !isHex(path[i+1:i+3]):
			return "", false
		default:
			c = fromHex(path[i+1])<<4 | fromHex(path[i+2])
			i += 2
			if isSegmentChar(c) {
				out = append(out, c)
			} else {
				out = fmt.Appendf(out, "%%%02X", c)
			}
		}
	}
	return string(out), true
}

// isSegmentChar is for what a segment holds without an escape. RFC 3986, Section
// 3.3.
func isSegmentChar(c byte) bool {
	return isAlnum(c) || strings.IndexByte("-._~!$&'()*+,;=:@", c) >= 0
}

func fromHex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// withoutDots removes empty and dot segments. RFC 3986, Section 5.2.4.
func withoutDots(path string) string {
	var kept []string
	folder := true // whether the path ends with a slash
	for segment := range strings.SplitSeq(path, "/") {
		switch folder = true; segment {
		case "", ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept, folder = append(kept, segment), false
		}
	}
	if folder && len(kept) > 0 {
		kept = append(kept, "")
	}
	return "/" + strings.Join(kept, "/")
}
