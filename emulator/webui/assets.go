package webui

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
)

// What the pages load beside themselves.
var (
	//go:embed static/phone.css
	styleFile []byte
	//go:embed static/phone.js
	scriptFile []byte
	//go:embed static/icon.svg
	iconFile []byte
)

// An asset is a file under an address that changes with its content, so that a browser may keep it for good.
type asset struct {
	path, kind string
	content    []byte
}

// assets are all of them.
type assets struct{ style, script, icon asset }

func newAssets() *assets {
	return &assets{
		style:  newAsset("phone", "css", "text/css; charset=utf-8", styleFile),
		script: newAsset("phone", "js", "text/javascript; charset=utf-8", scriptFile),
		icon:   newAsset("icon", "svg", "image/svg+xml", iconFile),
	}
}

func newAsset(name, extension, kind string, content []byte) asset {
	sum := sha256.Sum256(content)
	return asset{"/static/" + name + "." + hex.EncodeToString(sum[:6]) + "." + extension, kind, content}
}

func (a *assets) files() []asset { return []asset{a.style, a.script, a.icon} }

func (a asset) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.content) // a client that went away is no fault of ours
}
