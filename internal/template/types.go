package template

// A kind is the type of an expression. Every expression has one when the template is parsed, so that a template that mixes
// them up is refused before it runs.
type kind uint8

const (
	textKind kind = iota
	numberKind
	boolKind
	listKind   // of texts
	linesKind  // of lines
	lineKind   // one line
	valuesKind // the map Values
	tagsKind   // the map Tags
	rootKind   // all data
	mixedKind  // of and, or: one of several; good as a condition only
)

// String names the kind in a sentence.
func (k kind) String() string {
	return [...]string{"a text", "a number", "true or false", "a list", "the list of lines", "a line", "the map Values",
		"the map Tags", "the whole data", "one of several kinds"}[k]
}

// remedy says what to write instead of a kind that is no text.
func (k kind) remedy() string {
	switch k {
	case linesKind:
		return "write {{range .Lines}}{{.User}}{{end}}"
	case lineKind:
		return "write one of its names, as {{.User}}"
	case valuesKind:
		return "write one of its names, as {{.Values.S_SIP_SERVER}}"
	case tagsKind:
		return "write one of its names, as {{.Tags.SBC}}"
	case rootKind:
		return "write one of its names, as {{.MAC}}"
	case listKind:
		return `write {{join LIST ","}}`
	}
	return "give all values of and, or the same kind"
}

// isScalar reports whether a value of the kind can be written.
func (k kind) isScalar() bool { return k <= boolKind }

// elements returns what a loop over the kind gives.
func (k kind) elements() (key, element kind, ok bool) {
	switch k {
	case listKind:
		return numberKind, textKind, true
	case linesKind:
		return numberKind, lineKind, true
	case valuesKind, tagsKind:
		return textKind, textKind, true
	}
	return 0, 0, false
}

// A datum is a value while the template runs; its kind says which field counts.
type datum struct {
	text   string // of a text
	number int    // of a number; of a bool 0 or 1
	list   []string
	lines  []Line
	line   *Line
	// missing is the name of what the device has not got, "" for what is there. What is missing is false and "".
	missing string
}

func ofBool(b bool) datum {
	if b {
		return datum{number: 1}
	}
	return datum{}
}
