package provdoc

import (
	"iter"
	"strconv"
	"strings"
)

// accounts is the number of accounts that numbered names have: N510 has six, and no source names more on the DE.
const accounts = 6

// numbered returns one parameter for each account number that the names of the row stand for, else the row itself.
func (row catalogueRow) numbered() []Parameter {
	if !isNumbered(row.Tag) && !isNumbered(row.Item) {
		return []Parameter{row.Parameter}
	}
	list := make([]Parameter, accounts)
	for i := range list {
		list[i] = row.Parameter
		list[i].Tag = withNumber(row.Tag, i+1)
		list[i].Item = withNumber(row.Item, i+1)
	}
	return list
}

func isNumbered(pattern string) bool {
	return strings.HasSuffix(pattern, "_n") || strings.HasSuffix(pattern, "[_n]") || strings.Contains(pattern, "[n-1]")
}

// withNumber puts an account number into a pattern.
func withNumber(pattern string, account int) string {
	number := strconv.Itoa(account)
	if base, ok := strings.CutSuffix(pattern, "[_n]"); ok {
		if account == 1 {
			return base
		}
		return base + "_" + number
	}
	if base, ok := strings.CutSuffix(pattern, "_n"); ok {
		return base + "_" + number
	}
	return strings.Replace(pattern, "[n-1]", "["+strconv.Itoa(account-1)+"]", 1)
}

// splitIndexes empties the index brackets of a name and the members that are an index by themselves, the 0 of
// SIP.Account.0.Active, and returns what stood in them: SIP.Account.{}.Active.
func splitIndexes(name string) (key string, indexes []string) {
	if !hasIndexes(name) {
		return name, nil
	}
	var b strings.Builder
	for n, member := range strings.Split(name, ".") {
		if n > 0 {
			b.WriteByte('.')
		}
		if index, ok := memberIndex(member); ok && n > 0 {
			b.WriteString("{}")
			indexes = append(indexes, index)
			continue
		}
		indexes = appendBrackets(&b, indexes, member)
	}
	return b.String(), indexes
}

// hasIndexes reports whether a name has an index: brackets, or a member behind the first that is one.
func hasIndexes(name string) bool {
	if strings.IndexByte(name, '[') >= 0 {
		return true
	}
	_, rest, more := strings.Cut(name, ".")
	for more {
		var member string
		member, rest, more = strings.Cut(rest, ".")
		if _, ok := memberIndex(member); ok {
			return true
		}
	}
	return false
}

// isHex reports whether c is a hexadecimal digit.
func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// memberIndex returns the index that a member is: a number, an IPUI, or in a pattern what stands in braces.
func memberIndex(member string) (string, bool) {
	if inner, ok := strings.CutPrefix(member, "{"); ok {
		return strings.CutSuffix(inner, "}")
	}
	return member, isNumber(member) || isIPUI(member)
}

// isNumber reports whether a member has digits and nothing else.
func isNumber(member string) bool {
	for i := range len(member) {
		if member[i] < '0' || member[i] > '9' {
			return false
		}
	}
	return member != ""
}

// isIPUI reports whether a member is the IPUI of a handset: ten hexadecimal digits, 029e74a599. [R-wazo]
func isIPUI(member string) bool {
	for i := range len(member) {
		if !isHex(member[i]) {
			return false
		}
	}
	return len(member) == 10
}

// oneIPUI returns the one spelling of an IPUI, that of all sources, and another key as it is. In
// upper case an IPUI names the same handset. [R-wazo]
func oneIPUI(key string) string {
	if !isIPUI(key) {
		return key
	}
	return strings.ToLower(key)
}

// SpellIPUI returns the name of a param with an IPUI spelled as the names beside it spell the same
// one, and in its one spelling where none of them has it. Other names are returned as they are.
func SpellIPUI(name string, beside iter.Seq[string]) string {
	for member := range strings.SplitSeq(name, ".") {
		if !isIPUI(member) || isNumber(member) {
			continue
		}
		return strings.Replace(name, member, spelledAs(member, beside), 1)
	}
	return name
}

// spelledAs returns an IPUI as the first of the names that has it spells it.
func spelledAs(ipui string, names iter.Seq[string]) string {
	for name := range names {
		for member := range strings.SplitSeq(name, ".") {
			if strings.EqualFold(member, ipui) {
				return member
			}
		}
	}
	return oneIPUI(ipui)
}

// appendBrackets writes a member with its brackets emptied and appends what stood in them.
func appendBrackets(b *strings.Builder, indexes []string, member string) []string {
	for {
		before, rest, ok := strings.Cut(member, "[")
		index, after, closed := strings.Cut(rest, "]")
		if !ok || !closed {
			b.WriteString(member)
			return indexes
		}
		b.WriteString(before + "[]")
		indexes = append(indexes, index)
		member = after
	}
}

// fillIndexes puts the indexes into the brackets and braces of a pattern; false when one of them does not fit there.
func fillIndexes(pattern string, indexes []string) (string, bool) {
	if len(indexes) == 0 {
		return pattern, !strings.ContainsAny(pattern, "[{")
	}
	var b strings.Builder
	for _, index := range indexes {
		open := strings.IndexAny(pattern, "[{")
		if open < 0 {
			return "", false
		}
		end := open + strings.IndexAny(pattern[open:], "]}")
		if end < open || !admits(pattern[open+1:end], index) {
			return "", false
		}
		b.WriteString(pattern[:open])
		if pattern[open] == '[' {
			index = "[" + index + "]"
		}
		b.WriteString(oneIPUI(index))
		pattern = pattern[end+1:]
	}
	b.WriteString(pattern)
	return b.String(), !strings.ContainsAny(pattern, "[{")
}

// admits reports whether an index fits the bounds of a pattern: 0-99, one number, a letter for any, or the key of a
// handset.
func admits(bounds, index string) bool {
	if bounds == handsetKey {
		return isIPUI(index) || len(index) == keyDigits && isNumber(index)
	}
	if index == "%" {
		return strings.Contains(bounds, "-") || bounds == anyProvider || bounds == anyItem
	}
	n, err := strconv.ParseUint(index, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != index {
		return false
	}
	if bounds == anyProvider {
		return n <= maxProvider
	}
	if bounds == anyItem {
		return true
	}
	low, high, ranged := strings.Cut(bounds, "-")
	if !ranged {
		return index == bounds
	}
	from, _ := strconv.ParseUint(low, 10, 16)
	to, _ := strconv.ParseUint(high, 10, 16)
	return from <= n && n <= to
}

// The words that stand for any index in a pattern, and for the key of a handset: a running number of five digits, or its
// IPUI. [R-wazo]
const (
	anyProvider = "p"
	anyItem     = "i"
	handsetKey  = "key"
)

// maxProvider is the highest index of a provider: how many there are is (unknown), and the item that names the provider of
// an account, ucVoipProviderIndex, has 8 bits. [R-wazo]
const maxProvider = 255

// keyDigits is how many digits the running number of a handset has. [R-wazo]
const keyDigits = 5
