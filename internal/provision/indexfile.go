package provision

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// binaryType is the content type of index and firmware files, which phones do not look at. [G p35]
const binaryType = "application/octet-stream"

// documentAddress is what the index files lead to, behind the scheme: a file of the phone's own below the address that it was
// given. [R-wazo]
const documentAddress = "%DURL/%MACD.xml"

// maxBaselines is how many versions an index of firmware offers; a phone takes the newest.
const maxBaselines = 32

// An Index is what the index files say.
type Index struct {
	// Address is that of the documents, with tokens for the phone to expand. Empty means below the address that the phone was
	// given, over TLS when the index files were asked for over TLS.
	Address string
	// Digits gives every digit of a provider's code an entry of its own, for phones that go by it; else there is one entry of
	// type 04, which is what all files in use have. (uncertain)
	Digits bool
}

// Check reports whether phones can find their documents with what x says.
func (x Index) Check() error {
	if x.Address == "" {
		return nil
	}
	mac := model.MAC{0x7C, 0x2F, 0x80, 0xFF, 0xFF, 0xFF}
	phone := discovery.Tokens{DataServer: "prov.example.net", Variant: "42/2", MAC: mac, MaxSubscriptions: 6}
	address, err := discovery.Expand(x.Address, phone)
	if err == nil {
		_, err = discovery.RedirectAddress(address, phone)
	}
	if err == nil {
		_, err = discovery.Sifs{Format: x.Address}.Encode()
	}
	if err != nil {
		return fmt.Errorf("the address of documents in the index files: %w", err)
	}
	id := Identify(Request{Digest: digest.Request{Method: "GET", Target: address}})
	switch {
	case id.Conflict != "":
		return fmt.Errorf("the address of documents in the index files: %s", id.Conflict)
	case id.MAC != mac:
		return errIndexAddress
	}
	return nil
}

// errIndexAddress says where an address has to name the device.
var errIndexAddress = errors.New("the address of documents in the index files names no device: " +
	"write %MACD or %MACC into its file name, such as https://prov.example.net/%MACD.xml, " +
	"or into its query, such as ?mac=%MACD")

// address is that of the documents for a phone that asks over TLS, or without.
func (x Index) address(tls bool) string {
	switch {
	case x.Address != "":
		return x.Address
	case tls:
		return "https://" + documentAddress
	default:
		return "http://" + documentAddress
	}
}

// file makes an index file; firmware are the names of the firmware files that there are. The error is fs.ErrNotExist for an
// index of firmware that offers none.
func (x Index) file(f File, tls bool, firmware []string) (Document, error) {
	body, err := x.encode(f, tls, firmware)
	if err != nil {
		return Document{}, err
	}
	return newDocument(body, binaryType), nil
}

func (x Index) encode(f File, tls bool, firmware []string) ([]byte, error) {
	switch f.Kind {
	case MasterFile:
		// Other servers say ../../sifs/sifsroot.bin, whose dots proxies resolve. [G p26]
		m := discovery.Master{Sifs: "sifs/sifsroot.bin"}
		if len(offered(f.Variant, firmware)) > 0 {
			m.Baselines = "baselines.bin"
		}
		return m.Encode()
	case BaselinesFile:
		list := offered(f.Variant, firmware)
		if len(list) == 0 {
			return nil, fs.ErrNotExist
		}
		return discovery.EncodeBaselines(list)
	case RootFile:
		return x.pointer("sih.bin").Encode()
	case HundredsFile:
		return x.pointer("sit.bin").Encode()
	case TensFile:
		return x.pointer("siu.bin").Encode()
	default:
		return discovery.Sifs{Format: x.address(tls)}.Encode()
	}
}

// pointerType is the type of the only entry in all files that are in use. [R-wazo] [R-gs5]
const pointerType = 4

// pointer leads every code to the same file: there is one provider. The entry that is in use everywhere stands first.
func (x Index) pointer(name string) discovery.Sifs {
	s := discovery.Sifs{Pointers: []discovery.Pointer{{Type: pointerType, File: name}}}
	for digit := byte(0); x.Digits && digit <= 9; digit++ {
		if digit != pointerType {
			s.Pointers = append(s.Pointers, discovery.Pointer{Type: digit, File: name})
		}
	}
	return s
}

// offered lists the firmware files for the models of a variant, the newest first.
func offered(variant string, firmware []string) []discovery.Baseline {
	var list []discovery.Baseline
	for _, m := range model.ModelsOf(variant) {
		for _, name := range firmware {
			fw, ok := m.FirmwareFile(name)
			version, counted := fw.Baseline()
			if ok && counted && !slices.ContainsFunc(list, func(b discovery.Baseline) bool { return b.File == name }) {
				list = append(list, discovery.Baseline{Version: version, File: name})
			}
		}
	}
	slices.SortFunc(list, func(a, b discovery.Baseline) int {
		if a.Version != b.Version {
			return int(b.Version) - int(a.Version)
		}
		return strings.Compare(a.File, b.File)
	})
	return list[:min(len(list), maxBaselines)]
}
