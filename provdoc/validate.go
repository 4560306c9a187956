package provdoc

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Validate returns nil when value is right for p, else an error that says what would be right: "is
// 63 characters long; at most 50 fit". The value is without its inner quotes. The error never shows
// the value of a secret parameter.
func (p Parameter) Validate(value string) error {
	if err := p.takes(value); err != nil {
		return err
	}
	if fault := p.addressFault(value); fault != nil {
		return errors.New(fault.message)
	}
	return nil
}

// takes is Validate without the look at addresses: a phone stores any text, and finds out when it
// asks there.
func (p Parameter) takes(value string) error {
	switch p.Type {
	case TypeNumber, TypeMask:
		return p.validateNumber(value)
	case TypeBoolean:
		if _, err := Value(value).Bool(); err != nil {
			return p.invalid(value, "is no boolean; write true, false, 1 or 0")
		}
	case TypeIPv4:
		if _, err := Value(value).IPv4(); err != nil {
			return p.invalid(value, "is no address as one number; write 192.168.1.1 as 0xC0A80101, and 0 for none")
		}
	case TypeBytes:
		return p.validateBytes(value)
	case TypePIN:
		return p.validatePIN(value)
	default:
		if p.Type == TypeHTTP && !isPlainHTTP(value) {
			return errors.New("is for another scheme; the phone loads it by plain HTTP, so write a URL that begins with http://")
		}
		if n := utf8.RuneCountInString(value); p.MaxLen > 0 && n > p.MaxLen {
			return fmt.Errorf("is %d characters long; at most %d fit", n, p.MaxLen)
		}
	}
	return nil
}

func (p Parameter) validateNumber(value string) error {
	n, err := Value(value).Int()
	switch {
	case err != nil:
		return p.invalid(value, "is no number; write it as 5060 or as 0x13c4")
	case p.Type == TypeMask && n > p.Max:
		return p.invalid(value, fmt.Sprintf("has bits that mean nothing here; 0x%x are all there are", p.Max))
	case n < p.Min || n > p.Max:
		return p.invalid(value, fmt.Sprintf("is out of range; it is a number from %d to %d", p.Min, p.Max))
	}
	return nil
}

func (p Parameter) validateBytes(value string) error {
	list, err := Value(value).ByteList()
	if err != nil {
		return p.invalid(value, "is no list of bytes; write it as 0x05,0x01,0x00")
	}
	if p.MaxLen > 0 && len(list) > p.MaxLen {
		return fmt.Errorf("has %d bytes; at most %d fit", len(list), p.MaxLen)
	}
	return nil
}

// validatePIN checks for MaxLen bytes of two decimal digits each.
func (p Parameter) validatePIN(value string) error {
	list, err := Value(value).ByteList()
	valid := err == nil && len(list) == p.MaxLen
	for _, b := range list {
		valid = valid && b>>4 <= 9 && b&0xf <= 9
	}
	if !valid {
		return fmt.Errorf("is no PIN of %d digits; write two digits in each byte, the PIN 1234 as 0x12,0x34", 2*p.MaxLen)
	}
	return nil
}

// longestShown is the number of bytes of a value that an error repeats.
const longestShown = 40

// invalid puts the value before what is wrong with it, unless it is secret or long.
func (p Parameter) invalid(value, wrong string) error {
	if p.Secret || len(value) > longestShown {
		return errors.New(wrong)
	}
	return fmt.Errorf("%q %s", value, wrong)
}
