package phone

import "github.com/offhook/offhook/digest"

// An Event is something that happens to a phone. An event that does not fit the moment, such as a pressed key while
// nothing is on the display, is ignored.
type Event interface{ event() }

// Start begins an attempt: the phone asks URL for its document. It is ignored while an attempt runs.
type Start struct{ URL string }

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

func (Start) event()         {}
func (Unauthorized) event()  {}
func (Response) event()      {}
func (Failed) event()        {}
func (PromptOK) event()      {}
func (PromptBack) event()    {}
func (PromptCancel) event()  {}
func (PromptTimeout) event() {}
