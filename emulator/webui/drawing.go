package webui

import (
	"strconv"
	"unicode/utf8"
)

// The measures of the drawing. It is as wide as its place, so x is in percent and y in pixels.
const (
	headHeight     = 46
	requestHeight  = 58
	responseHeight = 40
	noteHeight     = 44
	outcomeHeight  = 56
	phoneX         = 3
	lastX          = 97
	// maxLifelines is how many servers have a lifeline of their own; those beyond share the last one.
	maxLifelines = 4
)

// The number of characters that fit, where the drawing is narrow and where it is wide.
const (
	narrowText, wideText = 34, 62
	narrowMono, wideMono = 33, 60
)

// A drawing is a ladder as a picture: lifelines, and marks between them.
type drawing struct {
	Height    int
	Label     string
	Lifelines []lifeline
	Marks     []mark
}

// A lifeline is the phone or a server. Anchor says on which side of X its name stands.
type lifeline struct {
	X, Anchor string
	Role      string
	Name      label
	Top       int
}

// A mark is a step of the ladder at its place. Back is an arrow to the phone, Last one from the last lifeline, beside which
// there is room for text.
type mark struct {
	step
	From, To    string
	Y           int // of the arrow, or the top of a box
	HeadY       int // base line of the head
	TextY       int // base line of the text
	Back, Last  bool
	HeadL, Body label
	X, Width    string // of a box
	Inside      int    // height of a box
}

// A label is a text in the length that fits a narrow drawing, and in that of a wide one.
type label struct{ Short, Long string }

// Same says that one text does for both.
func (l label) Same() bool { return l.Short == l.Long }

// Drawing draws the ladder.
func (d *ladder) Drawing() drawing {
	lines := min(len(d.Servers), maxLifelines)
	g := drawing{Lifelines: d.lifelines(lines)}
	y := headHeight
	for _, s := range d.Steps {
		m := markOf(s, y, lines)
		g.Marks = append(g.Marks, m)
		y += m.height()
	}
	g.Height = y + 8
	g.Label = d.lang.text("ladder.drawing", len(d.Steps), d.serverNames(), d.Result)
	return g
}

func (d *ladder) serverNames() string {
	if len(d.Servers) == 0 {
		return d.lang.text("ladder.server")
	}
	names := d.Servers[0]
	for _, s := range d.Servers[1:] {
		names += ", " + s
	}
	return names
}

// lifelines are those of the phone and of n servers.
func (d *ladder) lifelines(n int) []lifeline {
	room := map[int]int{0: 26, 1: 22, 2: 13, 3: 9, 4: 7}[n]
	list := []lifeline{{X: percent(phoneX), Anchor: "start", Role: d.lang.text("ladder.phone"), Name: shorten(d.Phone, room, 24), Top: headHeight - 10}}
	for i := 1; i <= n; i++ {
		l := lifeline{X: serverX(i, n), Anchor: "middle", Role: d.lang.text("ladder.server.n", i), Name: shorten(d.Servers[i-1], room, 24), Top: headHeight - 10}
		if i == n {
			l.Anchor = "end"
		}
		switch {
		case n == 1:
			l.Role = d.lang.text("ladder.server")
		case i == maxLifelines && len(d.Servers) > maxLifelines:
			l.Role, l.Name = d.lang.text("ladder.others"), label{"…", "…"}
		}
		list = append(list, l)
	}
	return list
}

// markOf puts a step at height y of a drawing with n servers.
func markOf(s step, y, n int) mark {
	m := mark{step: s, HeadL: shorten(s.Head, narrowText, wideText), Body: shorten(s.Text, narrowMono, wideMono)}
	switch s.Kind {
	case isRequest:
		m.From, m.To = percent(phoneX), serverX(min(s.Server, maxLifelines), n)
		m.HeadY, m.TextY, m.Y = y+18, y+35, y+44
	case isResponse:
		m.From, m.To, m.Back = serverX(min(s.Server, maxLifelines), n), percent(phoneX), true
		m.HeadY, m.Y = y+18, y+27
		m.Last = min(s.Server, maxLifelines) == n
		m.HeadL = shorten(s.Head+" "+s.Text, narrowText, wideText)
	default:
		m.X, m.Width = percent(phoneX), percent(lastX-phoneX)
		m.Y, m.Inside = y+6, noteHeight-14
		if s.Kind == isOutcome {
			m.Y, m.Inside = y+10, outcomeHeight-18
		}
		m.HeadY = m.Y + m.Inside/2 + 5
	}
	return m
}

// height is what a mark takes of the drawing.
func (m mark) height() int {
	return map[kind]int{isRequest: requestHeight, isResponse: responseHeight, isNote: noteHeight, isOutcome: outcomeHeight}[m.Kind]
}

// serverX is the lifeline of server i of n.
func serverX(i, n int) string { return percent(phoneX + (lastX-phoneX)*i/max(n, 1)) }

func percent(x int) string { return strconv.Itoa(x) + "%" }

// shorten cuts a text to what fits a narrow and a wide drawing.
func shorten(s string, narrow, wide int) label { return label{middle(s, narrow), middle(s, wide)} }

// middle takes the middle out of a text of more than n characters. The end stays longer than the beginning, since the names
// of files stand there.
func middle(s string, n int) string {
	length := utf8.RuneCountInString(s)
	if length <= n {
		return s
	}
	runes := []rune(s)
	front := (n - 1) / 3
	return string(runes[:front]) + "…" + string(runes[length-(n-1-front):])
}
