package main

import (
	"cmp"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// lineView is a line as the commands show it, without its password.
type lineView struct {
	// Line is its number, or the IPUI of its handset.
	Line     string        `json:"line"`
	Number   string        `json:"number"`
	Name     string        `json:"name"`
	AuthName string        `json:"auth_name"`
	Password digest.Secret `json:"password"`
	Label    string        `json:"label,omitempty"`
	// Active is null where the document does not say.
	Active    *bool           `json:"active"`
	Server    string          `json:"server"`
	Registrar string          `json:"registrar"`
	Domain    string          `json:"domain"`
	Proxy     string          `json:"proxy,omitempty"`
	ProxyMode string          `json:"proxy_mode,omitempty"`
	Transport string          `json:"transport,omitempty"`
	Codecs    []provdoc.Codec `json:"codecs,omitempty"`
	// Handsets ring for the line; Send call out over it.
	Handsets []handsetView `json:"handsets,omitempty"`
	Send     []int         `json:"send,omitempty"`
	// AccessCode is what registers the handset.
	AccessCode digest.Secret `json:"access_code,omitzero"`
	// Provider is the index of a provider that other lines may share.
	Provider *int `json:"provider,omitempty"`
}

type handsetView struct {
	Handset int    `json:"handset"`
	Name    string `json:"name,omitempty"`
}

// linesOf finds the lines in what the phone gets: in the values of the device and its layers, or in the document of its own.
func linesOf(layers *provision.Layers, d *inventory.Device) ([]lineView, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, err
	}
	settings, err := allEntries(layers, d)
	if err != nil {
		return nil, err
	}
	if d.Document != nil {
		settings = documentEntries(m, d.Document)
	}
	accounts, err := provdoc.AccountsOf(m, settings)
	if err != nil {
		return nil, err
	}
	names := map[int]string{}
	for _, handset := range provdoc.HandsetsOf(m, settings) {
		names[handset.Index] = handset.Name
	}
	views := make([]lineView, len(accounts))
	for i, a := range accounts {
		views[i] = viewLine(a, names)
	}
	return views, nil
}

// documentEntries are the settings that a document makes.
func documentEntries(m *model.Model, data []byte) []provdoc.Entry {
	document, _ := provdoc.Parse(data)
	settings, _ := document.Settings(m, nil)
	entries := make([]provdoc.Entry, len(settings))
	for i, s := range settings {
		entries[i] = provdoc.Entry{Name: s.Item, Value: s.Value}
	}
	return entries
}

// lineName is how a line is called.
func lineName(a provdoc.Account) string { return cmp.Or(a.IPUI, strconv.Itoa(a.Index)) }

func viewLine(a provdoc.Account, names map[int]string) lineView {
	v := lineView{
		Line: lineName(a), Number: a.Number, Name: a.Name, AuthName: a.AuthName, Password: a.Password, Label: a.Label, Active: a.Active,
		Server: showEndpoint(a.Provider.Server), Registrar: showEndpoint(a.Provider.Registrar), Domain: a.Provider.Domain,
		Proxy: showEndpoint(a.Provider.Proxy), ProxyMode: string(a.Provider.ProxyMode), Transport: string(a.Provider.Transport),
		Codecs: a.Codecs, Send: a.Send, AccessCode: a.AccessCode, Provider: a.Shared,
	}
	for _, handset := range a.Receive {
		v.Handsets = append(v.Handsets, handsetView{handset, names[handset]})
	}
	return v
}

func showEndpoint(e provdoc.Endpoint) string {
	if e.Port == 0 {
		return e.Host
	}
	return net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
}

// printLines writes lines as a table or as JSON.
func printLines(cmd *cobra.Command, lines []lineView, asJSON bool) error {
	out := newTable(cmd.OutOrStdout(), "LINE", "NUMBER", "NAME", "USER NAME", "PASSWORD", "SERVER", "REGISTRAR", "DOMAIN", "PROXY", "HANDSETS", "STATE")
	for _, v := range lines {
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), v)
		} else {
			err = out.row(v.Line, v.Number, v.Name, v.AuthName, v.Password.String(), v.Server, v.Registrar, v.Domain, v.Proxy, v.handsets(), v.state())
		}
		if err != nil {
			return err
		}
	}
	return out.flush()
}

// handsets are the handsets for a person: 1,2=Hall.
func (v lineView) handsets() string {
	words := make([]string, len(v.Handsets))
	for i, h := range v.Handsets {
		words[i] = strconv.Itoa(h.Handset)
		if h.Name != "" {
			words[i] += "=" + h.Name
		}
	}
	return strings.Join(words, ",")
}

func (v lineView) state() string {
	switch {
	case v.Active == nil:
		return ""
	case *v.Active:
		return "active"
	}
	return "inactive"
}
