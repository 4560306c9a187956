package provision

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// maxShown is how many bytes of a target or a User-Agent an event shows.
const maxShown = 200

// Event returns what is kept of a request. It shows no credential: targets lose what may hold one, an unknown user name is a
// keyed hash.
func (o *Outcome) Event(now time.Time, r Request, bytes int) inventory.Event {
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
		Method:    shown(r.Digest.Method),
		Target:    shown(safeTarget(r.Digest.Target)),
		Source:    r.Source.String(),
		UserAgent: shown(r.UserAgent),
		User:      o.Authentication.User,
		TLS:       r.Digest.Outside().TLS,
		Bytes:     bytes,
		ETag:      o.sentTag(bytes),
		Stranger:  !o.Authentication.Known && !o.Authentication.Opens,
		Unproven:  !o.Authentication.Opens,
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
func (p *Provisioner) safeUser(l *login) string {
	user, c := l.presented.user, &l.candidates
	if user == "" {
		return ""
	}
	if c.isMAC || c.isConfigured || c.hasOther || len(l.holders) > 0 {
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

// secretNames are parts of parameter names whose values no event shows.
var secretNames = []string{"pass", "pw", "secret", "token", "key", "auth", "cred", "pin"}

// Presentable is an address for a person: without user information, and without the values of parameters that may be secrets.
func Presentable(address string) string { return safeTarget(address) }

// safeTarget takes user information and the values of secret parameters out of a target.
func safeTarget(target string) string {
	if scheme, rest, ok := strings.Cut(target, "://"); ok {
		host, after, _ := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			target = scheme + "://" + host[at+1:] + "/" + after
		}
	}
	path, query, ok := strings.Cut(target, "?")
	if !ok {
		return target
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, ok := strings.Cut(part, "="); ok && isSecretName(name) {
			parts[i] = name + "=[redacted]"
		}
	}
	return path + "?" + strings.Join(parts, "&")
}

func isSecretName(name string) bool {
	name = strings.ToLower(name)
	for _, s := range secretNames {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}
