package emulator

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// CheckPIN reports whether pin opens the web interface: the one in the memory, or the one from the factory. It takes the
// same time for every wrong one.
func (p *Phone) CheckPIN(pin string) bool {
	m := p.config.Model
	p.mu.Lock()
	stored, _ := p.machine.NVM().Get(m.PINItem)
	p.mu.Unlock()
	want := sha256.Sum256([]byte(cmp.Or(plainPIN(m, stored), m.PIN)))
	got := sha256.Sum256([]byte(pin))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && pin != ""
}

// plainPIN is a PIN as a person types it: two digits of each byte where documents write it in binary-coded decimal, 1234
// for 0x12,0x34. It is "" for what is no PIN.
func plainPIN(m *model.Model, stored string) string {
	if p, ok := provdoc.LookupParameterFor(m, m.PINItem); !ok || p.Type != provdoc.TypePIN {
		return stored
	}
	var digits strings.Builder
	for part := range strings.SplitSeq(stored, ",") {
		b, err := strconv.ParseUint(strings.TrimSpace(part), 0, 8)
		if err != nil || b>>4 > 9 || b&0xf > 9 {
			return ""
		}
		fmt.Fprintf(&digits, "%02x", b)
	}
	return digits.String()
}
