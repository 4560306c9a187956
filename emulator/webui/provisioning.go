package webui

import (
	"net/http"

	"github.com/offhook/offhook/model"
)

// An updatePlace is where a model has the data server and the button that asks it.
type updatePlace struct {
	trail []string
	// server and button are the keys of their labels.
	server, button string
	// upload says that a document may be given to the phone there. [W-n870]
	upload bool
}

// updatePlaces are those places by the kind of documents. [W-files] [W-n870] [W-gap]; Maxwell as the Nx70 class (uncertain)
var updatePlaces = map[model.Dialect]updatePlace{
	model.ProviderFrame: {trail: []string{"Settings", "Management", "Firmware update"}, server: "dataserver", button: "start.update"},
	model.Provisioning:  {trail: []string{"Settings", "System", "Provisioning and Configuration"}, server: "server.provisioning", button: "start.auto", upload: true},
}

func provisioningPlace(m *model.Model) updatePlace { return updatePlaces[m.Dialect] }

func (p updatePlace) path() string { return menuPath(p.trail) }

// The fields of the page for the data server. Those of the device are not known. (unknown)
const (
	fieldDataServer = "data_server"
	fieldCode       = "autocode"
	fieldAction     = "action"
)

// updateBody is the data of the page for the data server.
type updateBody struct {
	DataServer, Factory, Server, Button string
	Limit                               int
	Code, Upload                        bool
	firmwareBody
}

func showUpdate(u *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("update", updateBodyOf(u, v))
}

func updateBodyOf(u *ui, v *visit) updateBody {
	m := v.state.Model
	place := provisioningPlace(m)
	return updateBody{
		DataServer: v.state.DataServer, Factory: m.DataServer, Server: v.lang.text(place.server), Button: v.lang.text(place.button),
		Limit: u.phone.DataServerLimit(), Code: m.ActivationCode, Upload: place.upload, firmwareBody: firmwareBodyOf(u, v),
	}
}

// updateForms are the forms of the page by their action, beside that of the data server.
var updateForms = map[string]handler{
	"start": pressStart, "code": takeCode, "upload": takeUpload, "firmware": pressFirmware, "file": takeFirmwareFile, "checks": takeChecks,
}

// takeUpdate does what a form of the page asks for.
func takeUpdate(u *ui, w http.ResponseWriter, r *http.Request, v *visit) reply {
	if form := updateForms[r.PostForm.Get(fieldAction)]; form != nil {
		return form(u, w, r, v)
	}
	body := updateBodyOf(u, v)
	body.DataServer = r.PostForm.Get(fieldDataServer)
	if err := u.phone.EnterDataServer(body.DataServer); err != nil {
		return shown("update", body).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("server.saved"))
}

// pressStart presses the button that asks the data server.
func pressStart(u *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	u.phone.PressStart()
	return done(pathAttempts, v.lang.text("start.started"))
}

// takeCode stores the activation code.
func takeCode(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	if err := u.phone.EnterActivationCode(r.PostForm.Get(fieldCode)); err != nil {
		return shown("update", updateBodyOf(u, v)).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("code.saved"))
}

// takeUpload gives the document of the form to the phone. [W-n870]
func takeUpload(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	document, ok := uploaded(r)
	if !ok || !provisioningPlace(v.state.Model).upload {
		return shown("update", updateBodyOf(u, v)).refused(v.lang.text("upload.none"))
	}
	u.phone.Upload(document)
	return done(pathAttempts, v.lang.text("upload.taken"))
}

func showRestart(*ui, http.ResponseWriter, *http.Request, *visit) reply { return shown("restart", nil) }

// takeRestart takes the power away, or erases the memory of those who confirm it.
func takeRestart(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	switch {
	case r.PostForm.Get(fieldAction) == "restart":
		u.phone.PowerCycle()
		return done(pathHome, v.lang.text("restart.done"))
	case r.PostForm.Get(fieldAction) == "reset" && r.PostForm.Get("confirm") != "":
		u.phone.FactoryReset()
		return done(pathHome, v.lang.text("reset.done"))
	}
	return shown("restart", nil).refused(v.lang.text("reset.unconfirmed"))
}
