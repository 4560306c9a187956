package webui

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// lineFields are the values of a connection. [R-wazo] [R-haphone] [W-xml] [R-clearvox]
var lineFields = []field{
	{"account_name", "account.name", []shape{"BS_IP_Data1.aucS_SIP_ACCOUNT_NAME~", "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_#", "S_SIP_ACCOUNT_NAME_#", "SIP.Account.@.DisplayName", "SipAccount.*.DisplayName"}},
	{"sip_login_id", "field.login", []shape{"BS_IP_Data3.aucS_SIP_LOGIN_ID~", "BS_VOIP_Data.astVoipAccounts[@].aucS_SIP_LOGIN_ID", "S_SIP_LOGIN_ID_#", "SIP.Account.@.AuthName", "SipAccount.*.AuthName"}},
	{"sip_password", "field.password", []shape{"BS_IP_Data1.aucS_SIP_PASSWORD~", "BS_VOIP_Data.astVoipAccounts[@].aucS_SIP_PASSWORD", "S_SIP_PASSWORD_#", "SIP.Account.@.AuthPassword", "SipAccount.*.AuthPassword"}},
	{"sip_password_2", "field.password2", []shape{"BS_IP_Data1.aucS_SIP_PASSWORD~", "BS_VOIP_Data.astVoipAccounts[@].aucS_SIP_PASSWORD", "S_SIP_PASSWORD_#", "SIP.Account.@.AuthPassword", "SipAccount.*.AuthPassword"}},
	{"sip_user_id", "field.user", []shape{"BS_IP_Data1.aucS_SIP_USER_ID~", "BS_VOIP_Data.astVoipAccounts[@].aucS_SIP_USER_ID", "S_SIP_USER_ID_#", "SIP.Account.@.Username", "SipAccount.*.UserName"}},
	{"sip_display_name", "field.display", []shape{"BS_IP_Data1.aucS_SIP_DISPLAYNAME~", "BS_VOIP_Data.astVoipAccounts[@].aucS_SIP_DISPLAYNAME", "S_SIP_DISPLAYNAME_#"}},
	{"sip_domain", "field.domain", []shape{"BS_IP_Data1.aucS_SIP_DOMAIN~", "S_SIP_DOMAIN_#", "SIP.Account.@.Domain"}},
	{"sip_server", "field.server", []shape{"BS_IP_Data1.aucS_SIP_SERVER~", "S_SIP_SERVER_#", "SIP.Account.@.ProxyServer.Address"}},
	{"sip_server_port", "field.server.port", []shape{"BS_IP_Data1.uiI_SIP_SERVER_PORT~", "I_SIP_SERVER_PORT_#", "SIP.Account.@.ProxyServer.Port"}},
	{"sip_registrar", "field.registrar", []shape{"BS_IP_Data1.aucS_SIP_REGISTRAR~", "S_SIP_REGISTRAR_#", "SIP.Account.@.RegistrationServer.Address"}},
	{"sip_registrar_port", "field.registrarport", []shape{"BS_IP_Data1.uiI_SIP_REGISTRAR_PORT~", "I_SIP_REGISTRAR_PORT_#", "SIP.Account.@.RegistrationServer.Port"}},
	{"active", "account.active", []shape{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_#", "BS_VOIP_Data.astVoipAccounts[@].ucB_SIP_ACCOUNT_IS_ACTIVE_1", "B_SIP_ACCOUNT_IS_ACTIVE_#", "SIP.Account.@.Active"}},
}

// maxLines is the number of connections of the model that has most. [R-wazo]
const maxLines = 100

// lines lists the connections that documents have set up.
func lines(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("lines", recordsOf(lineFields, v.state.Settings))
}

// A line is the data of the page of one connection.
type line struct {
	record
	Number int
	Code   bool
}

// lineOf finds the connection that the address names by id, from 0. One that nobody has set up is blank, as on the device.
func lineOf(r *http.Request, v *visit) (line, bool) {
	id := r.URL.Query().Get("id")
	if id == "" {
		id = "0"
	}
	n, err := strconv.Atoi(id)
	if err != nil || n < 0 || n >= maxLines {
		return line{}, false
	}
	known := recordsOf(lineFields, v.state.Settings)
	if i := slices.IndexFunc(known, func(r record) bool { return r.ID == n }); i >= 0 {
		return line{known[i], n + 1, v.state.Model.ActivationCode}, true
	}
	return line{record{ID: n, Values: blank(lineFields)}, n + 1, v.state.Model.ActivationCode}, true
}

func showLine(_ *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	l, ok := lineOf(r, v)
	if !ok {
		return problem(http.StatusNotFound, v.lang.text("error.missing"))
	}
	return shown("line", l)
}

// takeLine takes the activation code, and with go_profile starts the configuration, which is what the button beside the
// code does (uncertain). The other fields of the form are a document's to set.
func takeLine(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	l, ok := lineOf(r, v)
	if !ok {
		return problem(http.StatusNotFound, v.lang.text("error.missing"))
	}
	here := pathVoIP + "?id=" + strconv.Itoa(l.ID)
	notice := v.lang.text("document.unchanged")
	if code := r.PostForm.Get(fieldCode); code != "" {
		if err := u.phone.EnterActivationCode(code); err != nil {
			return shown("line", l).refused(v.refusal(u, err))
		}
		notice = v.lang.text("code.saved")
	}
	if r.PostForm.Get("go_profile") == "1" {
		u.phone.PressStart()
		return done(pathAttempts, v.lang.text("start.started"))
	}
	return done(here, notice)
}

// unchanged answers a form whose values a document sets.
func unchanged(path string) handler {
	return func(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
		return done(path, v.lang.text("document.unchanged"))
	}
}

// mailboxFields, nameFields, sendFields and timeFields are the values of the pages of those names. [R-wazo]
var (
	mailboxFields = []field{
		{"ad_number", "mailbox.number", []shape{"BS_IP_Data1.aucS_VOIP_NET_AM_NUMBER_#", "BS_VOIP_Data.astVoipAccounts[@].aucS_VOIP_NET_AM_NUMBER_1", "S_VOIP_NET_AM_NUMBER_#"}},
		{"ad_active", "account.active", []shape{"BS_IP_Data1.ucB_VOIP_NET_AM_ENABLED_#", "BS_VOIP_Data.astVoipAccounts[@].ucB_VOIP_NET_AM_ENABLED_1", "B_VOIP_NET_AM_ENABLED_#"}},
	}
	nameFields = []field{{"name", "assignment.handset", []shape{"BS_AE_Subscriber.stMtDat[@].aucTlnName"}}}
	sendFields = []field{{"send", "assignment.send", []shape{"BS_Accounts.astAccounts[@].uiSendMask"}}}
	timeFields = []field{
		{"use_ntp", "time.ntp", []shape{"BS_IP_Data1.ucB_TIME_USE_AUTOMATIC_NTP_SYN", "BS_IP_Data.ucB_TIME_USE_AUTOMATIC_NTP_SYN"}},
		{"timeserver", "time.server", []shape{"BS_IP_Data1.aucS_TIME_NTP_SERVER", "BS_IP_Data.aucS_TIME_NTP_SERVER"}},
		{"use_dst", "time.dst", []shape{"BS_IP_Data1.ucB_TIME_USE_AUTOMATIC_DST", "BS_IP_Data.ucB_TIME_USE_AUTOMATIC_DST"}},
		{"country", "time.country", []shape{"BS_IP_Data1.uiI_TIME_COUNTRY", "BS_IP_Data.uiI_TIME_COUNTRY"}},
		{"timezone", "time.zone", []shape{"BS_IP_Data1.uiI_TIME_TIMEZONE", "BS_IP_Data.uiI_TIME_TIMEZONE"}},
	}
)

func mailboxes(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("mailboxes", recordsOf(mailboxFields, v.state.Settings))
}

// A handset is the data of one line of the page for number assignment: over which connections it calls out.
type handset struct {
	ID, Number int
	Name       string
	Send       []int
}

// assignment shows over which connections each handset calls out. A connection has a mask with a bit for each handset.
// [R-wazo]
func assignment(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	handsets := map[int]*handset{}
	at := func(id int) *handset {
		if handsets[id] == nil {
			handsets[id] = &handset{ID: id, Number: id + 1}
		}
		return handsets[id]
	}
	for _, r := range recordsOf(nameFields, v.state.Settings) {
		at(r.ID).Name = r.Values[0].Text
	}
	for _, r := range recordsOf(sendFields, v.state.Settings) {
		mask, _ := strconv.ParseUint(r.Values[0].Text, 0, 16) // what is no mask has no handset
		for id := range 16 {
			if mask&(1<<id) != 0 {
				at(id).Send = append(at(id).Send, r.ID+1)
			}
		}
	}
	var list []handset
	for _, id := range slices.Sorted(maps.Keys(handsets)) {
		list = append(list, *handsets[id])
	}
	return shown("assignment", list)
}

func clock(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	known := recordsOf(timeFields, v.state.Settings)
	if len(known) == 0 {
		known = []record{{Values: blank(timeFields)}}
	}
	return shown("clock", known[0])
}

func services(*ui, http.ResponseWriter, *http.Request, *visit) reply { return shown("services", nil) }

// lineScript is the script in which the device tells its own page of the built-in account: 3 is switched on. [R-wazo]
// (uncertain)
func lineScript(_ *ui, w http.ResponseWriter, _ *http.Request, v *visit) reply {
	state := "0"
	for _, e := range v.state.Settings {
		if e.Item == "B_SIP_SHC_ACCOUNT_IS_ACTIVE" && (value{Text: e.Value}).On() {
			state = "3"
		}
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = io.WriteString(w, "linesSHC = [[]];\nlinesSHC[0][4]="+state+";\n") // a client that went away is no fault of ours
	return reply{}
}
