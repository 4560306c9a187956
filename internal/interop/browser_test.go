package interop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser is a tab of the real Chromium; it ends with the test, or after limit.
func browser(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(peer(t, "chromium", "chromium")), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// The browser ends with the context of its first action.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// colourScheme sets what the page sees as the person's preference.
func colourScheme(scheme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return chromedp.Void{}, err
	}
}

// TestConsoleInChromium: the console's page shows the devices and their last
// events, styled under its own content policy, in both colour schemes and on a
// narrow screen, and no secret is in it.
func TestConsoleInChromium(t *testing.T) {
	t.Parallel()
	noted := slices.Concat(n720, []string{
		"--name", strings.Repeat("Empfang", 9), "--comment", strings.Repeat("x", 200),
	})
	s := serve(t, n510, noted)
	if body := clients[0].fetch(t, s, s.plain+"/"+mac+".xml", mac, devicePassword); body == "" {
		t.Fatal("curl got no document")
	}
	ctx := browser(t, time.Minute)
	background := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1400} {
			name := fmt.Sprintf("%s at %d px", scheme, width)
			if err := chromedp.Do(ctx, colourScheme(scheme), chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.health+"/")); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text := evaluate[string](ctx, t, "document.body.innerText")
			for _, want := range []string{"N510", "N720"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is not on the page:\n%s", name, want, text)
				}
			}
			if over := evaluate[int](ctx, t, "document.documentElement.scrollWidth - window.innerWidth"); over > 0 {
				t.Errorf("%s: the page is %d px wider than the screen", name, over)
			}
			const wide = "[...document.querySelectorAll('section')].filter(" +
				"s => s.scrollWidth > s.clientWidth).length"
			if n := evaluate[int](ctx, t, wide); n > 0 {
				t.Errorf("%s: %d sections of the page are wider than their column", name, n)
			}
			background[scheme] = evaluate[string](ctx, t, "getComputedStyle(document.body).backgroundColor")
			html := evaluate[string](ctx, t, "document.documentElement.outerHTML")
			for _, secret := range []string{devicePassword, password} {
				if strings.Contains(html, secret) {
					t.Errorf("%s: a password is on the page", name)
				}
			}
		}
	}
	if background["light"] == background["dark"] {
		t.Errorf("light and dark have the same background %s: the style sheet is not applied", background["light"])
	}
}

func evaluate[T any](ctx context.Context, t *testing.T, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}
