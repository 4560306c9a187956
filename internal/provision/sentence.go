package provision

import (
	"errors"
	"io/fs"
	"net/netip"
	"strconv"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// sentence says for a person what happened: which device, what it did, and the cause.
func sentence(f *Facts, d Decision) string {
	s := happened(f, d)
	if f.Authentication.Basic {
		s += " The listener was the one for tests, which asks for Basic."
	}
	return s
}

func happened(f *Facts, d Decision) string {
	who, a := subject(f), &f.Authentication
	switch d.Reason {
	case inventory.ReasonServed, inventory.ReasonIndexServed, inventory.ReasonFirmwareServed:
		if d.Status == statusPartialContent {
			return who + " received the part of " + f.Identity.File.what() + " that it asked for."
		}
		return who + " received " + f.Identity.File.what() + " with its " + a.Pair.String() + " pair."
	case inventory.ReasonLastGood:
		return who + " received the document that it had before with its " + a.Pair.String() + " pair: " + f.Document.Held.Error() + "."
	case inventory.ReasonNotModified:
		return who + " has " + f.Identity.File.what() + " already, so nothing was sent."
	case inventory.ReasonRedirected:
		return redirectSentence(who, f, d)
	case inventory.ReasonUnauthenticated:
		return who + " asked without credentials and was asked for them."
	case inventory.ReasonIntegratedRefusedAsExpected:
		return integratedSentence(who, a)
	case inventory.ReasonWrongPassword:
		return passwordSentence(who, a)
	case inventory.ReasonUnknownUser:
		if a.unread {
			return who + " sent a user name that is not its own. Not all devices were read yet, so " +
				"another one may have that name."
		}
		return who + " sent a user name that no device has."
	case inventory.ReasonUserNotThisDevice:
		return who + " was asked for with a user name that belongs to device " + a.Other.String() + "."
	case inventory.ReasonNoDocument:
		return documentSentence(who, f, d)
	default:
		return protocolSentence(who, f, d)
	}
}

// protocolSentence is for what is wrong before a password is looked at, and for the nonce.
func protocolSentence(who string, f *Facts, d Decision) string {
	a := &f.Authentication
	switch d.Reason {
	case inventory.ReasonStaleNonce:
		return who + " answered a challenge that has expired; the password was right, and it was asked anew."
	case inventory.ReasonForeignNonce:
		if a.Failure == digest.RealmMismatch {
			return detailed(who+" answered a challenge of another realm.", a)
		}
		return who + " answered a challenge that this server did not make; the password was right, and it was asked anew."
	case inventory.ReasonReplayedNC:
		return who + " sent credentials that were used before; it was asked anew."
	case inventory.ReasonURIMismatch:
		return detailed(who+" sent credentials for another address than the one asked for.", a)
	case inventory.ReasonMalformedHeader:
		return detailed(who+" sent an Authorization header that breaks the rules.", a)
	case inventory.ReasonSchemeNotAllowed:
		return detailed(who+" answered with a scheme or algorithm that was not offered.", a)
	case inventory.ReasonDisabledDevice:
		return who + " is disabled, so it was refused like any stranger."
	case inventory.ReasonThrottled:
		return throttledSentence(who, a)
	case inventory.ReasonUnavailable:
		return unavailableSentence(&f.Identity)
	default:
		return unknownSentence(who, f)
	}
}

// subject names the device as the beginning of a sentence.
func subject(f *Facts) string {
	switch a := &f.Authentication; {
	case a.Known:
		return "Device " + a.Record.MAC.String() + " (" + a.Record.Model + ")"
	case f.Identity.Found && f.Identity.Conflict == "":
		return "The unknown device " + f.Identity.MAC.String()
	case a.Shared:
		return "One of the devices with user name " + strconv.Quote(a.User)
	default:
		return "A client that names no device"
	}
}

func detailed(s string, a *Authentication) string {
	if a.Detail == "" {
		return s
	}
	return s + " " + a.Detail
}

func integratedSentence(who string, a *Authentication) string {
	switch {
	case a.Pair == PairIntegrated:
		return who + " tried its integrated pair first, as phones do; the password is the stored one, but only the configured pair opens its document."
	case a.Record.Accept.Has(inventory.AcceptIntegrated):
		return who + " tried its integrated pair, but no integrated password is stored for it, so that pair cannot open its document."
	default:
		return who + " tried its integrated pair first, as phones do; only the configured pair opens its document."
	}
}

func passwordSentence(who string, a *Authentication) string {
	if a.Pair == PairConfigured {
		return who + " sent its configured pair, which is right, but only the integrated pair opens its document."
	}
	return detailed(who+" sent user name "+strconv.Quote(a.User)+" with a wrong password.", a)
}

func throttledSentence(who string, a *Authentication) string {
	if r := &a.Refusal; r.Refused() {
		return who + " was refused for now: its password is easy to guess, and " +
			networkName(r.Network) + " sent too many wrong ones. Requests from there are checked " +
			"again from " + r.Until.UTC().Format("15:04:05") + " UTC on."
	}
	return who + " is one of too many unknown devices that were asked for from " +
		networkName(a.Search.Network) + "."
}

// networkName is a network for a person: one address, a network, or all of them.
func networkName(n netip.Prefix) string {
	switch {
	case !n.IsValid():
		return "one network"
	case n.Bits() == 0:
		return "all networks together"
	case n.IsSingleIP():
		return n.Addr().String()
	default:
		return n.String()
	}
}

// unavailableSentence names the device that the request names: whether it exists is not known.
func unavailableSentence(id *Identity) string {
	who := "A client"
	if mac, named := id.Device(); named {
		who += " that asked for device " + mac.String()
	}
	return who + " was told to come back later, because no device could be looked up."
}

func unknownSentence(who string, f *Facts) string {
	switch {
	case f.Identity.Conflict != "":
		return f.Identity.Conflict
	case f.Authentication.Credentials:
		return who + " sent credentials, but there is no such device."
	default:
		return who + " asked without credentials; there is no such device."
	}
}

func documentSentence(who string, f *Facts, d Decision) string {
	switch {
	case f.Authentication.Failure == digest.Unavailable:
		return who + " sent the right credentials, but the memory of used ones did not answer."
	case d.Status == statusPreconditionFailed, d.Status == statusRangeNotSatisfiable:
		return who + " asked for " + f.Identity.File.what() + " on a condition that does not hold, " +
			"or for a part that it does not have."
	case d.AllowMethods:
		return who + " sent the right credentials with a method other than GET and HEAD."
	case f.Identity.File.Kind == NoFile, errors.Is(f.DocumentError, fs.ErrNotExist):
		return who + " sent the right credentials, but asked for a file that does not exist here."
	case f.Identity.File.Shared():
		return who + " sent the right credentials, but " + f.Identity.File.what() + " could not be read."
	case errors.Is(f.DocumentError, ErrUnavailable):
		return who + " sent the right credentials, but its document could not be read from the database."
	default:
		return who + " sent the right credentials, but its document cannot be made: " + documentFault(f) + "."
	}
}

// documentFault is why there is no document.
func documentFault(f *Facts) string {
	if f.DocumentError == nil {
		return "there is none"
	}
	return f.DocumentError.Error()
}
