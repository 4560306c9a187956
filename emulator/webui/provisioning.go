package webui

import (
	"net/http"

	"github.com/offhook/offhook/model"
)

// An updatePlace is where a model has the data server and the button that asks it.
type updatePlace struct {
	trail []string
	// button is the key of its label.
	button string
}

// updatePlaces are those places by the kind of documents. [W-files] [W-n870] [W-gap]; Maxwell as the Nx70 class (uncertain)
var updatePlaces = map[model.Dialect]updatePlace{
	model.ProviderFrame: {[]string{"Settings", "Management", "Firmware update"}, "start.update"},
	model.Provisioning:  {[]string{"Settings", "System", "Provisioning and Configuration"}, "start.auto"},
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
	DataServer, Factory, Button string
	Limit                       int
	Code                        bool
}

func showUpdate(u *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("update", updateBodyOf(u, v, v.state.DataServer))
}

func updateBodyOf(u *ui, v *visit, dataServer string) updateBody {
	m := v.state.Model
	return updateBody{dataServer, m.DataServer, v.lang.text(provisioningPlace(m).button), u.phone.DataServerLimit(), m.ActivationCode}
}

// takeUpdate stores the data server or the activation code, or presses the button.
func takeUpdate(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	switch r.PostForm.Get(fieldAction) {
	case "start":
		u.phone.PressStart()
		return done(pathAttempts, v.lang.text("start.started"))
	case "code":
		if err := u.phone.EnterActivationCode(r.PostForm.Get(fieldCode)); err != nil {
			return shown("update", updateBodyOf(u, v, v.state.DataServer)).refused(v.refusal(u, err))
		}
		return done(r.URL.Path, v.lang.text("code.saved"))
	}
	server := r.PostForm.Get(fieldDataServer)
	if err := u.phone.EnterDataServer(server); err != nil {
		return shown("update", updateBodyOf(u, v, server)).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("server.saved"))
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
