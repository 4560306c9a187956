package tui

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"charm.land/lipgloss/v2"

	"github.com/offhook/offhook/phone"
)

// cell brings text to a width: cut with an ellipsis, or filled with spaces. What does not print becomes a dot.
func cell(text string, width int) string {
	if width <= 0 {
		return ""
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, text)
	if lipgloss.Width(text) > width {
		runes := []rune(text)
		for len(runes) > 0 && lipgloss.Width(string(runes)) > width-1 {
			runes = runes[:len(runes)-1]
		}
		text = string(runes) + "…"
	}
	return text + strings.Repeat(" ", max(width-lipgloss.Width(text), 0))
}

// ends puts left and right at the two ends of a width. Left gives way.
func ends(left, right string, width int) string {
	if right == "" {
		return cell(left, width)
	}
	right = strings.TrimRight(cell(right, min(lipgloss.Width(right), width)), " ")
	room := width - lipgloss.Width(right)
	return cell(left, max(room-1, 0)) + strings.Repeat(" ", min(room, 1)) + right
}

// displayRows draws the text of the display, at least so many lines of it, without its border.
func (s style) displayRows(screen phone.Screen, columns, lines int) []string {
	rows := []string{s.title.Render(ends(screen.Title, indicators(screen), columns))}
	for i := range max(lines, len(screen.Lines)) {
		var line phone.Line
		if i < len(screen.Lines) {
			line = screen.Lines[i]
		}
		rows = append(rows, s.lineStyle(line).Render(cell(line.Text, columns)))
	}
	return append(rows, s.key.Render(softkeys(screen.Softkeys, columns)))
}

// lineStyle is how a line of the display looks.
func (s style) lineStyle(line phone.Line) lipgloss.Style {
	switch {
	case line.Inverse:
		return s.inverse
	case line.Field:
		return s.field
	}
	return lipgloss.NewStyle()
}

// indicators is what stands at the right of the title: how the keys write, and the time that is left.
func indicators(screen phone.Screen) string {
	return strings.TrimSpace(screen.Mode + " " + countdown(screen.Remaining))
}

// countdown is a time that is left, in minutes and begun seconds; "" when there is none.
func countdown(left time.Duration) string {
	if left <= 0 {
		return ""
	}
	seconds := int(math.Ceil(left.Seconds()))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// softkeys spreads the labels over a width: the first at the left, the last at the right.
func softkeys(keys []phone.Softkey, width int) string {
	if len(keys) == 0 {
		return cell("", width)
	}
	var b strings.Builder
	for i, key := range keys {
		room := width*(i+1)/len(keys) - width*i/len(keys)
		label := strings.TrimRight(cell(key.Label, min(lipgloss.Width(key.Label), room)), " ")
		gap := room - lipgloss.Width(label)
		before := gap / 2
		switch {
		case i == 0:
			before = 0
		case i == len(keys)-1:
			before = gap
		}
		b.WriteString(strings.Repeat(" ", before) + label + strings.Repeat(" ", gap-before))
	}
	return b.String()
}

// keypad is what stands on the twelve keys.
var keypad = [4][3][2]string{
	{{"1", ".@-_"}, {"2", "abc"}, {"3", "def"}},
	{{"4", "ghi"}, {"5", "jkl"}, {"6", "mno"}},
	{{"7", "pqrs"}, {"8", "tuv"}, {"9", "wxyz"}},
	{{"*", "%&="}, {"0", "space"}, {"#", "abc ABC"}},
}

// keypadRows draws the twelve keys.
func (s style) keypadRows(width int) []string {
	var rows []string
	for _, keys := range keypad {
		var row string
		for i, key := range keys {
			room := width*(i+1)/len(keys) - width*i/len(keys)
			row += s.key.Render(cell(" "+key[0], 3)) + s.label.Render(cell(key[1], room-3))
		}
		rows = append(rows, row)
	}
	return rows
}
