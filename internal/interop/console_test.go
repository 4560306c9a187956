package interop

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// layer runs a command on what devices share.
func (s *ours) layer(t *testing.T, args ...string) {
	t.Helper()
	if r := command(t, offhook, append(args, "--data", s.data)...); r.code != 0 {
		t.Fatalf("offhook %v: exit %d\n%s", args, r.code, r.stderr)
	}
}

// TestConsolePagesInChromium: on no page of the console, on no screen, narrow or wide, light or dark, does axe-core find a serious or
// critical fault, nothing is wider than the screen, and no secret is on any.
func TestConsolePagesInChromium(t *testing.T) {
	t.Parallel()
	script := axe(t)
	const secret = "canary-of-a-layer"
	long := "S_SIP_DISPLAYNAME=" + strings.Repeat("Empfang", 4)
	s := serve(t, n510, n720)
	s.layer(t, "global", "set", "S_DATA_SERVER=prov.example.net")
	s.layer(t, "site", "add", "berlin", "--comment", "Kantstraße 12")
	s.layer(t, "site", "set", "berlin", "S_DATA_SERVER=berlin.example.net")
	s.layer(t, "profile", "add", "lobby", "--model", "N510", "--set", "S_SIP_SERVER=a.example.net", "--set", "S_SIP_PASSWORD="+secret)
	s.device(t, "edit", mac, "--site", "berlin", "--profile", "lobby")
	s.device(t, "set", mac, long)
	if body := clients[0].fetch(t, s, s.plain+"/"+mac+".xml", mac, devicePassword); body == "" {
		t.Fatal("curl got no document")
	}
	for port := range 8 {
		s.layer(t, "profile", "set", "lobby", fmt.Sprintf("I_SIP_SERVER_PORT=%d", 5060+port))
	}
	ctx := browser(t, 2*time.Minute)
	for path, want := range map[string]string{
		"/": "Latest requests", "/profiles": "changes too often", "/device?mac=" + mac: "berlin.example.net", "/device?mac=" + neighbour: "has not fetched a document yet",
	} {
		for _, screen := range []screen{{"light", 360}, {"dark", 360}, {"light", 1400}, {"dark", 1400}} {
			where := fmt.Sprintf("%s, %s, %d px", path, screen.scheme, screen.width)
			do(ctx, t, where, colourScheme(screen.scheme), chromedp.EmulateViewport(screen.width, 800), chromedp.Navigate(s.health+path))
			if text := evaluate[string](ctx, t, "document.body.innerText"); !strings.Contains(text, want) {
				t.Errorf("%s: %q is not on the page:\n%s", where, want, text)
			}
			for _, v := range violations(ctx, t, script) {
				t.Errorf("%s: %s: %s (%s)\n  %s", where, v.Impact, v.Help, v.ID, strings.Join(v.Nodes, "\n  "))
			}
			if over := evaluate[int](ctx, t, "document.documentElement.scrollWidth - window.innerWidth"); over > 0 {
				t.Errorf("%s: the page is %d px wider than the screen", where, over)
			}
			html := evaluate[string](ctx, t, "document.documentElement.outerHTML")
			for _, hidden := range []string{devicePassword, password, secret} {
				if strings.Contains(html, hidden) {
					t.Errorf("%s: a secret is on the page", where)
				}
			}
		}
	}
}
