package provision

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/offhook/offhook/model"
)

// maxTarget is how long a target may be that is still looked at.
const maxTarget = 2048

// Identity is the device that a request names, and which of its files.
type Identity struct {
	// MAC is that of file name, query, folder or User-Agent; Found says whether there is one.
	MAC   model.MAC
	Found bool
	// Conflict says in a sentence why no device may be looked up: the request names two devices, or its target is no path
	// that a phone asks for. Empty when all is well.
	Conflict string
	// File is what the target names. DocumentFile needs a device, and none of them is there with a conflict.
	File File
}

// Device returns the device to look up. Without one it is the zero MAC, which no device has.
func (id Identity) Device() (model.MAC, bool) {
	if id.Conflict != "" || !id.Found {
		return model.MAC{}, false
	}
	return id.MAC, true
}

// Identify finds the device that a request names, by the MAC that model.FindRequestMAC finds, and
// the file. Dot segments arrive literally from phones and are resolved here. [G p26]
func Identify(r Request) Identity {
	filePath, query, refused := splitTarget(r.Digest.Target)
	if refused != "" {
		return Identity{Conflict: refused}
	}
	last := filePath[strings.LastIndexByte(filePath, '/')+1:]
	named := model.FindRequestMAC(filePath, rawQuery(r.Digest.Target), r.UserAgent)
	shared := sharedFile(filePath, last, query)
	if named.MAC.IsZero() {
		return Identity{File: shared}
	}
	id := Identity{MAC: named.MAC, Found: true}
	switch {
	case !named.Other.IsZero():
		id.Conflict = fmt.Sprintf("The request names two devices, %s and %s, so it names none.",
			named.MAC, named.Other)
	case isBinary(last) || isBinary(query):
		id.File = shared
	case named.InTarget || looksLikeDocument(last):
		id.File = File{Kind: DocumentFile}
	}
	return id
}

// rawQuery returns the query of a target as it came.
func rawQuery(target string) string {
	_, query, _ := strings.Cut(target, "?")
	return query
}

// splitTarget returns the clean path and the query of a raw target, both decoded once, or a sentence that says why the target
// is refused.
func splitTarget(target string) (filePath, query, refused string) {
	if len(target) > maxTarget {
		return "", "", fmt.Sprintf("The target is longer than %d bytes.", maxTarget)
	}
	target = originForm(target)
	rawPath, rawQuery, _ := strings.Cut(target, "?")
	filePath, err := url.PathUnescape(rawPath)
	if err != nil {
		return "", "", "The target has a broken percent escape."
	}
	query, err = url.PathUnescape(rawQuery)
	if err != nil {
		return "", "", "The query has a broken percent escape."
	}
	if strings.ContainsFunc(filePath, isForbidden) || strings.ContainsFunc(query, isForbidden) {
		return "", "", "The target has a backslash or a control character."
	}
	if strings.Contains(filePath, "/.") || strings.Contains(filePath, "//") {
		trailing := strings.HasSuffix(filePath, "/")
		filePath = path.Clean("/" + filePath)
		if trailing && filePath != "/" {
			filePath += "/"
		}
	}
	return filePath, query, ""
}

// originForm takes scheme and host off an absolute-form target.
func originForm(target string) string {
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return target
	}
	slash := strings.IndexAny(rest, "/?")
	if slash < 0 {
		return "/"
	}
	return rest[slash:]
}

func isForbidden(r rune) bool { return r < 0x20 || r == 0x7F || r == '\\' }
