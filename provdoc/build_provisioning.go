package provdoc

import "strings"

const (
	provisioningHead = `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1"`
	provisioningTail = "  </nvm>\n</provisioning>\n"
)

func (provisioning) hasParams() bool { return true }

func (provisioning) head(b *builder) {
	b.encoding = utf8Bytes
	b.dst = append(b.dst, provisioningHead...)
	if id := b.frame.Model.ProductID; id != "" {
		b.dst = append(b.dst, " "+productAttribute+"="...)
		b.dst, _ = appendQuoted(b.dst, id, '"', utf8Bytes)
	}
	b.dst = append(b.dst, ">\n  <nvm>\n"...)
}

func (p provisioning) unit(b *builder, entries []Entry) {
	if e := entries[0]; isOperation(e.Name) {
		p.operation(b, entries)
	} else {
		b.setting(e, p.raw(e.Name, e.Value))
	}
}

func (provisioning) foot(b *builder) { b.dst = append(b.dst, provisioningTail...) }

// isFormed accepts the names of params, and of the params of an oper.
func (provisioning) isFormed(name string) bool {
	if isOperation(name) {
		_, _, _, ok := splitOperation(name)
		return ok && isParamName(name)
	}
	return isParamName(name)
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
