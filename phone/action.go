package phone

import (
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/provdoc"
)

// An Action is something that the world is to do for a phone, or to know of it. Actions of one Step are performed in
// their order.
type Action interface{ action() }

// Get asks URL with method GET and without credentials. What comes back is Unauthorized, Response or Failed.
type Get struct {
	URL string
	// What is the kind of file that is expected, and so how much of it the phone reads.
	What File
	// IfNoneMatch is the ETag of what the phone has from there, "" to ask for the file in any case.
	IfNoneMatch string
}

// A File is what a phone asks for.
type File string

// The files. The zero File is a document.
const (
	FileDocument    File = "document"
	FileIndex       File = "index"
	FileFirmware    File = "firmware"
	FileCertificate File = "certificate"
	FileSchema      File = "schema"
)

// MaxSize is how much of the file a phone reads, in bytes. A longer one is no such file.
func (f File) MaxSize() int {
	switch f {
	case FileIndex, FileCertificate, FileSchema:
		return 64 << 10
	case FileFirmware:
		return 64 << 20
	}
	return provdoc.MaxSize
}

// Answer repeats the request with a pair. The pair answers the challenges of the last Unauthorized and no others.
type Answer struct {
	Rung     Rung
	Username string
	Password digest.Secret
	// Scheme is "Digest" or "Basic"; "" repeats the request without credentials.
	Scheme string
}

// GiveUp takes the 401 for the final answer. The outcome follows it; where the phone can do without the file, it follows the
// Response with that status.
type GiveUp struct{}

// ShowPrompt opens the dialogue that asks a person for user name and password. What comes back is PromptOK, PromptBack,
// PromptCancel, or after Timeout PromptTimeout.
type ShowPrompt struct {
	Timeout time.Duration
	// Restarts says that every key restarts the timeout. [W-mx]
	Restarts bool
	// Try counts from 1 how often the dialogue may be answered, up to Tries; both are 0 where nothing counts it. [W-mx]
	Try, Tries int
}

// ClosePrompt takes the dialogue off the display. Action says what ended it.
type ClosePrompt struct{ Action PromptAction }

// Document describes the document that a 200 brought, accepted or not.
type Document struct {
	Bytes    int
	SHA256   string // in hexadecimal
	Items    int
	Findings []provdoc.Finding
}

// Stored says that an NVM item changed. The value of a secret item is Redacted.
type Stored struct {
	Item, Value string
	Secret      bool
}

// Index describes an index file that was read, and what it leads to.
type Index struct {
	// Kind is master, sifsroot, sih, sit, siu or baselines, or for a document of links provisioning, updates.
	Kind  string
	Bytes int
	// Next is the address that the file leads to, as it stands in it.
	Next string
}

// Firmware tells of firmware that a document offers, and what the phone makes of it. Reason is for a person. The phone has
// installed it when Installed is set; then a Reboot follows, and it is another phone from there on. [W-fw]
type Firmware struct {
	URL, Version string
	Installed    bool
	Reason       string
}

// SetTimer asks for a PollTimer after After, and for no earlier one. Zero or less is never.
type SetTimer struct {
	After time.Duration
	// Daily says that After is a time of the day, counted from midnight: the PollTimer comes when it is that time next.
	Daily bool
}

// Reboot asks for a PowerOn after After.
type Reboot struct {
	After  time.Duration
	Reason string
}

// Outcome ends the attempt. Rung is the last one that was tried. Reason is for a person and holds no secret.
type Outcome struct {
	Outcome string
	Rung    Rung
	Reason  string
}

// Redacted stands for a secret wherever a person or a program may read.
const Redacted = "[redacted]"

// The outcomes of an attempt.
const (
	Provisioned = "provisioned" // a document was applied
	Unchanged   = "unchanged"   // the document's VERSION is the stored one, or the server said 304
	Refused     = "refused"     // 401 after every rung, 403, or nothing that the phone may answer
	Stopped     = "stopped"     // the prompt ended by its timeout, Back or Cancel, or the phone was switched off
	Unreachable = "unreachable" // no answer, or one of any other status
	Rejected    = "rejected"    // no readable document, or one for another device
)

// A PromptAction is what ended the prompt.
type PromptAction string

// The endings of the prompt. [SEED] PromptAborted is the end of the attempt by something else, such as a failure of the
// network.
const (
	OK            PromptAction = "ok"
	EmptyOK       PromptAction = "empty"
	TimedOut      PromptAction = "timeout"
	Back          PromptAction = "back"
	Cancel        PromptAction = "cancel"
	PromptAborted PromptAction = "aborted"
)

func (Get) action()         {}
func (Answer) action()      {}
func (GiveUp) action()      {}
func (ShowPrompt) action()  {}
func (ClosePrompt) action() {}
func (Document) action()    {}
func (Stored) action()      {}
func (Outcome) action()     {}
func (Index) action()       {}
func (Firmware) action()    {}
func (SetTimer) action()    {}
func (Reboot) action()      {}
