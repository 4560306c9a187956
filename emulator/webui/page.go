package webui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/offhook/offhook/emulator"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the templates by name, each with the frame and the parts.
var pages = sync.OnceValue(func() map[string]*template.Template {
	frame := template.Must(template.New("frame").ParseFS(templateFiles, "templates/_*.html"))
	names, err := fs.Glob(templateFiles, "templates/[a-z]*.html")
	if err != nil {
		panic("webui: " + err.Error())
	}
	all := map[string]*template.Template{}
	for _, name := range names {
		all[strings.TrimSuffix(path.Base(name), ".html")] = template.Must(template.Must(frame.Clone()).ParseFS(templateFiles, name))
	}
	return all
})

// A page is the data of a template: the frame, and in Body what is of this page alone. It has no field that could hold a
// secret.
type page struct {
	Lang                language
	Style, Script, Icon string
	Path, Title         string
	Trail               []string // the way through the menu to the title
	Menu                []group
	LoggedIn            bool
	State               emulator.State
	Notice, Problem     string
	Body                any
	now                 time.Time
	addresses           addresses
}

// A group is a part of the menu, without a name for what stands at the top.
type group struct {
	Name  string
	Links []link
}

// A link leads to a place. Here says that it is the page that shows it.
type link struct {
	Path, Text string
	Here       bool
}

// write answers a visit.
func (u *ui) write(w http.ResponseWriter, r *http.Request, v *visit, a reply) {
	switch {
	case w.Header().Get("Content-Type") != "":
		return // the handler has answered itself
	case a.redirect != "":
		if v.session != nil && a.notice != "" {
			u.sessions.change(v.session.id, func(s *session) { s.notice = a.notice })
		}
		http.Redirect(w, r, u.addresses.of(a.redirect), http.StatusSeeOther)
		return
	}
	p := u.page(r, v, a)
	var b bytes.Buffer
	if err := pages()[a.template].ExecuteTemplate(&b, "frame", p); err != nil {
		u.config.Logger.Error("page of the phone cannot be made", "page", a.template, "err", err)
		http.Error(w, v.lang.text("error.page"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.lang.Tag())
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(b.Bytes()) // a client that went away is no fault of ours
}

// page is the frame around a reply.
func (u *ui) page(r *http.Request, v *visit, a reply) *page {
	p := &page{
		Lang: v.lang, Style: u.assets.style.path, Script: u.assets.script.path, Icon: u.assets.icon.path,
		Path: r.URL.Path, Title: a.title, LoggedIn: v.session != nil, State: v.state,
		Notice: a.notice, Problem: a.problem, Body: a.body, now: u.config.Now(), addresses: u.addresses,
	}
	if v.session != nil {
		p.Menu = u.menu(v, r.URL.Path)
		if p.Notice == "" {
			p.Notice = u.sessions.takeNotice(v.session.id)
		}
	}
	for _, place := range u.places {
		if place.path == r.URL.Path && p.Title == "" && len(place.trail) > 0 {
			last := len(place.trail) - 1
			for _, word := range place.trail[:last] {
				p.Trail = append(p.Trail, v.lang.text(word))
			}
			p.Title = v.lang.text(place.trail[last])
		}
	}
	if a.template == "problem" {
		p.Title, p.Trail = v.lang.text("error.title"), nil
	}
	return p
}

// menu is the menu of the phone at this moment.
func (u *ui) menu(v *visit, here string) []group {
	groups := []group{{}}
	for _, p := range u.places {
		if p.outOfMenu || p.shown != nil && !p.shown(v.state) {
			continue
		}
		words := make([]string, len(p.trail))
		for i, word := range p.trail {
			words[i] = v.lang.text(word)
		}
		last := len(words) - 1
		name := strings.Join(words[:last], " – ")
		i := slices.IndexFunc(groups, func(g group) bool { return g.Name == name })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{Name: name})
		}
		groups[i].Links = append(groups[i].Links, link{p.path, words[last], p.path == here})
	}
	return groups
}

// T is the text of a key in the language of the page.
func (p *page) T(key string, values ...any) string { return p.Lang.text(key, values...) }

// At is the address of a page, by the one that it has on the C610.
func (p *page) At(address string) string { return p.addresses.of(address) }

// N is a count with its noun.
func (p *page) N(key string, n int) string { return p.Lang.number(key, n) }

// A moment is a time for a program and for a person.
type moment struct{ Machine, Person string }

// Moment is t in the time of this computer.
func (p *page) Moment(t time.Time) moment {
	format := "2006-01-02 15:04:05"
	if p.Lang == german {
		format = "02.01.2006 15:04:05"
	}
	return moment{t.Format(time.RFC3339), t.Format(format)}
}

// Colons is the MAC as the device writes it, AA:BB:CC:DD:EE:FF. [R-wazo]
func (p *page) Colons() string { return colons(p.State.MAC.String()) }

func colons(digits string) string {
	pairs := make([]string, 0, len(digits)/2)
	for i := 0; i+1 < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	return strings.Join(pairs, ":")
}

// English and German are the languages, for the forms.
func (p *page) English() bool { return p.Lang == english }

// Part gives a part of a page its data and the page with it.
func (p *page) Part(data any) part { return part{p, data} }

// A part is the data of a part of a page.
type part struct {
	Page *page
	Data any
}

// T is the text of a key in the language of the page.
func (p part) T(key string, values ...any) string { return p.Page.T(key, values...) }

// N is a count with its noun.
func (p part) N(key string, n int) string { return p.Page.N(key, n) }

// clockTime is minutes and seconds, 0:47.
func clockTime(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
