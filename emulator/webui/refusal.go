package webui

import (
	"errors"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// refusals are the texts for the errors of what a person enters.
var refusals = []struct {
	err error
	key string
}{
	{emulator.ErrPairCharacter, "pair.characters"},
	{emulator.ErrPairUsername, "pair.needsname"},
	{emulator.ErrAddressCharacter, "server.characters"},
	{emulator.ErrAddressToken, "server.token"},
	{phone.ErrURLSyntax, "server.scheme"},
	{phone.ErrURLScheme, "server.scheme"},
	{phone.ErrURLUserInfo, "server.pair"},
	{emulator.ErrFirmwareFileLength, "update.file.long"},
	{phone.ErrCertificate, "certificate.refused"},
	{discovery.ErrActivationCode, "code.refused"},
}

// refusal is a sentence for an error of EnterPair, EnterDataServer or EnterActivationCode.
func (v *visit) refusal(u *ui, err error) string {
	if errors.Is(err, emulator.ErrDataServerLength) {
		return v.lang.text("server.long", u.phone.DataServerLimit())
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return v.lang.text(r.key)
		}
	}
	return v.lang.text("refused.sentence", err)
}
