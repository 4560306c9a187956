package webui

import (
	"net/http"
	"slices"
	"strings"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// A handler answers one method at one place. It may set headers; the reply is written for it.
type handler func(u *ui, w http.ResponseWriter, r *http.Request, v *visit) reply

// A place is an address of the web interface.
type place struct {
	path string
	// trail is the way through the menu, in English; the menu does not show a place that is out of it.
	trail     []string
	outOfMenu bool
	// open places need no login.
	open bool
	// upload says that one of its forms sends a document.
	upload bool
	// shown says whether the phone has the page at the moment; nil is always.
	shown     func(emulator.State) bool
	get, post handler
}

// The addresses of the device. [R-wazo] Where no source has one it is made of the words of the menu in the same way.
// (uncertain)
const (
	pathLogin      = "/login.html"
	pathLogout     = "/logout.html"
	pathAdvice     = "/security_advice.html"
	pathHome       = "/home.html"
	pathDevice     = "/status_device.html"
	pathVoIP       = "/settings_telephony_voip.html"
	pathLines      = "/settings_telephony_connections.html"
	pathMailboxes  = "/settings_telephony_network_mailboxes.html"
	pathAssignment = "/settings_telephony_number_assignment.html"
	pathTime       = "/settings_management_date_n_time.html"
	pathServices   = "/settings_services_info_services.html"
	pathHandsets   = "/settings_mobile_devices_administration.html"
	pathLineScript = "/scripts/settings_telephony_voip_multi.js"

	pathFace     = "/phone.html"
	pathAttempts = "/status_provisioning.html"
	pathSettings = "/status_stored_settings.html"
	pathRestart  = "/settings_management_restart_n_reset.html"
)

// placesOf lists the places of a model in the order of the menu, with the addresses of the C610.
func placesOf(m *model.Model, w words) []place {
	legacy := func(emulator.State) bool { return m.Dialect != model.Provisioning }
	update := provisioningPlace(m)
	all := []place{
		{path: "/{$}", outOfMenu: true, get: toHome},
		{path: pathLogin, outOfMenu: true, open: true, get: showLogin, post: login},
		{path: pathLogout, outOfMenu: true, open: true, get: logout},
		{path: pathAdvice, outOfMenu: true, get: showAdvice, post: takeAdvice},
		{path: "/language.html", outOfMenu: true, open: true, get: toHome, post: chooseLanguage},
		{path: pathHome, trail: []string{"Home"}, get: home},
		{path: pathFace, trail: []string{"Phone"}, shown: hasDisplay, get: showFace, post: pressKey},
		{path: pathDevice, trail: []string{"Status", "Device"}, get: device},
		{path: pathAttempts, trail: []string{"Status", "Provisioning"}, get: attempts},
		{path: pathSettings, trail: []string{"Status", "Stored settings"}, get: settings},
		{path: update.path(), trail: update.trail, upload: update.upload, get: showUpdate, post: takeUpdate},
		{path: pathRestart, trail: []string{"Settings", "Management", "Restart & Reset"}, get: showRestart, post: takeRestart},
		{path: menuPath(w.pair), trail: w.pair, shown: hasPair, get: showPair, post: takePair},
		{path: menuPath(w.certificates), trail: w.certificates, upload: true, shown: takesCertificates, get: showCertificates, post: takeCertificate},
		{path: pathLines, trail: []string{"Settings", "Telephony", "Connections"}, get: lines, post: unchanged(pathLines)},
		{path: pathVoIP, trail: []string{"Settings", "Telephony", "Connection"}, outOfMenu: true, get: showLine, post: takeLine},
		{path: pathMailboxes, trail: []string{"Settings", "Telephony", "Network mailboxes"}, shown: legacy, get: mailboxes, post: unchanged(pathMailboxes)},
		{path: pathAssignment, trail: []string{"Settings", "Telephony", "Number Assignment"}, shown: legacy, get: assignment, post: unchanged(pathAssignment)},
		{path: pathHandsets, trail: []string{"Settings", "Mobile devices", "Administration"}, shown: hasHandsets, get: handsets},
		{path: pathTime, trail: []string{"Settings", "Management", "Date & Time"}, shown: legacy, get: clock, post: unchanged(pathTime)},
		{path: pathServices, trail: []string{"Settings", "Services", "Info Services"}, shown: legacy, get: services, post: unchanged(pathServices)},
		{path: pathLineScript, outOfMenu: true, shown: legacy, get: lineScript},
	}
	return slices.DeleteFunc(all, place.nameless)
}

// nameless places are those that the model has no words for: they are not there.
func (p place) nameless() bool { return !p.outOfMenu && len(p.trail) == 0 }

// menuPath makes an address of the words of a menu, as those of the device are made: in lower case, joined by underscores,
// with n for the sign that joins two words.
func menuPath(words []string) string {
	path := strings.ToLower(strings.Join(words, "_"))
	path = strings.ReplaceAll(path, " & ", "_n_")
	path = strings.NewReplacer(" ", "_", "-", "_").Replace(path)
	return "/" + path + ".html"
}

func hasPair(s emulator.State) bool { return s.PairPage }

// hasHandsets says whether the phone is a base with that page. [W-md]
func hasHandsets(s emulator.State) bool { return s.Model.Handsets != "" }

func hasDisplay(s emulator.State) bool { return s.Model.Display.Lines > 0 }

// toHome leads from the bare address to the first page.
func toHome(*ui, http.ResponseWriter, *http.Request, *visit) reply { return reply{redirect: pathHome} }
