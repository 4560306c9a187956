package tui

import "charm.land/lipgloss/v2"

// style is how the parts of the face look. Every colour says what words beside it say too.
type style struct {
	frame, glass, title, field, inverse, key, label, faint, good, bad, heading lipgloss.Style
}

// newStyle returns the style on a dark or a light background.
func newStyle(dark bool) style {
	pick := lipgloss.LightDark(dark)
	plain := lipgloss.NewStyle()
	faint := plain.Foreground(pick(lipgloss.Color("#5c6470"), lipgloss.Color("#9aa3b0")))
	return style{
		frame:   faint,
		glass:   plain.Foreground(pick(lipgloss.Color("#0b5c84"), lipgloss.Color("#7cc5ea"))),
		title:   plain.Bold(true),
		field:   plain.Underline(true),
		inverse: plain.Reverse(true),
		key:     plain.Bold(true),
		label:   faint,
		faint:   faint,
		good:    plain.Foreground(pick(lipgloss.Color("#1a6b34"), lipgloss.Color("#7ee2a0"))),
		bad:     plain.Foreground(pick(lipgloss.Color("#b3261e"), lipgloss.Color("#ff8f86"))),
		heading: plain.Bold(true),
	}
}
