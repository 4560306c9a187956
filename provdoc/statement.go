package provdoc

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
)

// A statement is one thing that a document says: a setting, a control, an operation, or what an element says that is no item.
type statement struct {
	key     statementKey
	name    string // what a person calls it
	text    string // the value
	meaning string // the one text that stands for all spellings of the value
	written Item   // how it stands in the document, without its place
	secret  bool

	item      int   // the index of the item that says it, or none
	attribute int32 // that of the attribute that the value stands in, or none
}

// none is the index of what is not there.
const none = -1

// A statementKey tells what a statement is about, so that those of two documents can be compared.
type statementKey struct {
	topic topic
	name  string
	nth   int // how many of that name are before it
}

// A topic is a part of a document that has names of its own.
type topic uint8

const (
	topicDocument topic = iota
	topicItem
	topicControl
	topicOperation
	topicFile
)

// A speaker collects the statements of a document.
type speaker struct {
	*Document
	model *model.Model
	known []known              // in step with the items
	keys  []statementKey       // of the settings and the controls, in step with the items
	times map[statementKey]int // how many of them have each key
	seen  map[statementKey]int
	list  []statement
}

// statements returns what a readable document says, in its order.
func (d *Document) statements(m *model.Model) []statement {
	if !d.readable {
		return nil
	}
	return newSpeaker(d, m).list
}

// newSpeaker collects the statements of a readable document.
func newSpeaker(d *Document, m *model.Model) *speaker {
	s := &speaker{Document: d, model: m, known: knownOf(d, m), seen: map[statementKey]int{}}
	s.list = make([]statement, 0, len(d.items)+4)
	s.root()
	s.entries()
	s.files()
	return s
}

// say adds a statement. One that may stand several times is told from those before by its number.
func (s *speaker) say(st statement) {
	key := st.key
	st.key.nth = s.seen[key]
	s.seen[key]++
	s.list = append(s.list, st)
}

// root says what kind the document is, and the attributes of its root element: the schema, the product, the form.
func (s *speaker) root() {
	s.say(plainStatement(topicDocument, "document", s.dialect.Name()))
	if s.grammar == nil {
		return
	}
	e := &s.elements[0]
	for i := e.first; i < e.first+e.many; i++ {
		if a := &s.attributes[i]; !strings.HasPrefix(a.name, "xmlns") {
			st := plainStatement(topicDocument, a.name, a.value)
			st.attribute = i
			s.say(st)
		}
	}
}

// plainStatement is a statement whose text means what it says.
func plainStatement(t topic, name, text string) statement {
	return statement{
		key: statementKey{topic: t, name: name}, name: name, text: text, meaning: text, written: Item{Raw: text},
		secret: soundsSecret(name) || hasPassword(text), item: none, attribute: none,
	}
}

// entries says the settings, the controls and the operations.
func (s *speaker) entries() {
	counts, operation := s.counting(), operationName{}
	for i := range s.items {
		switch it := &s.items[i]; {
		case it.Kind == Oper:
			operation = s.operation(i)
		case s.sources[i].value < 0:
		case it.Kind == OperParam:
			s.operationParam(i, operation)
		case it.Name == controlCertificate && it.Kind == Control:
			s.certificate(i)
		case counts[s.keys[i]] == i:
			s.value(i)
		}
	}
}

// keysOf is what each setting and each control is about.
func (s *speaker) keysOf() []statementKey {
	keys := make([]statementKey, len(s.items))
	for i := range s.items {
		switch it, p := &s.items[i], &s.known[i]; {
		case it.Kind == Control:
			keys[i] = statementKey{topic: topicControl, name: it.Name}
		case it.isSetting():
			keys[i] = statementKey{topic: topicItem, name: it.settingName(p.Parameter, p.ok)}
		}
	}
	return keys
}

// settingName is the NVM item that the item sets, as in a Setting.
func (i *Item) settingName(p Parameter, known bool) string {
	if known && p.Item != "" {
		return p.Item
	}
	return i.normalName()
}

// counting returns the item that counts of each thing that settings and controls are about: the one that the phone takes,
// else the last.
func (s *speaker) counting() map[statementKey]int {
	s.keys, s.times = s.keysOf(), make(map[statementKey]int, len(s.items))
	counts := make(map[statementKey]int, len(s.items))
	for i := range s.items {
		s.times[s.keys[i]]++
		if it := &s.items[i]; s.sources[i].value >= 0 && (it.isSetting() || it.Kind == Control) {
			counts[s.keys[i]] = i
		}
	}
	settings, _ := s.Settings(s.model, nil)
	for _, i := range s.itemsOf(settings) {
		counts[s.keys[i]] = i
	}
	return counts
}

// itemsOf returns the indexes of the items that settings of the document come from. They are in its order.
func (d *Document) itemsOf(settings []Setting) []int {
	list, at := make([]int, len(settings)), 0
	for i, s := range settings {
		for d.items[at].Line != s.Source.Line || d.items[at].Column != s.Source.Column {
			at++
		}
		list[i] = at
	}
	return list
}

// value says a setting or a control.
func (s *speaker) value(i int) {
	st := s.statement(i, s.items[i].Text(), s.items[i].Name)
	st.key = s.keys[i]
	s.list = append(s.list, st.understood(&s.known[i])) // there is one for each key
}

// statement is what an item says, but for its key. What it is called is also what it is when nothing else is known.
func (s *speaker) statement(i int, text, name string) statement {
	written := s.items[i]
	written.Line, written.Column = 0, 0
	return statement{
		name: name, text: text, meaning: text, written: written, secret: hasPassword(text),
		item: i, attribute: s.sources[i].value,
	}
}

// understood is the statement of a setting or a control with what the catalogue has of it.
func (s statement) understood(p *known) statement {
	switch {
	case s.written.Kind == Control:
		s.meaning = controlMeaning(s.written.Name, s.text)
		s.secret = s.secret || s.written.Name == controlActivationCode // a password may stand behind its #
	case p.ok:
		s.name, s.meaning = p.name(), p.meaning(s.text)
		s.secret = s.secret || p.Secret
	default:
		s.secret = true
	}
	return s
}

// certificate says one of the certificates, which each count.
func (s *speaker) certificate(i int) {
	st := s.statement(i, s.items[i].Text(), controlCertificate)
	st.key = statementKey{topic: topicControl, name: controlCertificate + " " + st.text}
	s.say(st)
}

// An operationName is what the names of the params of an oper begin with, and how it is shown.
type operationName struct{ key, shown string }

// operation says an oper, unless its params do, and returns its name.
func (s *speaker) operation(i int) operationName {
	it := &s.items[i]
	name := operationName{operationPrefix + it.Name, operationPrefix + it.Name}
	if it.Raw != "" {
		name.key += "." + oneIPUI(it.Raw)
		name.shown += "." + it.Raw
	}
	if soundsSecret(it.Name) || hasPassword(it.Raw) {
		name.shown = operationPrefix + it.Name + "." + redactedText
	}
	if i+1 < len(s.items) && s.items[i+1].Kind == OperParam {
		return name
	}
	st := s.statement(i, "", name.shown)
	st.key = statementKey{topic: topicOperation, name: name.key}
	s.say(st)
	return name
}

// operationParam says a param of an oper. One that stands in none is a param of an oper without a name.
func (s *speaker) operationParam(i int, operation operationName) {
	it := &s.items[i]
	name := operation.key + "." + it.Name
	st := s.statement(i, it.Raw, operation.shown+"."+it.Name)
	st.key = statementKey{topic: topicOperation, name: name}
	p, known := lookupItem(s.model, name)
	st.secret = st.secret || !known || p.Secret
	if known {
		st.meaning = p.meaning(st.text)
	}
	s.say(st)
}

// files says what a <provisioning> document leads to: firmware, steps, and the files of form 1.0.
func (s *speaker) files() {
	for _, f := range s.Firmware() {
		s.say(plainStatement(topicFile, firmwareElement, joinWords(f.Version, f.URL, f.Flags)))
	}
	for _, step := range s.Steps() {
		s.say(plainStatement(topicFile, joinWords(stepElement, step.Type), step.URL))
	}
	for _, link := range s.Links() {
		s.say(plainStatement(topicFile, joinWords(fileElement, link.Type), joinWords(link.Version, link.URL)))
	}
}

// joinWords joins those that are not empty with spaces.
func joinWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

// name is what a person calls a parameter: the tag where there is one.
func (p Parameter) name() string { return cmp.Or(p.Tag, p.Item) }

// meaning is the one text that stands for all spellings of a value of p.
func (p Parameter) meaning(text string) string {
	switch p.Type {
	case TypeNumber, TypeMask, TypeIPv4:
		if n, err := Value(text).Int(); err == nil {
			return strconv.FormatInt(n, 10)
		}
	case TypeBoolean:
		return booleanMeaning(text)
	case TypeBytes, TypePIN:
		if list, err := Value(text).ByteList(); err == nil {
			return hex.EncodeToString(list)
		}
	}
	return text
}

func booleanMeaning(text string) string {
	if on, err := Value(text).Bool(); err == nil {
		return strconv.FormatBool(on)
	}
	return text
}

// controlMeaning is the one text that stands for all spellings of the value of a control.
func controlMeaning(name, text string) string {
	switch name {
	case controlReboot:
		return booleanMeaning(text)
	case controlMAC:
		if mac, err := model.ParseMAC(text); err == nil {
			return mac.String()
		}
	}
	return text
}
