package interop

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/offhook/offhook/emulator"
	phonepkg "github.com/offhook/offhook/phone"
)

// do performs actions in the browser, or ends the test.
func do(ctx context.Context, t *testing.T, what string, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(limited, actions...); err != nil {
		t.Fatalf("%s: %v\n%s", what, err, evaluate[string](ctx, t, "document.body.innerText"))
	}
}

// scripts switches JavaScript on the pages on or off.
func scripts(on bool) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return chromedp.Void{}, err
	}
}

// visible waits until an element is there and seen.
func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

func fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}

// logIn logs the browser in by the form, and takes the advice about the password of the factory.
func logIn(ctx context.Context, t *testing.T, base, password string) {
	t.Helper()
	do(ctx, t, "log in", chromedp.Navigate(base+"/"), fill("#password", password), click("main form .button"),
		visible(`[name="disable_advice"]`), click(`[name="disable_advice"][value="0"]`), visible("#home-last"))
}

// press clicks a key of the face. Without scripts each click leads to a new page, which must be there before the next one.
func press(ctx context.Context, t *testing.T, key string, live bool) {
	t.Helper()
	const age = `String(performance.timeOrigin) + document.readyState`
	before := evaluate[string](ctx, t, age)
	do(ctx, t, "press "+key, click(fmt.Sprintf(`form[data-face] button[value=%q]`, key)))
	if !live {
		reads(ctx, t, age, func(got string) bool { return got != before && strings.HasSuffix(got, "complete") })
	}
}

// shows waits until the fields of the display hold these texts.
func shows(ctx context.Context, t *testing.T, fields ...string) {
	t.Helper()
	want := strings.Join(fields, "|")
	reads(ctx, t, `[...document.querySelectorAll("#display .field")].map(e => e.textContent.trim()).join("|")`,
		func(got string) bool { return got == want })
}

// reads waits until an expression has a value. A page that goes away meanwhile is asked again.
func reads(ctx context.Context, t *testing.T, expression string, ok func(string) bool) {
	t.Helper()
	limit := time.After(10 * time.Second)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		if err == nil && ok(got) {
			return
		}
		select {
		case <-limit:
			t.Fatalf("%s: got %q, %v", expression, got, err)
		case <-again.C:
		}
	}
}

// tapped is a device whose pair is tapped out quickly.
var tapped = []string{desk, "--model", "DE410", "--username", "ad", "--password", "dgj"}

// TestKeypadInChromium: a person logs in with the PIN, taps user name and
// password on the keys of the face, and the phone opens the document of the
// real server; with JavaScript the ladder grows on the same page, without it
// on the next.
func TestKeypadInChromium(t *testing.T) {
	t.Parallel()
	for _, live := range []bool{true, false} {
		t.Run(map[bool]string{true: "with JavaScript", false: "without JavaScript"}[live], func(t *testing.T) {
			t.Parallel()
			server := serve(t, tapped)
			p := touchPhone(t, "DE410", desk, emulator.Config{DataServer: server.plain + "/" + desk + ".xml", PromptTimeout: 10 * time.Minute})
			p.wait(t, "the dialogue", prompting)
			ctx := browser(t, 2*time.Minute)
			do(ctx, t, "scripts", scripts(live))
			logIn(ctx, t, p.url, "0000")
			do(ctx, t, "open the face", click(`main a[href="/phone.html"]`), visible("form[data-face]"))
			before := evaluate[float64](ctx, t, "performance.timeOrigin")
			for _, step := range []struct{ key, username, password string }{
				{"2", "a", ""}, {"3", "ad", ""}, {"down", "ad", ""}, {"3", "ad", "d"}, {"4", "ad", "*g"}, {"5", "ad", "**j"},
			} {
				press(ctx, t, step.key, live)
				shows(ctx, t, step.username, step.password)
			}
			press(ctx, t, "ok", live)
			p.wait(t, "the document", ended(phonepkg.Provisioned))
			if !live {
				do(ctx, t, "look at the ladder", chromedp.Navigate(p.url+"/status_provisioning.html"))
			}
			do(ctx, t, "see the ladder", visible("svg.ladder .outcome.good"))
			if same := evaluate[float64](ctx, t, "performance.timeOrigin") == before; same != live {
				t.Errorf("the same page all the time: got %t, want %t", same, live)
			}
			ladder := evaluate[string](ctx, t, `[...document.querySelectorAll("svg.ladder .response")].map(g => g.classList[2] + " " + g.querySelector("text").textContent.slice(0, 3)).join(", ")`)
			if want := "expected 401, expected 401, good 200"; ladder != want {
				t.Errorf("got the ladder %q, want %q", ladder, want)
			}
			if s := p.State(); s.Username != "ad" || !s.HasPassword {
				t.Errorf("stored user name %q, password %t", s.Username, s.HasPassword)
			}
		})
	}
}

// TestKeyboardInChromium: while the display has the focus, the computer's
// keyboard types into it, keeps the focus, and Enter is OK.
func TestKeyboardInChromium(t *testing.T) {
	t.Parallel()
	server := serve(t, de410)
	p := touchPhone(t, "DE410", desk, emulator.Config{DataServer: server.plain + "/" + desk + ".xml", PromptTimeout: 10 * time.Minute})
	p.wait(t, "the dialogue", prompting)
	ctx := browser(t, 2*time.Minute)
	logIn(ctx, t, p.url, "0000")
	do(ctx, t, "open the face", chromedp.Navigate(p.url+"/phone.html"), chromedp.Focus(chromedp.CSS("#display")), chromedp.KeyEvent("x"+kb.Backspace+user))
	shows(ctx, t, user, "")
	do(ctx, t, "type the password", chromedp.KeyEvent(kb.ArrowDown+password))
	shows(ctx, t, user, strings.Repeat("*", len(password)))
	if focus := evaluate[string](ctx, t, "document.activeElement.id"); focus != "display" {
		t.Errorf("the focus went to %q", focus)
	}
	do(ctx, t, "OK", chromedp.KeyEvent(kb.Enter), visible("svg.ladder .outcome.good"))
	if s := p.State(); s.Username != user || !s.HasPassword {
		t.Errorf("stored user name %q, password %t", s.Username, s.HasPassword)
	}
}

// TestPairInChromium: the built phone, refused, gets the pair on the page of
// the specification, is started by its button, and opens the document of the
// built server.
func TestPairInChromium(t *testing.T) {
	t.Parallel()
	server := serve(t, n720)
	address := loopback(t)
	runServer(t, exec.Command(offhook, "phone", "--serve", address, "--model", "N720", "--mac", neighbour,
		server.plain+"/"+neighbour+".xml"), address)
	ctx := browser(t, 2*time.Minute)
	logIn(ctx, t, "http://"+address, "0000")
	do(ctx, t, "see the refusal", chromedp.Navigate("http://"+address+"/status_provisioning.html"), visible("svg.ladder .outcome.bad"))
	do(ctx, t, "enter the pair", click(".burger"), click(`nav a[href="/settings_security_settings_server_authentication.html"]`),
		fill("#username", user), fill("#digest-password", password), click("main form .button"), visible(".notice"))
	if html := evaluate[string](ctx, t, "document.documentElement.outerHTML"); strings.Contains(html, password) || !strings.Contains(html, user) {
		t.Errorf("the page after the form shows the password, or not the user name")
	}
	do(ctx, t, "start", click(".burger"), click(`nav a[href="/settings_management_firmware_update.html"]`), click(`[value="start"]`),
		visible("svg.ladder .outcome.good"))
	title := evaluate[string](ctx, t, `document.querySelector("svg.ladder").getAttribute("aria-label")`)
	if !strings.Contains(title, "Provisioned (configured pair)") {
		t.Errorf("the ladder is read out as %q", title)
	}
}

// TestWrongPINInChromium: a wrong PIN leads nowhere, and says so.
func TestWrongPINInChromium(t *testing.T) {
	t.Parallel()
	p := touchPhone(t, "N510", mac, emulator.Config{DataServer: "http://" + loopback(t) + "/x.xml"})
	ctx := browser(t, time.Minute)
	do(ctx, t, "log in", chromedp.Navigate(p.url+"/"), fill("#password", "1234"), click("main form .button"), visible(".problem"))
	if text := evaluate[string](ctx, t, "document.body.innerText"); !strings.Contains(text, "not the system PIN") {
		t.Errorf("the page says\n%s", text)
	}
}

// TestSwitchedPagesInChromium: with the switches for its pages turned, a person
// finds the page of the pair by the menu and enters it there, and the face has
// the keys that its switch says.
func TestSwitchedPagesInChromium(t *testing.T) {
	t.Parallel()
	server := serve(t, de410)
	c := emulator.Config{DataServer: server.plain + "/" + desk + ".xml", PromptTimeout: 10 * time.Minute, Switches: map[string]string{
		"page-addresses": "plain", "menu-words": "wiki", "pair-fields": "digest", "display-texts": "maxwell",
	}}
	p := touchPhone(t, "DE410", desk, c)
	p.wait(t, "the dialogue", prompting)
	ctx := browser(t, 2*time.Minute)
	do(ctx, t, "make the menu stay open", chromedp.EmulateViewport(1280, 900))
	logIn(ctx, t, p.url, "0000")
	do(ctx, t, "open the face", click(`main a[href="/phone"]`), visible("form[data-face]"))
	press(ctx, t, "2", true)
	shows(ctx, t, "a", "")
	keys := evaluate[string](ctx, t, `[...document.querySelectorAll("#soft button")].map(e => e.textContent.trim()).join(" ")`)
	if keys != "No Save" {
		t.Errorf("the softkeys are %q, want No and Save", keys)
	}
	press(ctx, t, "cancel", true)
	p.wait(t, "the end", ended(phonepkg.Stopped))
	do(ctx, t, "open the page of the pair", click(`nav a[href="/settings/security"]`), visible(`[name="digest_username"]`))
	do(ctx, t, "enter the pair", fill(`[name="digest_username"]`, user), fill(`[name="digest_password"]`, password), click("main form .button"), visible(".notice"))
	if s := p.State(); s.Username != user || !s.HasPassword {
		t.Errorf("stored user name %q, password %t", s.Username, s.HasPassword)
	}
	if found := violations(ctx, t, axe(t)); len(found) > 0 {
		t.Errorf("axe found %+v", found)
	}
}
