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

// A writing is one way in which the twelve keys write, under the name that the display shows. A key with one character
// writes it at once; one with several goes to the next at each tap.
type writing struct {
	name string
	keys map[Key]string
}

// writings are the ways in the order in which # goes through them. What stands on which key is documented nowhere; every
// character of ASCII and the letters of German are somewhere. (unknown)
var writings = [...]writing{
	{"abc", map[Key]string{
		"1": ".@-_,:/1", "2": "abc2ä", "3": "def3", "4": "ghi4", "5": "jkl5", "6": "mno6ö",
		"7": "pqrs7ß", "8": "tuv8ü", "9": "wxyz9", KeyStar: "*%&=!?#", "0": " 0+",
	}},
	{"ABC", map[Key]string{
		"1": ".@-_,:/1", "2": "ABC2Ä", "3": "DEF3", "4": "GHI4", "5": "JKL5", "6": "MNO6Ö",
		"7": "PQRS7", "8": "TUV8Ü", "9": "WXYZ9", KeyStar: "*%&=!?#", "0": " 0+",
	}},
	{"123", map[Key]string{
		"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6",
		"7": "7", "8": "8", "9": "9", KeyStar: "*", "0": "0",
	}},
	{"*#", map[Key]string{
		"1": ".,:;", "2": "!?\"'`", "3": "()[]{}", "4": "<>=+-", "5": `/\|_`, "6": "@#$%",
		"7": "&*", "8": "^~", "9": "§", KeyStar: "*", "0": " ",
	}},
}
