package provdoc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// A Type says how the value of a parameter is written.
type Type uint8

// The types of the catalogue. Numbers are decimal or hexadecimal with 0x; both spellings are in use for the same item.
const (
	// TypeString is text, at most MaxLen characters when MaxLen is not 0.
	TypeString Type = iota + 1
	// TypeNumber is a number between Min and Max.
	TypeNumber
	// TypeBoolean is true, false, 1 or 0, also as 0x1 and 0x0.
	TypeBoolean
	// TypeBytes is a list of bytes separated by commas, at most MaxLen of them when MaxLen is not 0: 0x05,0x01,0xff.
	TypeBytes
	// TypePIN is a PIN in binary-coded decimal, two digits a byte: 1234 is 0x12,0x34.
	TypePIN
	// TypeIPv4 is an IPv4 address as one number, first octet highest: 192.168.1.1 is 0xC0A80101. 0 means unset.
	TypeIPv4
	// TypeMask is a number of which each bit stands for something of its own.
	TypeMask
	// TypeHTTP is a TypeURL that is asked for by plain HTTP.
	TypeHTTP
	// TypeHost is the text of a host name or an IP address, without a scheme and without a port.
	TypeHost
	// TypeHostPort is a TypeHost that may have a port.
	TypeHostPort
	// TypeURL is the text of an http or https address. Without a scheme it means http.
	TypeURL
)

// A Role is what a phone asks an address for. The zero Role is any other setting.
type Role uint8

// The roles of the catalogue.
const (
	// RoleDataServer is the address below which a phone looks for its documents. [W-files]
	RoleDataServer Role = iota + 1
	// RoleDocument is the address of the document itself. [R-wazo] [R-tancredi]
	RoleDocument
	// RoleFirmware is the address of a firmware file. [W-fw] [W-fw2]
	RoleFirmware
)

// Leads reports whether the setting decides which server the phone asks for its next document.
func (r Role) Leads() bool { return r == RoleDataServer || r == RoleDocument }

// String is the word of the catalogue for the type: "string", "host", "host:port", "url", "http",
// "number", "boolean", "bytes", "pin", "ipv4" or "mask".
func (t Type) String() string {
	for name, of := range typeNames {
		if of == t {
			return name
		}
	}
	return fmt.Sprintf("type(%d)", uint8(t))
}

// MarshalText is String as bytes.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// The NVM items of the digest pair and of the phone system, as the specification spells them. [SEED]
const (
	ItemDigestUsername = "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME"
	ItemDigestPassword = "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"
	ItemPhoneSystem    = "BS_IP_Data.ucl_PHONE_SYSTEM"
)

// A Parameter is one entry of the catalogue: a setting of the phone under the names that it has.
type Parameter struct {
	// Tag is the element that sets it, "" where only the symbolic item is known.
	Tag string
	// Item is the NVM item it is kept in, without a trailing index form; "" where it is not known. That of a param is its
	// name.
	Item string
	// Class is the class attribute of the tag: string, integer or boolean; symb_item where there is no tag, and "" for a
	// param of a <provisioning> document.
	Class string
	// Type says how the value is written.
	Type Type
	// MaxLen is the largest number of characters (TypeString) or bytes (TypeBytes, TypePIN), 0 when no limit is known.
	MaxLen int
	// OldLimit is true when MaxLen stands in an older memory map alone, or is inferred, so that the model may have another.
	// [R-gigahack] (uncertain)
	OldLimit bool
	// Min and Max bound TypeNumber and TypeMask.
	Min, Max int64
	// Unit is what a number counts: "s" or "min"; "" where it counts nothing, or the unit is not known. Where it is
	// uncertain, Help says so.
	Unit string
	// Help and HelpDE say in one sentence what the parameter does and what its numbers mean, in English and in German.
	Help, HelpDE string
	// Since is the firmware that brought it, zero when that is not known.
	Since model.Firmware
	// Web is the place in the web interface, "" when there is none or it is not known.
	Web string
	// Condition is NAME=VALUE when the tag counts only while that parameter has that value, else "".
	Condition string
	// Evidence names the sources.
	Evidence string
	// Models lists the models that are known to have it.
	Models []string
	// Secret is true for what must never be shown.
	Secret bool
	// Role is what the phone asks the address for.
	Role Role
	// Attribute is true when the name ended in ..attr: the value is an attribute of the item, such as UI_LOCK.
	Attribute bool
}

// SinceFor is the firmware of a model that brought the parameter, zero when that is not known. [SEED]
func (p Parameter) SinceFor(m *model.Model) model.Firmware {
	if p.Item == ItemDigestUsername || p.Item == ItemDigestPassword {
		if gate, ok := m.GateFor(model.ConfiguredPair); ok {
			return gate.From
		}
	}
	return p.Since
}

// isText reports whether the value is text.
func (p Parameter) isText() bool { return p.Type == TypeString || p.isAddress() }

// isAddress reports whether the value is the address of a server.
func (p Parameter) isAddress() bool {
	switch p.Type {
	case TypeHost, TypeHostPort, TypeURL, TypeHTTP:
		return true
	}
	return false
}

// secretWords are parts of the names of items that hold secrets.
var secretWords = []string{"pass", "pwd", "pin", "secret", "key", "auth"}

// soundsSecret reports whether an item that the catalogue does not know has a name like those that hold a secret, so
// that its value is not to be shown either.
func soundsSecret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}
