package provision

import (
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Pair says which credential of a device was meant or matched.
type Pair uint8

// The pairs. PairOther is a pair of another device.
const (
	PairNone Pair = iota
	PairIntegrated
	PairConfigured
	PairOther
)

// String returns the word of the trace and the log.
func (p Pair) String() string {
	switch p {
	case PairIntegrated:
		return "integrated"
	case PairConfigured:
		return "configured"
	case PairOther:
		return "other"
	default:
		return "none"
	}
}

// candidateCount is how many digests every answer costs, whatever is known.
const candidateCount = 3

// candidates are the secrets that an answer is compared with, in a fixed number: a zero secret stands where there is
// none, so that a known and an unknown user cost the same.
type candidates struct {
	secrets [candidateCount]digest.Secret
	pairs   [candidateCount]Pair
	// weak marks the secrets that open something and can be guessed: they need a budget.
	weak [candidateCount]bool
	// isMAC and isConfigured say whether the name received is the one of that pair of the device.
	isMAC, isConfigured bool
	other               inventory.Record
	hasOther            bool
}

// candidatesFor collects the secrets that belong to a name. A pair that opens the document comes before one that does not,
// so that equal passwords count in the phone's favour.
func candidatesFor(t target, user string, other inventory.Record, hasOther bool) candidates {
	c := candidates{
		pairs:    [candidateCount]Pair{PairConfigured, PairIntegrated, PairOther},
		other:    other,
		hasOther: hasOther,
	}
	var integrated, configured digest.Secret
	if t.known {
		c.isMAC = isMACOf(user, t.record.MAC)
		c.isConfigured = t.record.Username != "" && user == t.record.Username
	}
	if c.isMAC {
		integrated = t.record.Integrated
		c.weak[1] = t.record.WeakIntegrated && t.record.Accept.Has(inventory.AcceptIntegrated)
	}
	if c.isConfigured {
		configured = t.record.Configured
		c.weak[0] = t.record.WeakConfigured && t.record.Accept.Has(inventory.AcceptConfigured)
	}
	c.secrets[0], c.secrets[1] = configured, integrated
	if !t.record.Accept.Has(inventory.AcceptConfigured) {
		c.pairs[0], c.pairs[1] = c.pairs[1], c.pairs[0]
		c.secrets[0], c.secrets[1] = c.secrets[1], c.secrets[0]
		c.weak[0], c.weak[1] = c.weak[1], c.weak[0]
	}
	if hasOther {
		c.secrets[2] = secretOf(other, user)
	}
	return c
}

// isAGuess reports whether an answer cannot be told from a guess at a weak secret: it matches one,
// or it matches nothing where there is one.
func (c *candidates) isAGuess(vd *digest.Verdict) bool {
	if vd.Match < 0 {
		return c.isWeak()
	}
	return c.weak[vd.Match]
}

// isWeak reports whether any of the secrets needs a budget.
func (c *candidates) isWeak() bool { return c.weak != [candidateCount]bool{} }

// secretOf returns the secret of a device that belongs to the name.
func secretOf(r inventory.Record, user string) digest.Secret {
	if r.Username != "" && user == r.Username {
		return r.Configured
	}
	if isMACOf(user, r.MAC) {
		return r.Integrated
	}
	return digest.Secret{}
}

// macLength is how long the user name of an integrated pair is.
const macLength = 12

// isMACOf reports whether a user name is the integrated one of a device: its MAC as 12 hex digits without separators. The
// case that phones send is not documented. [G p26] (uncertain)
func isMACOf(user string, mac model.MAC) bool {
	return len(user) == macLength && strings.EqualFold(user, mac.String())
}

// freeOfCharge reports whether a wrong answer is the phone's factory attempt that guesses nothing: the name is the MAC, no
// integrated password is stored, and no other credential of the device has that name.
func (c *candidates) freeOfCharge(r inventory.Record) bool {
	return c.isMAC && r.Integrated.IsZero() && !c.isConfigured
}
