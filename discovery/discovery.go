// Package discovery is how a phone finds its document from the address that it was given: addresses with tokens in them,
// activation codes, and the index files that lead from a base address to the document. Index files are read and written.
package discovery

// A Source says how an address came to a phone. What the phone does with it depends on that. [W-urltab]
type Source string

// The sources of an address.
const (
	// Manual is an address from the web interface, from a document, or from the factory.
	Manual Source = ""
	// DHCP114 and DHCP66 are the options of DHCP with these numbers. [W-114] [W-66]
	DHCP114 Source = "dhcp114"
	DHCP66  Source = "dhcp66"
	// Multicast is the body of a NOTIFY that answers the phone's SUBSCRIBE. [W-mc]
	Multicast Source = "multicast"
	// Redirect is the Location of a redirect: a document, never a base address. [W-urltab]
	Redirect Source = "redirect"
)

// An Address is what a phone was told to ask, and how.
type Address struct {
	Source Source
	// URL is a document, a template with tokens, or a base address. The scheme may be missing: http is meant.
	URL string
	// Domain is DHCP option 15, "" when there was none. [W-66]
	Domain string
}
