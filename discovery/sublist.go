package discovery

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"strings"
)

// maxSubscriptions is more handsets than any base has.
const maxSubscriptions = 1<<16 - 1

// longForm marks a number that takes more than the byte: how many bytes follow stands in the other bits.
const longForm = 0x80

// Sublist returns what %SUBLIST stands for, in hexadecimal: how many subscriptions there can be, then one bit for each,
// the highest of the first byte being subscription 0. A subscription that cannot be is left out. [G p31]
func Sublist(most int, subscribed []int) string {
	most = min(max(most, 0), maxSubscriptions)
	list := make([]byte, most/8+1)
	for _, n := range subscribed {
		if n >= 0 && n < most {
			list[n/8] |= 0x80 >> (n % 8)
		}
	}
	return strings.ToUpper(hex.EncodeToString(append(listLength(uint16(most)), list...)))
}

// listLength is the number of subscriptions: one byte below 128, else the count of the bytes that follow and those.
func listLength(n uint16) []byte {
	if n < longForm {
		return []byte{byte(n)}
	}
	size := (bits.Len16(n) + 7) / 8
	number := binary.BigEndian.AppendUint16(nil, n)
	return append([]byte{longForm | byte(size)}, number[len(number)-size:]...)
}
