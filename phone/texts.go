package phone

// A textID names a text of the display.
type textID uint8

// The texts. textNone is no text.
const (
	textNone textID = iota
	textTitle
	textUsername
	textPassword
	textAuthentication
	textDigestUsername
	textDigestPassword
	textProvisioning
	textTry
	textFull
	textNoCharacter
	textStarting
	textAsking
	textRebooting
	textReady
	textNoServer
	textProvisioned
	textUnchanged
	textRefused
	textStopped
	textUnreachable
	textRejected
	textCount
)

// A text is one of the display in both languages. The texts of the real displays are documented nowhere. (unknown)
type text struct{ english, german string }

// texts are the texts of the display by their names.
var texts = [textCount]text{
	textTitle:          {"Server login", "Anmeldung"},
	textUsername:       {"User name", "Benutzername"},
	textPassword:       {"Password", "Passwort"},
	textAuthentication: {"Authentication", "Serveranmeldung"},
	textDigestUsername: {"HTTP Digest Username", "HTTP-Digest-Benutzer"},
	textDigestPassword: {"HTTP Digest Password", "HTTP-Digest-Passwort"},
	textProvisioning:   {"Provisioning", "Provisionierung"},
	textTry:            {"Refused. Try %d of %d", "Abgelehnt. Versuch %d/%d"},
	textFull:           {"At most %d characters", "Höchstens %d Zeichen"},
	textNoCharacter:    {"No such character", "Zeichen nicht möglich"},
	textStarting:       {"Starting", "Startet"},
	textAsking:         {"Auto configuration", "Autokonfiguration"},
	textRebooting:      {"Restarting", "Neustart"},
	textReady:          {"Ready", "Bereit"},
	textNoServer:       {"No data server", "Kein Datenserver"},
	textProvisioned:    {"Configured", "Konfiguriert"},
	textUnchanged:      {"Configuration up to date", "Konfiguration aktuell"},
	textRefused:        {"Login refused", "Anmeldung abgelehnt"},
	textStopped:        {"Login not completed", "Anmeldung abgebrochen"},
	textUnreachable:    {"Server does not answer", "Server antwortet nicht"},
	textRejected:       {"Configuration not usable", "Konfig. nicht verwendbar"},
}

// keyTexts are the labels of the keys in German, by those in English.
var keyTexts = map[string]string{"OK": "OK", "Back": "Zurück", "Cancel": "Abbruch", "Save": "Speichern", "No": "Nein"}

// german is the language of the display beside English.
const german = "de"

// say returns a text in a language: German, or English for any other.
func say(language string, id textID) string {
	if language == german {
		return texts[id].german
	}
	return texts[id].english
}

// sayKey returns the label of a key in a language.
func sayKey(language, label string) string {
	if language == german {
		return keyTexts[label]
	}
	return label
}
