package webui

import (
	"net/http"

	"github.com/offhook/offhook/emulator"
)

// An ui is the web interface of one phone.
type ui struct {
	phone  *emulator.Phone
	config Config
}

func newInterface(p *emulator.Phone, c Config) *ui { return &ui{phone: p, config: c} }

func (u *ui) handler() http.Handler { return http.NotFoundHandler() }
