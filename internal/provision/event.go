package provision

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// maxShown is how many bytes of a target or a User-Agent an event shows.
const maxShown = 200

// Event returns what is kept of a request that is finished. It shows no credential: targets lose what may hold one, an unknown user name is a
// keyed hash.
func (o *Outcome) Event(now time.Time, r Request) inventory.Event {
	tenant := r.Tenant
	if tenant == "" {
		tenant = inventory.DefaultTenant
	}
	return inventory.Event{
		Time:      now,
		Tenant:    tenant,
		MAC:       o.device(),
		Reason:    o.Decision.Reason,
		Sentence:  o.Decision.Sentence,
		Status:    o.Decision.Status,
		Method:    shown(safeMethod(r.Digest.Method)),
		Target:    shown(safeTarget(r.Digest.Target)),
		Source:    r.Source.String(),
		UserAgent: shown(safeAgent(r.UserAgent)),
		User:      o.Authentication.User,
		TLS:       r.Digest.Outside().TLS,
		Bytes:     o.bytes,
		ETag:      o.tag,

		GoodNetwork: o.Authentication.GoodNetwork,
	}
}

// sentTag is the tag of a device's own document that was sent whole, else empty.
func (o *Outcome) sentTag(bytes int) string {
	d := &o.Decision
	if d.Document == nil || d.Status != statusOK || o.Identity.File.Kind != DocumentFile || bytes < len(d.Document.Bytes) {
		return ""
	}
	return d.Document.ETag
}

// device is the one that the request names, by itself or by its user name; zero when it names none.
func (o *Outcome) device() model.MAC {
	if o.Authentication.Known {
		return o.Authentication.Record.MAC
	}
	return o.Identity.MAC
}

// safeUser returns a user name that somebody has as it is, and any other as a keyed hash: it may be a password that was typed
// into the wrong field.
func (p *Provisioner) safeUser(a *Authentication) string {
	user := a.presented
	switch {
	case user == "":
		return ""
	case a.userKnown:
		return shown(user)
	}
	mac := hmac.New(sha256.New, p.c.LogKey[:])
	mac.Write([]byte("unknown-user\x00" + user))
	return "hash:" + hex.EncodeToString(mac.Sum(nil)[:8])
}

// shown returns printable text of a bounded length.
func shown(s string) string {
	cut := s
	if len(cut) > maxShown {
		cut = cut[:maxShown]
	}
	if strings.ContainsFunc(cut, func(r rune) bool { return !strconv.IsPrint(r) || r == '\uFFFD' }) {
		cut = strings.Trim(strconv.QuoteToASCII(cut), `"`)
	}
	if len(s) > maxShown {
		cut += "..."
	}
	return cut
}

// secretNames are parts of the names of secrets.
var secretNames = []string{
	"pass", "pw", "secret", "token", "key", "auth", "cred", "pin", "kennwort", "geheim", "login", "session", "sid",
}

// isSecretName reports whether a text names a secret.
func isSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames, func(s string) bool { return strings.Contains(name, s) })
}

// Presentable is an address that an administrator gave, for a person: without user information, and without the values of
// parameters that may be secrets. Unlike the target of a request, the rest is shown. It changes an address exactly when one of
// these is in it.
func Presentable(address string) string {
	before, rest, ok := strings.Cut(address, "//")
	if ok && (before == "" || strings.IndexByte(before, '/') < 0 && strings.HasSuffix(before, ":")) {
		host := rest
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			host = rest[:end]
		}
		rest = rest[strings.LastIndexByte(host, '@')+1:]
		address = before + "//" + rest
	}
	path, query, ok := strings.Cut(address, "?")
	if !ok {
		return address
	}
	var b strings.Builder
	b.WriteString(path + "?")
	for query != "" {
		end := strings.IndexAny(query, "&;")
		if end < 0 {
			end = len(query)
		}
		b.WriteString(presentableParameter(query[:end]))
		if end < len(query) {
			b.WriteByte(query[end])
			end++
		}
		query = query[end:]
	}
	return b.String()
}

// presentableParameter takes the value from a parameter whose name may be that of a secret, and all
// of one that has such a parameter encoded in it.
func presentableParameter(part string) string {
	name, value, ok := strings.Cut(part, "=")
	switch plain := decoded(value); {
	case !ok && !strings.Contains(decoded(name), "="):
		return part
	case !ok && isSecretName(decoded(name)):
		return redactedText
	case ok && isSecretName(decoded(name)), strings.Contains(plain, "=") && isSecretName(plain):
		return name + "=" + redactedText
	}
	return part
}
