package provdoc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/digest"
)

// An accountField is one value of an account, whatever its family calls the item.
type accountField uint8

const (
	fieldNumber accountField = iota
	fieldName
	fieldAuthName
	fieldPassword
	fieldLabel
	fieldActive
	fieldCodecs
	fieldReceive
	fieldSend
	fieldRegister
	fieldAccessCode
	fieldDomain
	fieldServer
	fieldServerPort
	fieldRegistrar
	fieldRegistrarPort
	fieldProxyMode
	fieldProxy
	fieldProxyPort
	fieldTransport
	fieldShared
	fieldProviderName
	fieldHandsetName
	fieldCount
)

// An accountForm reads and writes one field as text: words for what a family may number in its own way, and else what
// stands in the items.
type accountForm struct {
	name  string
	read  func(a *Account, text string)
	write func(a *Account) string
}

// accountForms are the forms of the fields. The name of a provider and that of a handset are no values of an account.
var accountForms = [fieldCount]accountForm{
	fieldNumber:        textForm("number", func(a *Account) *string { return &a.Number }),
	fieldName:          textForm("name", func(a *Account) *string { return &a.Name }),
	fieldAuthName:      textForm("user name for the registrar", func(a *Account) *string { return &a.AuthName }),
	fieldPassword:      secretForm("password", func(a *Account) *digest.Secret { return &a.Password }),
	fieldLabel:         textForm("label", func(a *Account) *string { return &a.Label }),
	fieldActive:        {"state", readActive, writeActive},
	fieldCodecs:        {"list of codecs", readCodecs, writeCodecs},
	fieldReceive:       maskForm("list of handsets that ring", func(a *Account) *[]int { return &a.Receive }),
	fieldSend:          maskForm("list of handsets that call out", func(a *Account) *[]int { return &a.Send }),
	fieldRegister:      {"registration", func(a *Account, text string) { a.Register = text == wordOn }, writeRegister},
	fieldAccessCode:    secretForm("access code", func(a *Account) *digest.Secret { return &a.AccessCode }),
	fieldDomain:        textForm("domain", func(a *Account) *string { return &a.Provider.Domain }),
	fieldServer:        textForm("server", func(a *Account) *string { return &a.Provider.Server.Host }),
	fieldServerPort:    portForm("port of the server", func(a *Account) *int { return &a.Provider.Server.Port }),
	fieldRegistrar:     textForm("registrar", func(a *Account) *string { return &a.Provider.Registrar.Host }),
	fieldRegistrarPort: portForm("port of the registrar", func(a *Account) *int { return &a.Provider.Registrar.Port }),
	fieldProxyMode:     textForm("mode of the outbound proxy", func(a *Account) *string { return (*string)(&a.Provider.ProxyMode) }),
	fieldProxy:         textForm("outbound proxy", func(a *Account) *string { return &a.Provider.Proxy.Host }),
	fieldProxyPort:     portForm("port of the outbound proxy", func(a *Account) *int { return &a.Provider.Proxy.Port }),
	fieldTransport:     textForm("transport", func(a *Account) *string { return (*string)(&a.Provider.Transport) }),
	fieldShared:        {"provider", readShared, writeShared},
	fieldProviderName:  {name: "name of the provider"},
	fieldHandsetName:   {name: "name of the handset"},
}

// The words of what is on or off.
const (
	wordOn  = "on"
	wordOff = "off"
)

// accountValues are the fields of an account as texts, "" for what is not set.
type accountValues [fieldCount]string

// values returns the fields of the account.
func (a Account) values() (v accountValues) {
	for field, form := range accountForms {
		if form.write != nil {
			v[field] = form.write(&a)
		}
	}
	return v
}

// take sets the fields of the account.
func (a *Account) take(v accountValues) {
	for field, form := range accountForms {
		if form.read != nil && v[field] != "" {
			form.read(a, v[field])
		}
	}
}

func textForm(name string, at func(a *Account) *string) accountForm {
	return accountForm{name, func(a *Account, text string) { *at(a) = text }, func(a *Account) string { return *at(a) }}
}

func secretForm(name string, at func(a *Account) *digest.Secret) accountForm {
	return accountForm{name, func(a *Account, text string) { *at(a) = digest.NewSecret(text) }, func(a *Account) string { return at(a).Reveal() }}
}

func portForm(name string, at func(a *Account) *int) accountForm {
	read := func(a *Account, text string) {
		if n, err := Value(text).Int(); err == nil {
			*at(a) = int(n)
		}
	}
	write := func(a *Account) string {
		if *at(a) == 0 {
			return ""
		}
		return strconv.Itoa(*at(a))
	}
	return accountForm{name, read, write}
}

// maskBits is how many handsets a mask can name.
const maskBits = 16

// maskForm is that of a list of handsets, which an item holds as a mask: handset 1 is 0x1, handset 2 is 0x2. [R-wazo]
func maskForm(name string, at func(a *Account) *[]int) accountForm {
	read := func(a *Account, text string) {
		n, err := Value(text).Int()
		if err != nil {
			return
		}
		list := []int{}
		for bit := range maskBits {
			if n&(1<<bit) != 0 {
				list = append(list, bit+1)
			}
		}
		*at(a) = list
	}
	write := func(a *Account) string {
		if *at(a) == nil {
			return ""
		}
		mask := 0
		for _, handset := range *at(a) {
			if 1 <= handset && handset <= maskBits {
				mask |= 1 << (handset - 1)
			}
		}
		return fmt.Sprintf("0x%x", mask)
	}
	return accountForm{name, read, write}
}

func readActive(a *Account, text string) {
	on := text == wordOn
	a.Active = &on
}

func writeActive(a *Account) string {
	switch {
	case a.Active == nil:
		return ""
	case *a.Active:
		return wordOn
	}
	return wordOff
}

func writeRegister(a *Account) string {
	if a.Register {
		return wordOn
	}
	return ""
}

func readShared(a *Account, text string) {
	if n, err := Value(text).Int(); err == nil {
		index := int(n)
		a.Shared = &index
	}
}

func writeShared(a *Account) string {
	if a.Shared == nil {
		return ""
	}
	return strconv.Itoa(*a.Shared)
}

// noCodec fills the list of codecs up to its length. [R-wazo]
const (
	noCodec    = 0xff
	codecBytes = 5
)

func readCodecs(a *Account, text string) {
	list, err := Value(text).ByteList()
	if err != nil {
		return
	}
	for _, b := range list {
		for _, c := range codecs {
			if c.number == b {
				a.Codecs = append(a.Codecs, c.Codec)
			}
		}
	}
}

func writeCodecs(a *Account) string {
	if len(a.Codecs) == 0 {
		return ""
	}
	list := make([]string, 0, codecBytes)
	for _, codec := range a.Codecs {
		for _, c := range codecs {
			if c.Codec == codec {
				list = append(list, fmt.Sprintf("0x%02x", c.number))
			}
		}
	}
	for len(list) < codecBytes {
		list = append(list, fmt.Sprintf("0x%02x", noCodec))
	}
	return strings.Join(list, ",")
}

// check reports what of the account no family could write.
func (a Account) check() error {
	for _, codec := range a.Codecs {
		if !slices.Contains(Codecs(), codec) {
			return fmt.Errorf("codec %q is not known: the codecs are %s", string(codec), joinTexts(Codecs()))
		}
	}
	for i, codec := range a.Codecs {
		if slices.Contains(a.Codecs[:i], codec) {
			return fmt.Errorf("codec %q is given twice: give it once", string(codec))
		}
	}
	return nil
}

// joinTexts writes texts with commas between them.
func joinTexts[T ~string](texts []T) string {
	var b strings.Builder
	for i, text := range texts {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(text))
	}
	return b.String()
}
