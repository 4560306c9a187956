package webui

import (
	"fmt"

	"github.com/offhook/offhook/emulator"
)

// maxDetails is how many stored items or findings a step lists.
const maxDetails = 200

// note is what happened on the phone between two requests.
func (d *ladder) note(e emulator.TraceEvent) step {
	s := step{Kind: isNote, Tone: plain}
	switch e.Event {
	case emulator.EventPrompt:
		s.Head = d.lang.text("note.prompt." + e.Action)
	case emulator.EventDocument:
		s.Head = d.lang.text("note.document", d.lang.number("count.byte", e.Bytes), d.lang.number("count.item", e.Items))
		s.Details = append(s.Details, fmt.Sprintf("SHA-256 %.16s…", e.SHA256))
		if n := len(e.Findings); n > 0 {
			s.Details = append(s.Details, d.lang.number("note.findings", n))
		}
		for _, f := range e.Findings[:min(len(e.Findings), maxDetails)] {
			s.Details = append(s.Details, f.String())
		}
	case emulator.EventIndex:
		s.Head = d.lang.text("note.index", e.Kind, d.lang.number("count.byte", e.Bytes))
		s.Details = append(s.Details, d.lang.text("note.index.next", e.Next))
	case emulator.EventFirmware:
		s.Head = d.lang.text("note.firmware.left", e.Version)
		if e.Installed {
			s.Tone, s.Head = good, d.lang.text("note.firmware", e.Version)
		}
		s.Details = append(s.Details, e.URL, e.Reason)
	case emulator.EventReboot:
		s.Head = d.lang.text("note.reboot", e.Reason)
	case emulator.EventSIP:
		s.Head = d.lang.text("note.sip", e.Method, e.What)
	default:
		s.Head = d.lang.text("note.other", e.Event)
	}
	s.Full = s.Head
	return s
}

// open says that the server handed secrets to the phone without asking for a credential.
func (d *ladder) open(items []string) step {
	head := d.lang.number("note.open", len(items))
	items = items[:min(len(items), maxDetails)]
	return step{Kind: isNote, Tone: bad, Head: head, Full: head, Details: items}
}

// stored gathers the items that a document changed in one step.
func (d *ladder) stored(e emulator.TraceEvent, a emulator.Attempt) {
	item := fmt.Sprintf("%s = %s", e.Item, e.Value)
	n := len(d.Steps)
	if n == 0 || d.Steps[n-1].Kind != isNote || d.Steps[n-1].stored == 0 {
		d.add(step{Kind: isNote, Tone: good}, e, a)
		n++
	}
	s := &d.Steps[n-1]
	s.stored++
	s.Head = d.lang.number("note.stored", s.stored)
	s.Full = s.Head
	if s.stored <= maxDetails {
		s.Details = append(s.Details, item)
	}
}
