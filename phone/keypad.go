package phone

import "fmt"

// A Key is one of the phone.
type Key string

// The keys beside the digits "0" to "9".
const (
	KeyStar   Key = "*"
	KeyMode   Key = "#" // goes to the next way of writing: abc, ABC, 123, symbols
	KeyLeft   Key = "left"
	KeyRight  Key = "right"
	KeyUp     Key = "up"
	KeyDown   Key = "down"
	KeyOK     Key = "ok"
	KeyBack   Key = "back"
	KeyCancel Key = "cancel"
	KeyClear  Key = "clear" // takes the character before the cursor away
)

// Keys returns every key, the twelve of the keypad in front.
func Keys() []Key {
	return []Key{
		"1", "2", "3", "4", "5", "6", "7", "8", "9", KeyStar, "0", KeyMode,
		KeyLeft, KeyRight, KeyUp, KeyDown, KeyOK, KeyBack, KeyCancel, KeyClear,
	}
}

// ParseKey returns the key of that name. The error says what would be right.
func ParseKey(name string) (Key, error) {
	for _, k := range Keys() {
		if string(k) == name {
			return k, nil
		}
	}
	return "", fmt.Errorf("the phone has no key %.20q; it has the digits, *, #, left, right, up, down, ok, back, cancel and clear", name)
}
