package phone

import (
	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
)

// An Event is something that happens to a phone. An event that does not fit the moment, such as a pressed key while
// nothing is on the display, is ignored.
type Event interface{ event() }

// Start begins an attempt: the phone asks URL for its document. It is ignored while an attempt runs.
type Start struct {
	// URL is a document, a template with tokens, or a base address.
	URL string
	// Source is how the address came, and so what follows; Domain is DHCP option 15.
	Source discovery.Source
	Domain string
}

// PowerOn starts the phone: it asks its data server, or the address that DHCP gave it, and a dialogue that was answered too
// often may come again. It is taken at any moment; an attempt that runs ends. [G p7] [W-mx]
type PowerOn struct {
	// Multicast is the address that a NOTIFY brought in answer to the phone's SUBSCRIBE, "" when none did or AsksMulticast
	// says that it does not ask. [W-mc]
	Multicast string
}

// PowerOff switches the phone off: an attempt that runs ends, and nothing but Start is heeded until PowerOn. It is taken at any moment.
type PowerOff struct{}

// StartButton is the button in the web interface that starts provisioning. The dialogue may come again. [W-mx]
type StartButton struct{}

// FirmwareButton is the button in the web interface that looks for firmware: an attempt that looks at firmware too. [W-fw]
type FirmwareButton struct{}

// Upload is a document that a person gives to the phone in the web interface. It is taken as if it had come from the data
// server, and so are the files that it leads to. [W-n870]
type Upload struct{ Document string }

// PollTimer says that the time of the last SetTimer is over.
type PollTimer struct{}

// CheckSync is a NOTIFY with Event: check-sync. One that comes while an attempt runs is heeded after it. [W-cs]
type CheckSync struct {
	// Reboot is the parameter reboot=true; Account says that the NOTIFY names an account of the phone.
	Reboot, Account bool
}

// FactoryReset empties the memory and starts the phone. It is taken at any moment; an attempt that runs ends.
type FactoryReset struct{}

// Unauthorized is a 401 to the last request, with every challenge in it, in order.
type Unauthorized struct{ Challenges []digest.Challenge }

// Response is the final answer to the last request: any status but a 401 that was answered.
type Response struct {
	Status int
	// Location is the field of that name, as received.
	Location string
	// Body is the document of a 200. The phone keeps no reference to it.
	Body []byte
	// NotModified says that the server holds the stored document for current, as status 304 does.
	NotModified bool
	// ETag is the field of that name, as received.
	ETag string
	// Credential says that the request had one that no Answer gave: a nonce used again, or a
	// certificate of the phone.
	Credential bool
}

// Failed says that no answer came, and why: the network, TLS, the time. Reason is for a person and holds no secret.
type Failed struct{ Reason string }

// PromptOK is the OK key on the prompt, with what stands in its fields, at most MaxCredential characters each. Both may
// be empty. [SEED]
type PromptOK struct {
	Username string
	Password digest.Secret
}

// PromptBack is the Back key on the prompt. [SEED]
type PromptBack struct{}

// PromptCancel is the Cancel key on the prompt. [SEED]
type PromptCancel struct{}

// PromptTimeout says that nobody did anything until the prompt's time was over. [SEED]
type PromptTimeout struct{}

func (PowerOn) event()        {}
func (PowerOff) event()       {}
func (StartButton) event()    {}
func (FirmwareButton) event() {}
func (Upload) event()         {}
func (PollTimer) event()      {}
func (CheckSync) event()      {}
func (FactoryReset) event()   {}
func (Start) event()          {}
func (Unauthorized) event()   {}
func (Response) event()       {}
func (Failed) event()         {}
func (PromptOK) event()       {}
func (PromptBack) event()     {}
func (PromptCancel) event()   {}
func (PromptTimeout) event()  {}
