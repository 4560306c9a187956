package provdoc

import (
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

// splitIndexes empties the index brackets of a name and returns what stood in them.
func splitIndexes(name string) (key string, indexes []string) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(name, "[")
		index, after, closed := strings.Cut(rest, "]")
		if !ok || !closed {
			b.WriteString(name)
			return b.String(), indexes
		}
		b.WriteString(before + "[]")
		indexes = append(indexes, index)
		name = after
	}
}

// fillIndexes puts the indexes into the brackets of a pattern; false when one of them does not fit there.
func fillIndexes(pattern string, indexes []string) (string, bool) {
	for _, index := range indexes {
		before, rest, _ := strings.Cut(pattern, "[")
		bounds, after, ok := strings.Cut(rest, "]")
		if !ok || !admits(bounds, index) {
			return "", false
		}
		pattern = before + "\x00" + index + "\x01" + after
	}
	return indexMarks.Replace(pattern), !strings.Contains(pattern, "[")
}

// indexMarks turns the marks of brackets that are filled already into brackets again.
var indexMarks = strings.NewReplacer("\x00", "[", "\x01", "]")

// admits reports whether an index fits the bounds of a pattern: 0-99, one number, or a letter for any.
func admits(bounds, index string) bool {
	if index == "%" {
		return strings.Contains(bounds, "-") || bounds == anyProvider || bounds == anyItem
	}
	n, err := strconv.ParseUint(index, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != index {
		return false
	}
	if bounds == anyProvider || bounds == anyItem {
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

// The letters that stand for any index in a pattern.
const (
	anyProvider = "p"
	anyItem     = "i"
)
