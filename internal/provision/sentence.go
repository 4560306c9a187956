package provision

import (
	"errors"
	"fmt"

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
	case inventory.ReasonServed:
		return fmt.Sprintf("%s received its document with its %s pair.", who, a.Pair)
	case inventory.ReasonNotModified:
		return fmt.Sprintf("%s has its document already, so nothing was sent.", who)
	case inventory.ReasonUnauthenticated:
		return fmt.Sprintf("%s asked without credentials and was asked for them.", who)
	case inventory.ReasonIntegratedRefusedAsExpected:
		return integratedSentence(who, a)
	case inventory.ReasonWrongPassword:
		return passwordSentence(who, a)
	case inventory.ReasonUnknownUser:
		return fmt.Sprintf("%s sent a user name that no device has.", who)
	case inventory.ReasonUserNotThisDevice:
		return fmt.Sprintf("%s was asked for with a user name that belongs to device %s.", who, a.Other)
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
		return fmt.Sprintf("%s answered a challenge that has expired; the password was right, and it was asked anew.", who)
	case inventory.ReasonForeignNonce:
		if a.Failure == digest.RealmMismatch {
			return detailed(fmt.Sprintf("%s answered a challenge of another realm.", who), a)
		}
		return fmt.Sprintf("%s answered a challenge that this server did not make; the password was right, and it was asked anew.", who)
	case inventory.ReasonReplayedNC:
		return fmt.Sprintf("%s sent credentials that were used before; it was asked anew.", who)
	case inventory.ReasonURIMismatch:
		return detailed(fmt.Sprintf("%s sent credentials for another address than the one it asked for.", who), a)
	case inventory.ReasonMalformedHeader:
		return detailed(fmt.Sprintf("%s sent an Authorization header that breaks the rules.", who), a)
	case inventory.ReasonSchemeNotAllowed:
		return detailed(fmt.Sprintf("%s answered with a scheme or algorithm that was not offered.", who), a)
	case inventory.ReasonDisabledDevice:
		return fmt.Sprintf("%s is disabled, so it was refused like any stranger.", who)
	case inventory.ReasonThrottled:
		return throttledSentence(who, a)
	default:
		return unknownSentence(who, f)
	}
}

// subject names the device as the beginning of a sentence.
func subject(f *Facts) string {
	switch a := &f.Authentication; {
	case a.Known:
		return fmt.Sprintf("Device %s (%s)", a.Record.MAC, a.Record.Model)
	case f.Identity.Found && f.Identity.Conflict == "":
		return fmt.Sprintf("The unknown device %s", f.Identity.MAC)
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
		return fmt.Sprintf("%s tried its integrated pair first, as phones do; the password is the stored one, but only the configured pair opens its document.", who)
	case a.Record.Accept.Has(inventory.AcceptIntegrated):
		return fmt.Sprintf("%s tried its integrated pair, but no integrated password is stored for it, so that pair cannot open its document.", who)
	default:
		return fmt.Sprintf("%s tried its integrated pair first, as phones do; only the configured pair opens its document.", who)
	}
}

func passwordSentence(who string, a *Authentication) string {
	if a.Pair == PairConfigured {
		return fmt.Sprintf("%s sent its configured pair, which is right, but only the integrated pair opens its document.", who)
	}
	return fmt.Sprintf("%s sent user name %q with a wrong password.", who, a.User)
}

func throttledSentence(who string, a *Authentication) string {
	if !a.Credentials {
		return fmt.Sprintf("%s is the last of too many unknown devices that this network asked for; credentials for unknown devices are not checked from there for some minutes.", who)
	}
	return fmt.Sprintf("%s sent credentials that were not checked: %s.", who, a.Detail)
}

func unknownSentence(who string, f *Facts) string {
	switch {
	case f.Identity.Conflict != "":
		return f.Identity.Conflict
	case f.Authentication.Credentials:
		return fmt.Sprintf("%s sent credentials, but there is no such device.", who)
	default:
		return fmt.Sprintf("%s asked without credentials; there is no such device.", who)
	}
}

func documentSentence(who string, f *Facts, d Decision) string {
	switch {
	case f.Authentication.Failure == digest.Unavailable:
		return fmt.Sprintf("%s sent the right credentials, but the memory of used ones did not answer.", who)
	case d.AllowMethods:
		return fmt.Sprintf("%s sent the right credentials with a method other than GET and HEAD.", who)
	case !f.Identity.Document:
		return fmt.Sprintf("%s sent the right credentials, but asked for a file that does not exist here.", who)
	case errors.Is(f.DocumentError, ErrUnavailable):
		return fmt.Sprintf("%s sent the right credentials, but its document could not be read from the database.", who)
	default:
		return fmt.Sprintf("%s sent the right credentials, but its document cannot be made: %v.", who, f.DocumentError)
	}
}
