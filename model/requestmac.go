package model

import "strings"

// A RequestMAC is the phone that a request names.
type RequestMAC struct {
	// MAC is the phone's, zero when the request names none.
	MAC MAC
	// Other is a second MAC that contradicts the first; usually zero.
	Other MAC
	// InTarget reports whether the file name or the query names MAC, and not only a folder or the
	// User-Agent.
	InTarget bool
}

// FindRequestMAC returns the phone that a request names. It does not allocate.
//
// A MAC counts where phones put it: in the file name, as FileNameMAC reads it; in the query, as the
// value of a name such as mac; and in the User-Agent, after a semicolon. When the file
// name has no MAC, the next folder to the left counts that is one as a whole. Twelve digits
// elsewhere are no MAC: customer numbers, time stamps, UUIDs and build numbers look like one. [G
// p26] [W-urltab] [W-ua]
//
// A folder may be such a number as well. So one without the vendor's prefix counts only when
// nothing else names a phone.
//
// path is clean and decoded, query is as it came.
func FindRequestMAC(path, query, userAgent string) RequestMAC {
	var r RequestMAC
	folders, name := cutLastSegment(path)
	file, inFile := FileNameMAC(name)
	r.add(file)
	r.addQuery(query)
	r.InTarget = !r.MAC.IsZero()
	folder := MAC{}
	if !inFile {
		folder = folderMAC(folders)
	}
	if folder.HasVendorPrefix() {
		r.add(folder)
	}
	r.addUserAgent(userAgent)
	if r.MAC.IsZero() {
		r.MAC = folder
	}
	return r
}

// add notes one more MAC, unless it is zero.
func (r *RequestMAC) add(m MAC) {
	switch {
	case m.IsZero() || m == r.MAC:
	case r.MAC.IsZero():
		r.MAC = m
	case r.Other.IsZero():
		r.Other = m
	}
}

// addQuery notes the values that are a MAC.
func (r *RequestMAC) addQuery(query string) {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if name, value, ok := strings.Cut(pair, "="); ok && namesMAC(name) {
			var space [maxMACValue]byte
			m, _ := FileNameMAC(string(unescaped(space[:0], value)))
			r.add(m)
		}
	}
}

// addUserAgent notes the fields after the first semicolon. Some firmware puts the whole header in
// quotes. [I-147]
func (r *RequestMAC) addUserAgent(agent string) {
	_, fields, _ := strings.Cut(agent, ";")
	for fields != "" {
		var field string
		field, fields, _ = strings.Cut(fields, ";")
		r.add(wholeMAC(strings.Trim(field, ` "`)))
	}
}

// folderMAC returns the last folder of a path that is a MAC as a whole, zero when none is.
func folderMAC(folders string) MAC {
	for folders != "" {
		var name string
		folders, name = cutLastSegment(folders)
		if m := wholeMAC(name); !m.IsZero() {
			return m
		}
	}
	return MAC{}
}

func cutLastSegment(path string) (before, last string) {
	at := strings.LastIndexByte(path, '/')
	return path[:max(at, 0)], path[at+1:]
}

// macNames are the names of query values that hold a MAC, without hyphens and underscores. "mac" is
// the vendor's own [G p26] and that of FusionPBX; the others spell it out.
var macNames = [...]string{"mac", "macaddr", "macaddress"}

// namesMAC reports whether a query value of this name holds a MAC.
func namesMAC(name string) bool {
	for _, known := range macNames {
		if equalName(name, known) {
			return true
		}
	}
	return false
}

// equalName compares a name with one in lower case, whatever its case, hyphens and underscores.
func equalName(name, known string) bool {
	at := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == '-' || c == '_':
		case at < len(known) && c|0x20 == known[at]:
			at++
		default:
			return false
		}
	}
	return at == len(known)
}

// maxMACValue bounds a query value that holds a MAC, decoded.
const maxMACValue = 32

// unescaped appends s to dst with its percent escapes resolved, and nothing when it does not fit.
func unescaped(dst []byte, s string) []byte {
	out := dst
	for at := 0; at < len(s); {
		if len(out) == cap(dst) {
			return dst
		}
		c := s[at]
		at++
		if c == '%' && at+1 < len(s) {
			if high, low := hexValue(s[at]), hexValue(s[at+1]); high >= 0 && low >= 0 {
				c, at = byte(high<<4|low), at+2
			}
		}
		out = append(out, c)
	}
	return out
}
