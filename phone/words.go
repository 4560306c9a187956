package phone

import "github.com/offhook/offhook/model"

// words are what the dialogue calls itself and its fields, and the keys that end it where they are not the model's.
type words struct {
	title, username, password textID
	keys                      keys
}

// keys are what the keys that end the dialogue are called, in English; "" is a key that is not there.
type keys struct{ ok, back, cancel string }

// wordsBySwitch are the words by the value of their switch: our own, those of the page in the web interface [SEED], and those
// of the text about Maxwell, which has the two keys [W-mx]. What the displays say is (unknown).
var wordsBySwitch = map[string]words{
	"own":           {title: textTitle, username: textUsername, password: textPassword},
	"specification": {title: textAuthentication, username: textDigestUsername, password: textDigestPassword},
	"maxwell":       {title: textProvisioning, username: textUsername, password: textPassword, keys: keys{ok: "Save", cancel: "No"}},
}

// words are those of the dialogue.
func (d *Dialogue) words() words {
	if w, ok := wordsBySwitch[d.Words]; ok {
		return w
	}
	return wordsBySwitch["own"]
}

// keysOf are the keys that end the dialogue: by the switch for its words, else those that the model names. A model that names
// none of them has all three. [SEED] [W-mx]
func keysOf(display model.Display, setting string) keys {
	if k := wordsBySwitch[setting].keys; k != (keys{}) {
		return k
	}
	if k := (keys{display.OK, display.Back, display.Cancel}); k != (keys{}) {
		return k
	}
	return keys{"OK", "Back", "Cancel"}
}

// label is what a key is called.
func (k keys) label(key Key) string {
	switch key {
	case KeyOK:
		return k.ok
	case KeyBack:
		return k.back
	}
	return k.cancel
}
