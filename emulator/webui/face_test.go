package webui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// The letters of a display are small enough for all of its columns.
func TestDisplayHasRoomForItsColumns(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		columns := styledColumns(m.Display.Columns)
		if columns < m.Display.Columns {
			t.Errorf("%s: %d columns in a display for %d", m.Name, m.Display.Columns, columns)
		}
		if rule := fmt.Sprintf(".columns-%d { --columns: %[1]d; }", columns); !strings.Contains(string(styleFile), rule) {
			t.Errorf("%s: the style sheet has no rule %s", m.Name, rule)
		}
	}
}

func TestCutAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		column int
		want   int
	}{{"abc", 0, 0}, {"abc", 2, 2}, {"abc", 3, 3}, {"abc", 9, 3}, {"äöü", 2, 4}, {"", 0, 0}} {
		if got := cutAt(c.text, c.column); got != c.want {
			t.Errorf("column %d of %q: got %d, want %d", c.column, c.text, got, c.want)
		}
	}
}
