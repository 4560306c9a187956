package provision

import (
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// macOfURI returns the MAC that the credentials are for, zero when they name none.
func (l *login) macOfURI() model.MAC {
	r := *l.request
	r.Digest.Target = l.presented.digest.Authorization.URI
	mac, _ := Identify(r).Device()
	return mac
}

// mismatched gives credentials for another address to the device of their user name: the address
// may not be the one that the device sent. Nothing is proven, and the answer is the same for all.
func (p *Provisioner) mismatched(l *login, a *Authentication) error {
	other, hasOther, err := p.ofUser(l)
	if err != nil {
		return err
	}
	l.candidates = candidatesFor(l.target, l.presented.user, other, hasOther)
	l.names(a)
	if hasOther && !l.candidates.isMAC && !l.candidates.isConfigured {
		a.Known, a.Record = true, other
	}
	a.Detail = mismatch(l.request.Digest.Target, l.presented.digest.Authorization.URI)
	return nil
}

// ofUser returns the only device that a user name belongs to, with one look-up.
func (p *Provisioner) ofUser(l *login) (inventory.Record, bool, error) {
	if _, err := model.ParseMAC(l.presented.user); err == nil {
		return p.c.Directory.Owner(l.presented.user, l.target.record.MAC)
	}
	var room [candidateCount]inventory.Holder
	holders, err := p.c.Directory.Holders(l.presented.user, room[:0])
	if err != nil || len(holders) != 1 || !holders[0].Alone {
		return inventory.Record{}, false, err
	}
	return holders[0].Record, true, nil
}

// mismatch names both addresses, and the likely cause of their difference.
func mismatch(target, uri string) string {
	return `The request names "` + shown(safeTarget(target)) + `", the credentials "` +
		shown(safeTarget(uri)) + `". ` + mismatchCause(target, uri)
}

// mismatchCause says what probably changed the address that credentials are for into the target,
// and what helps.
func mismatchCause(target, uri string) string {
	asked, named := digest.Normalize(originForm(target)), digest.Normalize(originForm(uri))
	askedPath, askedQuery, _ := strings.Cut(asked, "?")
	namedPath, namedQuery, _ := strings.Cut(named, "?")
	switch cut, added := strings.TrimSuffix(named, asked), strings.TrimSuffix(asked, named); {
	case asked == named:
		return "Only scheme or host differ. Set public_url to the address that phones call, " +
			"or list the proxy in trusted_proxies."
	case askedQuery != namedQuery:
		return "The queries differ. Let the proxy pass the query on as it is. Without a proxy, " +
			"the client is at fault."
	case cut != named:
		return `A proxy probably cuts "` + shown(safeTarget(cut)) +
			`" off. End public_url with that path, or let a ` +
			"proxy of trusted_proxies send X-Forwarded-Prefix."
	case added != asked:
		return `A proxy probably adds "` + shown(safeTarget(added)) + `". Set proxy_adds to that path.`
	case unescaped(askedPath) == unescaped(namedPath):
		return "A proxy probably decodes %2F or another escape. Give phones an address without it."
	default:
		return "They differ in more than a prefix. A proxy rewrites paths, or the credentials " +
			"were made for something else."
	}
}

// unescaped is a path with every escape decoded, for the comparison of what was refused.
func unescaped(path string) string {
	clean, _, _ := splitTarget(path)
	return clean
}
