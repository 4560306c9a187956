package template

import (
	"strings"

	"github.com/offhook/offhook/provdoc"
)

// hint is "; did you mean NAME?", or "; " and the names when none is near.
func hint(written string, prefix string, names []string) string {
	if near := provdoc.NearestOf(written, names); near != "" {
		return "; did you mean " + prefix + near + "?"
	}
	if len(names) == 0 {
		return ""
	}
	const most = 16
	more := ""
	if len(names) > most {
		names, more = names[:most], " ..."
	}
	return "; there are " + prefix + strings.Join(names, " "+prefix) + more
}
