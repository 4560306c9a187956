package inventory

import "slices"

// Reason is the code of what became of a request, for programs and filters.
// Codes are never reused for another meaning.
type Reason string

// The codes, each with its meaning in Reasons and docs/reasons.md.
const (
	ReasonServed                      Reason = "served"
	ReasonNotModified                 Reason = "not-modified"
	ReasonLastGood                    Reason = "last-good"
	ReasonRedirected                  Reason = "redirected"
	ReasonIndexServed                 Reason = "index-served"
	ReasonFirmwareServed              Reason = "firmware-served"
	ReasonUnauthenticated             Reason = "unauthenticated"
	ReasonIntegratedRefusedAsExpected Reason = "integrated-refused-as-expected"
	ReasonWrongPassword               Reason = "wrong-password"
	ReasonUnknownUser                 Reason = "unknown-user"
	ReasonUserNotThisDevice           Reason = "user-not-this-device"
	ReasonStaleNonce                  Reason = "stale-nonce"
	ReasonForeignNonce                Reason = "foreign-nonce"
	ReasonReplayedNC                  Reason = "replayed-nc"
	ReasonURIMismatch                 Reason = "uri-mismatch"
	ReasonMalformedHeader             Reason = "malformed-header"
	ReasonSchemeNotAllowed            Reason = "scheme-not-allowed"
	ReasonUnknownDevice               Reason = "unknown-device"
	ReasonDisabledDevice              Reason = "disabled-device"
	ReasonNoDocument                  Reason = "no-document"
	ReasonThrottled                   Reason = "throttled"
	ReasonUnreadableRequest           Reason = "unreadable-request"
	ReasonTLSFailed                   Reason = "tls-failed"
	ReasonUnavailable                 Reason = "unavailable"
)

// ReasonMeaning explains one reason to a person.
type ReasonMeaning struct {
	Reason Reason
	// Meaning is one sentence that says what happened.
	Meaning string
	// Todo says what a person does about it; "Nothing." is an answer too.
	Todo string
}

// reasonTable is in the order of the documentation: what is well, what is part
// of a normal ladder, what a person must look at.
var reasonTable = []ReasonMeaning{
	{ReasonServed, "The credentials were right and the device received its document.",
		"Nothing."},
	{ReasonNotModified, "The credentials were right and the device has this file already.",
		"Nothing."},
	{ReasonLastGood, "The credentials were right, but the device's newest document has an error or could not be stored, so that it received the last good one.",
		"The sentence of the event names the cause; correct the device's values, its profile or its template, or free space for the database."},
	{ReasonRedirected, "The credentials were right and the device was sent to the address where it belongs.",
		"Nothing, unless the sentence says that the address leads back here: then correct the device's redirect."},
	{ReasonIndexServed, "The credentials were right and the device received one of the index files that lead to its document.",
		"Nothing: a device that was given a base address asks for five of them, and then for its document."},
	{ReasonFirmwareServed, "The credentials were right and the device received a firmware file, or the part of one that it asked for.",
		"Nothing."},
	{ReasonUnauthenticated, "The request carried no credentials, so the device was asked for them.",
		"Nothing: every fetch begins like this."},
	{ReasonIntegratedRefusedAsExpected, "The device tried the pair of its factory first, which does not open its document, and was asked again.",
		"Nothing: the device goes on with its configured pair. If it never does, enter that pair on the device, or accept the integrated pair."},
	{ReasonWrongPassword, "The user name belongs to this device, but the password was wrong.",
		"Compare the pair on the device with the one stored here. Each of these counts against the device's budget of attempts."},
	{ReasonUnknownUser, "The user name belongs to no device.",
		"Correct the user name on the device, or add it to the device here."},
	{ReasonUserNotThisDevice, "The user name belongs to another device than the one whose document was asked for.",
		"Look for a pair that was entered on the wrong device, or an address that names another device's MAC."},
	{ReasonStaleNonce, "The credentials were right, but the challenge they answer has expired, so the device was asked anew.",
		"Nothing: the device repeats the request at once. If it does not, its clock of requests is broken."},
	{ReasonForeignNonce, "The credentials answer a challenge that this server did not make.",
		"Nothing after a change of the server's key. Otherwise look for two servers behind one address that do not share a key."},
	{ReasonReplayedNC, "The same credentials were used before, so the device was asked anew.",
		"Nothing if it happens once, when an answer was lost on its way. Often: somebody repeats captured requests."},
	{ReasonURIMismatch, "The credentials were made for another address than the one that was asked for.",
		"The event names both addresses and the remedy; see docs/proxies.md."},
	{ReasonMalformedHeader, "The Authorization header does not follow the rules of HTTP Digest.",
		"The sentence of the event names the fault; it is in the software of the client."},
	{ReasonSchemeNotAllowed, "The credentials are of a scheme or algorithm that was not offered.",
		"Switch Basic off on the device, or use the listener for testing."},
	{ReasonUnknownDevice, "No device with this MAC is known, or the request names none.",
		"Add the device, or correct the address that it was given."},
	{ReasonDisabledDevice, "The device is known but disabled.",
		"Enable the device when it shall be served."},
	{ReasonNoDocument, "The credentials were right, but there is no document that can be sent.",
		"The sentence of the event names the cause; correct the device's document or settings."},
	{ReasonThrottled, "The network guessed too often at a weak password of the device, or asked for too many unknown devices.",
		"Give the device a strong pair, which is never refused. The event says when the network may try again; offhook device unblock ends the wait."},
	{ReasonUnreadableRequest, "The request broke the rules of HTTP or did not end, so the " +
		"server could not tell what it asks for.",
		"The event names the fault. Correct the address on the device, or the " +
			"proxy in front of the server."},
	{ReasonTLSFailed, "The client and the server did not agree on a TLS connection, so no " +
		"request came.",
		"The event names the cause. Check the server's certificate, or " +
			"the age of the device's firmware."},
	{ReasonUnavailable, "The database did not say which devices there are, so the client was " +
		"told to come back later.",
		"Look for the error of the database in the log. Devices come back on their own."},
}

// Reasons returns the meaning of every reason, in the order of the
// documentation.
func Reasons() []ReasonMeaning { return slices.Clone(reasonTable) }

// Meaning returns the sentence that explains r, empty for a code that is not
// in the table.
func (r Reason) Meaning() string {
	for _, m := range reasonTable {
		if m.Reason == r {
			return m.Meaning
		}
	}
	return ""
}

// Known reports whether r is in the table.
func (r Reason) Known() bool { return r.Meaning() != "" }
