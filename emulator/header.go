package emulator

import (
	"net/http"

	"github.com/offhook/offhook/phone"
)

// addHeaders adds to a request what it has beside Host and User-Agent: nothing, but for what switches say. (unknown)
func (p *Phone) addHeaders(h http.Header, get phone.Get) {
	if p.Switch("accept-header") == "any" {
		h.Set("Accept", "*/*")
	}
	if get.IfNoneMatch != "" {
		h.Set("If-None-Match", get.IfNoneMatch)
	}
}
