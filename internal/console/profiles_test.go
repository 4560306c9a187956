package console

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

func TestPageOfProfiles(t *testing.T) {
	t.Parallel()
	h, st, mac := layered(t)
	page := ask(h, "GET", "/profiles").Body.String()
	wants(t, "layers", page, []string{
		"All documents are up to date.", `<tr id="profile-lobby">`, "&lt;i&gt;front&lt;/i&gt;", `<tr id="site-berlin">`, `<tr id="global-">`,
		`<td data-label="Models">N510</td>`, `<td data-label="Devices" class="number">1</td>`,
	}, []string{canary, "<i>", "flash", "changes too often", "<progress", "http-equiv"})
	for _, standard := range provision.Standard() {
		wants(t, "built-in profiles", page, []string{"<b>" + standard.Name + `</b> <span class="tag">built in</span>`}, nil)
	}
	fetch(t, st, mac, time.Now())
	set(t, st, inventory.LayerProfile, "lobby", "I_SIP_SERVER_PORT", "5062")
	wants(t, "after a change", ask(h, "GET", "/profiles").Body.String(), []string{
		"1 of 1 documents are being made anew.", `<progress id="renewal" max="1" value="0">`,
	}, []string{"up to date", canary})
	fetch(t, st, mac, time.Now())
	wants(t, "after the document was made", ask(h, "GET", "/profiles").Body.String(), []string{"All documents are up to date."}, []string{"<progress"})
}

func TestPageOfProfilesWarnsOfWear(t *testing.T) {
	t.Parallel()
	_, st, _ := layered(t)
	now := time.Now()
	h, err := New(Config{
		Store: st, Publisher: publisherOf(st), Ready: func(context.Context) error { return nil }, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	const (
		daily   = "Profile lobby changed 2 times in the last 24 hours: each change writes the flash of its phone; collect changes and make them once a day."
		warning = "Profile lobby changed 8 times in the last seven days: each change writes the flash of its phone; collect changes and make them once a day."
	)
	for n := range inventory.WearDays + 1 {
		switch n {
		case 0, 1:
			wants(t, fmt.Sprintf("after %d changes", n), ask(h, "GET", "/profiles").Body.String(), nil, []string{"flash", "too often"})
		case 2:
			wants(t, "after 2 changes", ask(h, "GET", "/profiles").Body.String(), []string{daily}, nil)
		}
		set(t, st, inventory.LayerProfile, "lobby", "I_SIP_SERVER_PORT", fmt.Sprint(5060+n))
	}
	page := ask(h, "GET", "/profiles").Body.String()
	wants(t, "after 8 changes", page, []string{warning, `<b>lobby</b> <span class="reason look">changes too often</span>`}, nil)
	if n := strings.Count(page, "too often"); n != 1 {
		t.Errorf("%d layers change too often, want 1", n)
	}
	now = now.Add(48 * time.Hour)
	wants(t, "two days later", ask(h, "GET", "/profiles").Body.String(), []string{warning}, nil)
	now = now.Add(inventory.WearWindow)
	wants(t, "a week later", ask(h, "GET", "/profiles").Body.String(), nil, []string{"flash", "too often"})
}

func TestPageOfProfilesNamesFaultyDevices(t *testing.T) {
	t.Parallel()
	_, st, _ := layered(t)
	h, err := New(Config{
		Store: st, Publisher: publisherOf(st), Ready: func(context.Context) error { return nil }, Logger: slog.New(slog.DiscardHandler),
		Faults: func() Faults { return Faults{Count: 1200, First: []model.MAC{mac(1), mac(2)}} },
	})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "with faults", ask(h, "GET", "/profiles").Body.String(), []string{
		"those of 1,200 devices would have had an error", `<a href="/device?mac=7C2F80000001"><code>7C2F80000001</code></a>, <a href="/device?mac=7C2F80000002">`,
	}, nil)
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1200: "1,200", 100000: "100,000", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q, want %q", n, got, want)
		}
	}
}
