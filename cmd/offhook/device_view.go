package main

import (
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// deviceView is a device as the commands show it, without its secrets.
type deviceView struct {
	MAC                string           `json:"mac"`
	Model              string           `json:"model"`
	Firmware           string           `json:"firmware"`
	Enabled            bool             `json:"enabled"`
	Accept             inventory.Accept `json:"accept"`
	IntegratedPassword string           `json:"integrated_password"`
	Username           string           `json:"username"`
	Password           string           `json:"password"`
	// PairForm is empty where the document sets the pair in the form of the model.
	PairForm model.PairForm `json:"pair_form"`
	// Redirect is where the phone is sent instead, empty for nowhere; values that may be secrets are redacted.
	Redirect         string `json:"redirect"`
	RedirectUsername string `json:"redirect_username"`
	RedirectPassword string `json:"redirect_password"`
	// Site and Profile are empty for none.
	Site    string `json:"site"`
	Profile string `json:"profile"`
	// Name and Comment are what people call it, and what they should know of it.
	Name    string `json:"name"`
	Comment string `json:"comment"`
	// Version is the minute of the document's VERSION.
	Version  time.Time `json:"version"`
	Revision int64     `json:"revision"`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
}

func viewDevice(d *inventory.Device) deviceView {
	return deviceView{
		MAC: d.MAC.String(), Name: d.Name, Comment: d.Comment,
		Model: d.Model, Firmware: d.Firmware, Enabled: d.Enabled, Accept: d.Accept,
		IntegratedPassword: redacted(d.Integrated), Username: d.Username, Password: redacted(d.Configured), PairForm: d.PairForm,
		Redirect: provision.Presentable(d.Redirect.URL), RedirectUsername: d.Redirect.Username, RedirectPassword: redacted(d.Redirect.Password),
		Site: d.Site, Profile: d.Profile, Version: d.Version, Revision: d.Revision, Created: d.Created, Updated: d.Updated,
	}
}

// redacted tells a secret that is there from one that is not.
func redacted(s digest.Secret) string {
	if s.IsZero() {
		return ""
	}
	return "[redacted]"
}

// deviceDetail is what device show adds.
type deviceDetail struct {
	deviceView
	// Settings are the device's own values, Values those that it gets in all.
	Settings []settingView `json:"settings"`
	Values   []valueView   `json:"values"`
	// DocumentBytes is the size of the document that the phone gets; Generated tells whose it is.
	DocumentBytes int  `json:"document_bytes"`
	Generated     bool `json:"generated"`
}

// valueView is a value with where it comes from.
type valueView struct {
	settingView
	From string      `json:"from"`
	Over []valueView `json:"over"`
}

// viewValues shows the values that may be shown.
func viewValues(values []provision.Value) []valueView {
	views := make([]valueView, len(values))
	for i, v := range values {
		views[i] = valueView{viewSetting(inventory.Setting{Item: v.Item, Value: v.Value, Raw: v.Raw}), v.From, viewValues(v.Over)}
	}
	return views
}

// line is "set: ITEM=VALUE, from profile lobby, over global VALUE".
func (v *valueView) line() string {
	line := "set:                 " + v.settingView.line()
	if v.From != provision.OriginDevice || len(v.Over) > 0 {
		line += "  (" + v.From
		for _, o := range v.Over {
			line += ", over " + o.From + ": " + o.Value
		}
		line += ")"
	}
	return line
}

type settingView struct {
	Item  string `json:"item"`
	Value string `json:"value"`
	// Raw says that it is written as it stands, as the catalogue does not have it for the model.
	Raw bool `json:"raw,omitempty"`
}

// line is "ITEM=VALUE", and says what is raw.
func (v settingView) line() string {
	if v.Raw {
		return v.Item + "=" + v.Value + "  (raw)"
	}
	return v.Item + "=" + v.Value
}

// viewSettings shows the values that may be shown.
func viewSettings(settings []inventory.Setting) []settingView {
	views := make([]settingView, len(settings))
	for i, s := range settings {
		views[i] = viewSetting(s)
	}
	return views
}

func viewSetting(s inventory.Setting) settingView {
	return settingView{s.Item, provdoc.Shown(s.Item, s.Value), s.Raw}
}

// eventView is an event as the commands show it. MAC is empty when the request
// named no device.
type eventView struct {
	ID        string           `json:"id"`
	Time      time.Time        `json:"time"`
	MAC       string           `json:"mac"`
	Reason    inventory.Reason `json:"reason"`
	Sentence  string           `json:"sentence"`
	Status    int              `json:"status"`
	Method    string           `json:"method"`
	Target    string           `json:"target"`
	Source    string           `json:"source"`
	UserAgent string           `json:"user_agent"`
	User      string           `json:"user"`
	TLS       bool             `json:"tls"`
	Bytes     int              `json:"bytes"`
}

func viewEvent(e *inventory.Event) eventView {
	mac := ""
	if !e.MAC.IsZero() {
		mac = e.MAC.String()
	}
	return eventView{
		ID: e.ID, Time: e.Time, MAC: mac, Reason: e.Reason, Sentence: e.Sentence,
		Status: e.Status, Method: e.Method,
		Target: e.Target, Source: e.Source, UserAgent: e.UserAgent, User: e.User, TLS: e.TLS, Bytes: e.Bytes,
	}
}
