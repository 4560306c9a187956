package webui

import "github.com/offhook/offhook/model"

// words are what pages are called, and their fields, where switches say so.
type words struct {
	// pair is the way to the page for the configured pair, certificates that to the page for a certificate.
	pair, certificates []string
	pairLabels         pairLabels
	pairFields         pairFields
	updateLabels       updateLabels
}

// pairLabels are the keys of what the fields for the configured pair are called; pairFields are their names in the form.
type (
	pairLabels struct{ Username, Password string }
	pairFields struct{ Username, Password string }
)

// updateLabels are the keys of what the settings for firmware are called.
type updateLabels struct{ File, Profile, Firmware string }

// newerLabels are the words of Maxwell and of the newer text about the N510. [W-mx] [W-dig]
var newerLabels = pairLabels{"pair.username.newer", "pair.password.newer"}

// labelsOfPair are the words of the specification [SEED], and those of the newer families [W-mx].
func labelsOfPair(m *model.Model) pairLabels {
	if m.Dialect == model.Provisioning {
		return newerLabels
	}
	return pairLabels{"pair.username", "pair.password"}
}

// underSettings is the page for the configured pair by the newer text about the N510 [W-dig], and perhaps on the Nx70 class.
var underSettings = []string{"Settings", "Security"}

// wordsOf are the words of a model, whose switches stand as setting says.
func wordsOf(m *model.Model, setting func(name string) string) words {
	w := words{
		pair: m.WebMenu, certificates: []string{"Settings", "Security Settings", "Certificates"},
		pairLabels: labelsOfPair(m), pairFields: pairFields{"http_digest_username", "http_digest_password"},
		updateLabels: updateLabels{"update.file", "checks.profile", "checks.firmware"},
	}
	if setting("menu-words") == "wiki" {
		w.pair, w.pairLabels = underSettings, newerLabels
	}
	if setting("security-page") == "settings" {
		w.pair = underSettings
	}
	if setting("certificate-page") == "management" {
		w.certificates = []string{"Settings", "Management", "Certificates"}
	}
	if begin := setting("pair-fields"); begin != "" {
		w.pairFields = pairFields{begin + "_username", begin + "_password"}
	}
	if setting("update-words") == "items" {
		w.updateLabels = updateLabels{"items.file", "items.profile", "items.firmware"}
	}
	return w
}
