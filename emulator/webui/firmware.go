package webui

import (
	"net/http"

	"github.com/offhook/offhook/model"
)

// The fields of the forms for firmware. Those of the device are not known. (unknown)
const (
	fieldFirmwareFile = "user_firmware"
	fieldAutoProfile  = "auto_profile"
	fieldAutoFirmware = "auto_firmware"
)

// firmwareBody is the part of the page for the data server that is about firmware. [W-fw] [W-fw2]
type firmwareBody struct {
	// Firmware says that there is a button that looks for it; File that there is a user-defined file, which FirmwareFile is.
	Firmware, File bool
	FirmwareFile   string
	// Checks says that there are settings for automatic checks.
	Checks, AutoProfile, AutoFirmware bool
	Labels                            updateLabels
}

func firmwareBodyOf(u *ui, v *visit) firmwareBody {
	m := v.state.Model
	body := firmwareBody{Firmware: m.Dialect == model.ProviderFrame, File: m.Update.UserItem != "", Labels: u.words.updateLabels}
	if body.File {
		body.FirmwareFile, _ = v.stored(m.Update.UserItem)
	}
	if len(m.AutoProfileItems) > 0 && len(m.AutoFirmwareItems) > 0 {
		body.Checks, body.AutoProfile, body.AutoFirmware = true, v.checks(m.AutoProfileItems[0]), v.checks(m.AutoFirmwareItems[0])
	}
	return body
}

// stored is what the memory has of an item.
func (v *visit) stored(item string) (string, bool) {
	for _, e := range v.state.Settings {
		if e.Item == item && !e.Secret {
			return e.Value, true
		}
	}
	return "", false
}

// checks reports whether a check is on: it is until somebody switches it off.
func (v *visit) checks(item string) bool {
	text, ok := v.stored(item)
	return !ok || value{Text: text}.On()
}

// pressFirmware presses the button that looks for firmware. [W-fw]
func pressFirmware(u *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	u.phone.PressUpdateFirmware()
	return done(pathAttempts, v.lang.text("start.started"))
}

// takeFirmwareFile stores the address of the user-defined firmware file. [W-fw2]
func takeFirmwareFile(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	body := updateBodyOf(u, v)
	body.FirmwareFile = r.PostForm.Get(fieldFirmwareFile)
	if err := u.phone.EnterFirmwareFile(body.FirmwareFile); err != nil {
		return shown("update", body).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("update.file.saved"))
}

// takeChecks stores the settings for automatic checks. [W-fw2]
func takeChecks(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	err := u.phone.EnterAutomaticChecks(r.PostForm.Get(fieldAutoProfile) != "", r.PostForm.Get(fieldAutoFirmware) != "")
	if err != nil {
		return shown("update", updateBodyOf(u, v)).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("checks.saved"))
}
