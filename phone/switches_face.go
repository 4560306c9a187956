package phone

// The switches of what stands in a request, and of what the dialogue says and how long.
const (
	switchConditional  = "conditional"
	switchDisplayTexts = "display-texts"
)
