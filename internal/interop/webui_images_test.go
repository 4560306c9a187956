package interop

import (
	"bytes"
	"context"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	phonepkg "github.com/offhook/offhook/phone"
)

var updateImages = flag.Bool("update-images", false, "make the pictures of docs/images anew")

// maxImage bounds a picture of the documents, in bytes.
const maxImage = 200 << 10

// images are the pictures of the documents: what is photographed, and how it comes about.
var images = []struct {
	file, selector, scheme string
	scene                  func(ctx context.Context, t *testing.T) string
}{
	{"face.png", ".desk", "light", faceImage},
	{"ladder.png", ".attempt", "light", ladderImage},
	{"ladder-dark.png", ".attempt", "dark", ladderImage},
}

// TestImages: the pictures of the documents are there, are pictures, and are
// shown. With -update-images they are made anew.
func TestImages(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range images {
		file := filepath.Join("../../docs/images", i.file)
		if *updateImages {
			ctx := browser(t, time.Minute)
			do(ctx, t, i.file, colourScheme(i.scheme), chromedp.EmulateViewport(1280, 900))
			path := i.scene(ctx, t)
			do(ctx, t, path, chromedp.Navigate(path), visible(i.selector))
			data, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(i.selector)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s is missing; -update-images makes it: %v", i.file, err)
			continue
		}
		size, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || size.Width < 400 || size.Height < 300 || len(data) > maxImage {
			t.Errorf("%s: %d x %d, %d bytes, %v", i.file, size.Width, size.Height, len(data), err)
		}
		if !strings.Contains(string(readme), "docs/images/"+i.file) {
			t.Errorf("README.md does not show %s", i.file)
		}
	}
}

// faceImage is a DE410 whose pair was refused, and a person who types another one.
func faceImage(ctx context.Context, t *testing.T) string {
	t.Helper()
	server := serve(t, de410)
	c := pairOf("site42", "not-this-one")
	c.DevicePassword = digest.NewSecret(devicePassword)
	c.DataServer, c.PromptTimeout = server.plain+"/"+desk+".xml", time.Minute
	p := touchPhone(t, "DE410", desk, c)
	p.wait(t, "the dialogue", prompting)
	for _, r := range user {
		p.Type(r)
	}
	p.Press(phonepkg.KeyDown)
	for _, r := range "secret" {
		p.Type(r)
	}
	logIn(ctx, t, p.url, "0000")
	return p.url + "/phone.html"
}

// ladderImage is an N510 that a redirect leads to its document.
func ladderImage(ctx context.Context, t *testing.T) string {
	t.Helper()
	server := serve(t, base510)
	p := touchPhone(t, "N510", mac, emulator.Config{
		DevicePassword: digest.NewSecret(devicePassword), DataServer: redirector(t, server.plain) + "/gigaset/" + mac + ".xml",
	})
	p.wait(t, "document behind the redirect", ended(phonepkg.Provisioned))
	logIn(ctx, t, p.url, "0000")
	return p.url + "/status_provisioning.html"
}
