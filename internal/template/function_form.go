package template

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
)

// maxNumber bounds all numbers, so that they are the same on every machine.
const maxNumber = 1<<31 - 1

// parse reads a number, decimal or hexadecimal with 0x, or takes one.
func (a *args) parse(i int) (int, bool) {
	if a.kinds[i].kind == numberKind {
		return a.number(i), a.number(i) >= 0
	}
	digits, base := a.text(i), 10
	if rest, ok := strings.CutPrefix(strings.ToLower(digits[:min(len(digits), 2)])+digits[min(len(digits), 2):], "0x"); ok {
		digits, base = rest, 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	return int(n), err == nil
}

const wantNumber = "a number, as 5060 or 0x13c4"

// parsed makes a number of a text.
func (a *args) parsed() (datum, error) {
	n, ok := a.parse(0)
	if !ok {
		return a.fail(0, wantNumber)
	}
	return datum{number: n}, nil
}

// hex writes a number as the phones' documents do: 0x13c4.
func (a *args) hex() (datum, error) {
	n, ok := a.parse(0)
	if !ok {
		return a.fail(0, wantNumber)
	}
	return a.made("0x" + strconv.FormatInt(int64(n), 16))
}

// sum adds the values, or takes the others away from the first.
func (a *args) sum(sign int) (datum, error) {
	total := a.number(0)
	for i := range a.list[1:] {
		total += sign * a.number(1+i)
		if total > maxNumber || total < -maxNumber {
			return a.fail(0, "numbers whose sum is of at most 31 bits")
		}
	}
	return datum{number: total}, nil
}

// bcd writes two digits a byte, as a PIN stands in a document: 1234 is 0x12,0x34.
func (a *args) bcd() (datum, error) {
	digits := a.text(0)
	if len(digits) == 0 || len(digits)%2 != 0 || strings.Trim(digits, "0123456789") != "" {
		return a.fail(0, "an even number of digits, as 1234")
	}
	var b strings.Builder
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("0x" + digits[i:i+2])
	}
	return a.made(b.String())
}

// ipv4 writes an address as one number: 192.168.1.1 is 0xC0A80101.
func (a *args) ipv4() (datum, error) {
	address, err := netip.ParseAddr(a.text(0))
	if err != nil || !address.Is4() {
		return a.fail(0, "an IPv4 address, as 192.168.1.1")
	}
	return a.made(fmt.Sprintf("0x%X", address.As4()))
}

// colons writes a MAC with colons.
func (a *args) colons() (datum, error) {
	mac, err := model.ParseMAC(a.text(0))
	if err != nil {
		return a.fail(0, "a MAC of 12 hexadecimal digits, as 7C2F80123456")
	}
	return a.made(mac.Colons())
}
