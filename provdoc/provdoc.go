// Package provdoc reads, edits, checks and writes the provisioning documents of the phones.
//
// Documents of the field are not always well-formed XML, and the phones read them all the same. So Parse reads on after
// a fault, keeps every byte and its position, and reports all faults at once. An untouched Document gives back exactly
// the bytes it was read from, and an edited one differs only where it was edited.
//
// The core (Document, Item, Value, Finding) knows nothing of a single kind of document; a Dialect says which elements
// are items and how one is written. There are three: ProviderFrame of the legacy phones, Provisioning of Maxwell and the
// Nx70 class, and BinaryProfile, which the legacy phones take as well.
package provdoc

// The limits of a document. A document beyond one of them is refused: it is not Readable.
const (
	// MaxSize is the largest document in bytes.
	MaxSize = 4 << 20
	// MaxDepth is how many elements may be open inside each other.
	MaxDepth = 32
	// MaxElements is how many elements a document may have.
	MaxElements = 20000
	// MaxAttributes is how many attributes one element may have.
	MaxAttributes = 64
	// MaxFindings is how many findings are kept; one more says that there were others.
	MaxFindings = 1000
)
