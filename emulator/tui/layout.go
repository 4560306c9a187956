package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/offhook/offhook/phone"
)

// The measures of the screen, in characters.
const (
	defaultWidth, defaultHeight = 80, 24
	defaultColumns              = 24
	minLadderWidth, ladderGap   = 30, 2
	frameWidth, glassWidth      = 4, 4 // a border and a space at each side
	minLadderHeight             = 3
)

// layout is a screen that is being put together, from the top.
type layout struct {
	rows   []string
	cursor *tea.Cursor
}

// add puts rows below.
func (l *layout) add(rows ...string) { l.rows = append(l.rows, rows...) }

// draw puts the screen together: the ladder beside the phone where there is room for it, and else below.
func (f *face) draw() (string, *tea.Cursor) {
	width, height := f.size.Width, f.size.Height
	if width <= 0 || height <= 0 {
		width, height = defaultWidth, defaultHeight
	}
	columns := f.columns()
	beside := width - (columns + glassWidth + frameWidth) - ladderGap
	if beside < minLadderWidth {
		return inside(f.drawNarrow(width, height), width, height)
	}
	var left layout
	left.add(f.frame(columns)...)
	left.cursor = cursorAt(f.screen(), frameWidth/2+glassWidth/2, 3)
	frame := columns + glassWidth + frameWidth
	left.add(f.below(frame, max(height-len(left.rows), 0))...)
	right := f.style.ladderRows(f.state.Attempts, beside, height)
	for i := range left.rows {
		left.rows[i] = lipgloss.NewStyle().Width(frame + ladderGap).Render(left.rows[i])
	}
	for i, row := range right {
		if i == len(left.rows) {
			left.add(strings.Repeat(" ", frame+ladderGap))
		}
		left.rows[i] += row
	}
	return inside(left, width, height)
}

// inside cuts what is outside of the terminal.
func inside(l layout, width, height int) (string, *tea.Cursor) {
	rows := clip(l.rows, height)
	for i, row := range rows {
		rows[i] = lipgloss.NewStyle().MaxWidth(width).Render(row)
	}
	if l.cursor != nil && (l.cursor.X >= width || l.cursor.Y >= height) {
		l.cursor = nil
	}
	return strings.Join(rows, "\n"), l.cursor
}

// drawNarrow draws the display alone, then the help, then as much of the ladder as fits.
func (f *face) drawNarrow(width, height int) layout {
	columns := max(min(f.columns(), width-glassWidth), 1)
	var l layout
	l.add(f.style.heading.Render(cell(f.name(), width)))
	l.add(f.glass(columns)...)
	l.cursor = cursorAt(f.screen(), glassWidth/2, 3)
	l.add(f.faint(flow(f.help(), width), width)...)
	l.add(f.style.ladderRows(f.state.Attempts, width, height-len(l.rows))...)
	l.add(f.faint(f.identity(), width)...)
	return l
}

// frame is the phone: its name, its display and its keys.
func (f *face) frame(columns int) []string {
	inner := columns + glassWidth
	name := " " + strings.TrimRight(cell(f.name(), min(lipgloss.Width(f.name()), inner-2)), " ") + " "
	rows := []string{f.style.frame.Render("╭─") + f.style.heading.Render(name) +
		f.style.frame.Render(strings.Repeat("─", max(inner+1-lipgloss.Width(name), 0))+"╮")}
	side := f.style.frame.Render("│")
	body := f.glass(columns)
	if f.hasDisplay() {
		body = append(body, f.style.keypadRows(inner)...)
	}
	for _, row := range body {
		rows = append(rows, side+" "+row+" "+side)
	}
	return append(rows, f.style.frame.Render("╰"+strings.Repeat("─", inner+2)+"╯"))
}

// hasDisplay says whether the model has a display, and keys with it.
func (f *face) hasDisplay() bool { return f.state.Model.Display.Lines > 0 }

// columns is how wide the display is.
func (f *face) columns() int { return max(f.state.Model.Display.Columns, defaultColumns) }

// screen is the display. A model without one shows what its lamp would tell.
func (f *face) screen() phone.Screen {
	if f.hasDisplay() {
		return f.state.Screen
	}
	return phone.Screen{Title: string(f.state.Phase), Lines: []phone.Line{{Text: "(no display)"}}}
}

// name says which phone it is.
func (f *face) name() string { return f.state.Model.Title }

// glass is the display with its border.
func (f *face) glass(columns int) []string {
	line := strings.Repeat("─", columns+glassWidth-2)
	rows := []string{f.style.glass.Render("┌" + line + "┐")}
	side := f.style.glass.Render("│")
	for _, row := range f.style.displayRows(f.screen(), columns, f.state.Model.Display.Lines) {
		rows = append(rows, side+" "+row+" "+side)
	}
	return append(rows, f.style.glass.Render("└"+line+"┘"))
}

// below is what stands under the phone: what the keys do, and where it is reached.
func (f *face) below(width, height int) []string {
	return clip(append(f.faint(flow(f.help(), width), width), f.faint(f.identity(), width)...), height)
}

// identity says which phone it is among its kind, and where it is reached.
func (f *face) identity() []string {
	return append([]string{f.state.MAC.String() + " " + f.state.Firmware.String()}, f.notes...)
}

// faint draws rows that are not in the foreground.
func (f *face) faint(rows []string, width int) []string {
	drawn := make([]string, len(rows))
	for i, row := range rows {
		drawn[i] = f.style.faint.Render(cell(row, width))
	}
	return drawn
}

// help says what the keys do now.
func (f *face) help() []string {
	asks := f.state.Screen.Cursor != nil
	switch {
	case f.leaving && !asks:
		return []string{"Ctrl-C again leaves"}
	case !asks:
		return []string{"s start", "p power", "q leave"}
	}
	var parts []string
	for _, key := range f.state.Screen.Softkeys {
		if name := computerKeys[key.Key]; name != "" {
			parts = append(parts, name+" "+key.Label)
		}
	}
	if f.typing {
		return append(parts, "F2 phone's keys", "(this keyboard types)")
	}
	return append(parts, "F2 computer's keys", "(0-9 * # are the phone's)")
}

// computerKeys are the names of the keys that press a softkey.
var computerKeys = map[phone.Key]string{
	phone.KeyOK: "Enter", phone.KeyBack: "Esc", phone.KeyCancel: "Ctrl-C", phone.KeyClear: "Backspace",
}

// cursorAt is the cursor of the display, whose first line is at x and y; nil when it has none.
func cursorAt(screen phone.Screen, x, y int) *tea.Cursor {
	if screen.Cursor == nil {
		return nil
	}
	return tea.NewCursor(x+screen.Cursor.Column, y+screen.Cursor.Line)
}

// flow fills rows with parts, two spaces between them.
func flow(parts []string, width int) []string {
	var rows []string
	var row string
	for _, part := range parts {
		switch {
		case row == "":
			row = part
		case lipgloss.Width(row)+2+lipgloss.Width(part) <= width:
			row += "  " + part
		default:
			rows, row = append(rows, row), part
		}
	}
	return append(rows, row)
}

// clip leaves as many rows as there is room for.
func clip(rows []string, height int) []string { return rows[:min(len(rows), max(height, 0))] }
