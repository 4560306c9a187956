package provdoc

import "strings"

const (
	provisioningHead = `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1"`
	provisioningTail = "  </nvm>\n</provisioning>\n"
)

func (provisioning) hasParams() bool { return true }

func (p provisioning) build(b *builder) {
	b.encoding = utf8Bytes
	b.dst = append(b.dst, provisioningHead...)
	if id := b.frame.Model.ProductID; id != "" {
		b.dst = append(b.dst, " "+productAttribute+"="...)
		b.dst, _ = appendQuoted(b.dst, id, '"', utf8Bytes)
	}
	b.dst = append(b.dst, ">\n  <nvm>\n"...)
	for rest := b.frame.Entries; len(rest) > 0; {
		if e := rest[0]; !isOperation(e.Name) {
			b.setting(e, p.raw(e.Name, e.Value), isParamName)
			rest = rest[1:]
			continue
		}
		rest = p.operation(b, rest)
	}
	b.verbatim()
	b.dst = append(b.dst, provisioningTail...)
}

// isParamName reports whether name has the form of a param: members with dots between them, of which a number or an
// IPUI can be one.
func isParamName(name string) bool {
	members := strings.Split(name, ".")
	for _, member := range members {
		if !isPlainName("_"+member) || member == "" {
			return false
		}
	}
	return len(members) > 1
}
