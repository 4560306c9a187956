package discovery

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/offhook/offhook/tlv"
)

// The types of the records of a baselines file. [R-wazo] [R-gigahack]
const (
	baselineEntry   = 0x01
	baselineVersion = 0x02
	baselineFile    = 0x03
	baselineOther   = 0x06
)

// ErrBaseline says what an entry of a baselines file has in it.
var ErrBaseline = errors.New("an entry of a baselines file holds a version of two bytes and the name of a file")

// A Baseline is firmware that a phone may install. [R-wazo]
type Baseline struct {
	// Version is the number behind BL: 189 is BL189.
	Version uint16
	// File is an address relative to the file that the entry stands in: fw189.bin.
	File string
	// More are records whose meaning nobody knows, types 04 and 05 with one byte each among them.
	More []tlv.Record
	// Other is a second version and file inside the entry, of which nobody knows when it counts; nil when there is none.
	Other *Baseline
}

// ParseBaselines reads baselines.bin, the index of firmware. Records of the file that are no entries are left out. The error
// says at which byte and why the file cannot be read.
func ParseBaselines(data []byte) ([]Baseline, error) {
	if len(data) > MaxIndexSize {
		return nil, fmt.Errorf("baselines file: %w, not %d", ErrIndexSize, len(data))
	}
	var all []Baseline
	for r, err := range tlv.All(data) {
		if err != nil {
			return nil, fmt.Errorf("baselines file: %w", err)
		}
		if r.Type != baselineEntry {
			continue
		}
		b, err := parseBaseline(r.Value)
		if err != nil {
			return nil, fmt.Errorf("baselines file: entry %d: %w", len(all)+1, err)
		}
		all = append(all, b)
	}
	return all, nil
}

// parseBaseline reads the contents of an entry. Each level of nesting is shorter than the one around it, so this ends.
func parseBaseline(data []byte) (Baseline, error) {
	var b Baseline
	versions, files := 0, 0
	for r, err := range tlv.All(data) {
		switch {
		case err != nil:
		case r.Type == baselineVersion && len(r.Value) == 2 && versions == 0:
			b.Version = binary.BigEndian.Uint16(r.Value)
			versions++
		case r.Type == baselineFile && files == 0:
			b.File, err = r.Text()
			files++
		case r.Type == baselineOther && b.Other == nil:
			var other Baseline
			other, err = parseBaseline(r.Value)
			b.Other = &other
		case r.Type == baselineVersion || r.Type == baselineFile || r.Type == baselineOther:
			err = ErrBaseline
		default:
			b.More = append(b.More, r)
		}
		if err != nil {
			return Baseline{}, err
		}
	}
	if versions != 1 || files != 1 {
		return Baseline{}, ErrBaseline
	}
	return b, nil
}

// EncodeBaselines writes baselines.bin. The error says which entry is too long.
func EncodeBaselines(all []Baseline) ([]byte, error) {
	var file []byte
	for i, b := range all {
		value, err := b.encode()
		if err == nil {
			file, err = tlv.Append(file, baselineEntry, value)
		}
		if err != nil {
			return nil, fmt.Errorf("baselines file: entry %d: %w", i+1, err)
		}
	}
	if len(file) > MaxIndexSize {
		return nil, fmt.Errorf("baselines file: %w, not %d", ErrIndexSize, len(file))
	}
	return file, nil
}

// encode writes the contents of an entry: version, file, what nobody knows, the second version and file.
func (b Baseline) encode() ([]byte, error) {
	value, err := tlv.Append(nil, baselineVersion, binary.BigEndian.AppendUint16(nil, b.Version))
	if err != nil {
		return nil, err
	}
	if value, err = tlv.AppendText(value, baselineFile, b.File); err != nil {
		return nil, err
	}
	for _, r := range b.More {
		if value, err = tlv.Append(value, r.Type, r.Value); err != nil {
			return nil, err
		}
	}
	if b.Other == nil {
		return value, nil
	}
	other, err := b.Other.encode()
	if err != nil {
		return nil, err
	}
	return tlv.Append(value, baselineOther, other)
}
