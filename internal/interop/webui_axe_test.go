package interop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// axe is the text of axe-core, which looks for barriers in a page. A missing
// one fails the test, as any other missing peer.
func axe(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../build/test-deps/axe.min.js")
	if err != nil {
		t.Fatalf("axe-core is missing, run scripts/install-test-deps: %v", err)
	}
	return string(text)
}

// A violation is what axe-core found.
type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

// violations runs axe-core on the page that the browser shows and returns what is serious or critical.
func violations(ctx context.Context, t *testing.T, script string) []violation {
	t.Helper()
	if evaluate[string](ctx, t, "typeof axe") == "undefined" {
		evaluate[bool](ctx, t, script+"; true")
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify({
		passes: r.passes.length,
		violations: r.violations.filter(v => v.impact === "serious" || v.impact === "critical").map(v => ({
			id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary)}))}))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("axe: %v", err)
	}
	var result struct {
		Passes     int
		Violations []violation
	}
	if err := json.Unmarshal([]byte(found), &result); err != nil {
		t.Fatal(err)
	}
	if result.Passes < 10 {
		t.Errorf("axe looked at %d rules only", result.Passes)
	}
	return result.Violations
}

// pagesOf are the addresses of a phone's pages, as its menu has them, with those that the menu leaves out.
func pagesOf(ctx context.Context, t *testing.T, base string) []string {
	t.Helper()
	do(ctx, t, "home", chromedp.Navigate(base+"/home.html"))
	list := evaluate[[]string](ctx, t, `[...new Set([...document.querySelectorAll("nav a")].map(a => a.getAttribute("href")))]`)
	return append(list, "/security_advice.html", "/settings_telephony_voip.html?id=0", "/status_stored_settings.html?filter=nothing-such", "/none.html")
}

// A screen is how a page is looked at.
type screen struct {
	scheme string
	width  int64
}

// screens are those of a language, by its number: together they are narrow and wide, each light and dark.
var screens = map[string][]screen{
	"1": {{"light", 360}, {"dark", 1400}},
	"2": {{"dark", 360}, {"light", 1400}},
}

// showsSituation says whether a page is another one while the phone does something else.
func showsSituation(path string) bool {
	for _, part := range []string{"/home.", "/phone.", "/status_provisioning.", "/status_device.", "_firmware_update.", "_provisioning_and_configuration.", "_restart_n_reset."} {
		if strings.Contains(path, part) {
			return true
		}
	}
	return false
}

// TestNoBarriersInChromium: on no page, in no situation, in neither language,
// on no screen, narrow or wide, light or dark, does axe-core find a serious or
// critical fault; nothing is wider than 360 px, and what is pressed is large
// enough for a finger.
func TestNoBarriersInChromium(t *testing.T) {
	t.Parallel()
	script := axe(t)
	ctx := browser(t, 8*time.Minute)
	all := scenes(t)
	for _, s := range all {
		for _, language := range []string{"1", "2"} {
			do(ctx, t, "log in", chromedp.Navigate(s.phone.url+"/login.html?language="+language))
			look(ctx, t, script, s.name+" login", language)
			pin := s.phone.State().Model.PIN
			do(ctx, t, "log in", fill("#password", pin), click("main form .button"), visible(".tools .out"))
			look(ctx, t, script, s.name+" advice", language)
			pages := pagesOf(ctx, t, s.phone.url)
			if !s.everyPage {
				pages = slices.DeleteFunc(pages, func(p string) bool { return !showsSituation(p) })
			}
			for _, path := range pages {
				do(ctx, t, path, chromedp.Navigate(s.phone.url+path))
				look(ctx, t, script, s.name+" "+path, language)
			}
			if s.everyPage {
				refuse(ctx, t, s.phone)
				look(ctx, t, script, s.name+" refused form", language)
			}
			openMenu(ctx, t, script, s.name+" menu "+language)
			do(ctx, t, "log out", chromedp.Navigate(s.phone.url+"/logout.html"))
		}
	}
	for _, language := range []string{"1", "2"} {
		tryTooOften(ctx, t, all[0].phone, language)
		look(ctx, t, script, "too many wrong PINs", language)
	}
}

// tryTooOften enters wrong PINs until the login page says that everybody has to wait.
func tryTooOften(ctx context.Context, t *testing.T, p *touched, language string) {
	t.Helper()
	for range 10 {
		do(ctx, t, "a wrong PIN", chromedp.Navigate(p.url+"/login.html?language="+language),
			fill("#password", "9999"), click("main form .button"), visible(".problem"))
		if evaluate[int](ctx, t, `performance.getEntriesByType("navigation")[0].responseStatus`) == http.StatusTooManyRequests {
			return
		}
	}
	t.Fatal("ten wrong PINs make nobody wait")
}

// openMenu checks the menu over a narrow page.
func openMenu(ctx context.Context, t *testing.T, script, name string) {
	t.Helper()
	do(ctx, t, name, chromedp.EmulateViewport(360, 800), click(".burger"), visible("nav.menu"))
	for _, v := range violations(ctx, t, script) {
		t.Errorf("%s: %s: %s (%s)\n  %s", name, v.Impact, v.Help, v.ID, strings.Join(v.Nodes, "\n  "))
	}
}

// refuse sends a password without a user name, which leads to the page of the pair with a sentence above it.
func refuse(ctx context.Context, t *testing.T, p *touched) {
	t.Helper()
	page := evaluate[string](ctx, t, `document.querySelector("nav a[href$='server_authentication.html'], nav a[href$='system_security.html']").getAttribute("href")`)
	do(ctx, t, "a password alone", chromedp.Navigate(p.url+page),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=http_digest_username]").value = ""`),
		fill("[name=http_digest_password]", "x"), click("main form .button"), visible("[role=alert]"))
}

// look checks the page that the browser shows on the screens of a language.
func look(ctx context.Context, t *testing.T, script, name, language string) {
	t.Helper()
	for _, screen := range screens[language] {
		where := fmt.Sprintf("%s, language %s, %s, %d px", name, language, screen.scheme, screen.width)
		do(ctx, t, where, colourScheme(screen.scheme), chromedp.EmulateViewport(screen.width, 800))
		for _, v := range violations(ctx, t, script) {
			t.Errorf("%s: %s: %s (%s)\n  %s", where, v.Impact, v.Help, v.ID, strings.Join(v.Nodes, "\n  "))
		}
		if over := evaluate[int](ctx, t, "document.documentElement.scrollWidth - window.innerWidth"); over > 0 {
			t.Errorf("%s: the page is %d px wider than the screen", where, over)
		}
		small := evaluate[[]string](ctx, t, `[...document.querySelectorAll("button, input:not([type=checkbox]):not([type=hidden]), select, .button")]
			.map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width > 0 && (r.height < 44 || r.width < 44)).map(([e, r]) => e.outerHTML.slice(0, 80) + " " + r.width + "x" + r.height)`)
		if len(small) > 0 {
			t.Errorf("%s: too small for a finger: %q", where, small)
		}
	}
}
