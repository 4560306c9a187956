package discovery

import (
	"errors"
	"fmt"
	"strings"

	"github.com/offhook/offhook/model"
)

// The files of a walk, as Index names them. [G p26]
const (
	indexDocument = iota
	indexMaster
	indexRoot
	indexHundreds
	indexTens
	indexUnits
)

var indexNames = [...]string{
	indexDocument: "", indexMaster: "master", indexRoot: "sifsroot", indexHundreds: "sih", indexTens: "sit", indexUnits: "siu",
}

// maxOption114 is the length of the longest address that DHCP option 114 carries. [W-114]
const maxOption114 = 74

// provisioningFile is what Maxwell and the Nx70 class ask for first. [W-urltab] [W-n870]
const provisioningFile = "provisioning.xml"

// Errors of a walk, beside those of addresses, tokens and index files.
var (
	ErrNoAddress = errors.New("there is no address to ask")
	ErrNoIndex   = errors.New("no index file was asked for")
)

// A Walk leads a phone from an address to its document. It knows at each moment what to ask now; it goes on when the index
// file that was asked for came, or when a file is missing. It asks for six files at most.
type Walk struct {
	device Device
	// url is what to ask now, file the place of that in the walk.
	url  string
	file int
	// base is the address that %DURL stands for in what the index files lead to.
	base string
	// fallback is what to ask when url is missing, "" when there is nothing.
	fallback string
	// baselines is the address of the index of firmware that the master file names, "" for none.
	baselines string
	// activation says that the address of the document has the activation code in it.
	activation bool
}

// NewWalk begins at an address. The error says why the phone cannot ask it, or does not. [W-urltab] [W-66] [W-114]
func NewWalk(d Device, a Address) (*Walk, error) {
	address, err := d.given(a)
	if err != nil {
		return nil, err
	}
	w := &Walk{device: d}
	switch d.kind(a, address) {
	case ATemplate:
		err = w.toDocument(address+d.suffix(a), d.dataServer())
	case ADocument:
		w.url = WithScheme(address + d.suffix(a))
	default:
		w.begin(a, strings.TrimRight(WithScheme(address+d.suffix(a)), "/"))
	}
	if err != nil {
		return nil, err
	}
	return w, checkURL(w.url)
}

// given is the text of an address once the limits of its source have been applied.
func (d Device) given(a Address) (string, error) {
	address, _, _ := strings.Cut(strings.TrimSpace(a.URL), "#")
	switch {
	case address == "":
		return "", ErrNoAddress
	case !d.Takes(a.Source):
		return "", fmt.Errorf("%s with firmware %s does not use DHCP option 66", d.Model.Name, d.Firmware)
	case a.Source != DHCP114 || len(address) <= maxOption114 || d.LongOption114 == longTake:
		return address, nil
	case d.LongOption114 == longCut:
		return address[:maxOption114], nil
	}
	return "", fmt.Errorf("DHCP option 114 carries at most %d characters, not %d", maxOption114, len(address))
}

// kind is what the phone takes an address for.
func (d Device) kind(a Address, address string) Kind {
	kind := Classify(address)
	fromDHCP := a.Source == DHCP114 || a.Source == DHCP66
	switch {
	case a.Source == Redirect && (kind != ATemplate || !d.ExpandRedirect):
		return ADocument
	case a.Source == Multicast && d.MulticastDocument && kind == ABase:
		return ADocument
	case fromDHCP && d.AppendToDocument && d.walksIndex():
		return ABase
	}
	return kind
}

// suffix is what the phone puts behind an address from DHCP: option 15, with a dot before it. Behind the name of a file
// that does harm, and the phones do it nevertheless. [W-66] [W-urltab]
func (d Device) suffix(a Address) string {
	if a.Domain == "" {
		return ""
	}
	switch {
	case a.Source == DHCP66 && (d.joins66() || d.Option15 == option15With66 || d.Option15 == option15WithDHCP),
		a.Source == DHCP114 && d.Option15 == option15WithDHCP:
		return "." + a.Domain
	}
	return ""
}

// begin chooses the first file below a base address.
func (w *Walk) begin(a Address, base string) {
	d := w.device
	w.base = base
	switch own := base + "/" + d.macFile(); {
	case !d.walksIndex():
		w.url, w.fallback = base+"/"+provisioningFile, own
	case a.Source == DHCP66 && !d.joins66():
		w.url = own
	default:
		w.url, w.file = base+"/"+d.variant()+"/master.bin", indexMaster
	}
}

// macFile is the name of the file that is the phone's own.
func (d Device) macFile() string {
	if d.macCase() == model.MACLower {
		return d.MAC.Lower() + ".xml"
	}
	return d.MAC.String() + ".xml"
}

// URL returns what to ask now. Dot segments stay in it, as the phones send them:
// http://prov.example.net/42/2/../../sifs/sifsroot.bin [G p26]
func (w *Walk) URL() string { return w.url }

// Index returns which index file URL is: master, sifsroot, sih, sit or siu; "" when it is the document.
func (w *Walk) Index() string { return indexNames[w.file] }

// UsesActivationCode reports whether the address of the document has the activation code in it. Then the pair of the code
// takes the place of the integrated one. [G p30]
func (w *Walk) UsesActivationCode() bool { return w.activation }

// Baselines returns the address of the index of firmware, as the master file names it; "" when there is none. [G p26]
func (w *Walk) Baselines() string { return w.baselines }

// Missing says that the file was not there. It reports whether there is another to ask in its place. [W-urltab] [W-n870]
func (w *Walk) Missing() bool {
	if w.fallback == "" {
		return false
	}
	w.url, w.fallback = w.fallback, ""
	return true
}

// Read takes the index file that was asked for, and returns the address in it as it stands there. After an error, which says
// what is wrong with the file, the walk is where it was.
func (w *Walk) Read(body []byte) (next string, err error) {
	switch w.file {
	case indexDocument:
		return "", ErrNoIndex
	case indexMaster:
		return w.readMaster(body)
	}
	return w.readSifs(body)
}

// readMaster goes on from the master file.
func (w *Walk) readMaster(body []byte) (string, error) {
	m, err := ParseMaster(body)
	if err != nil {
		return "", err
	}
	if m.Baselines != "" {
		w.baselines = resolve(w.url, m.Baselines)
	}
	if m.Sifs == "" {
		return "", errors.New("the master file names no file for provisioning, which is its entry of type 03")
	}
	return w.follow(m.Sifs)
}

// readSifs goes on from one of the sifs files: to the next, or to the document.
func (w *Walk) readSifs(body []byte) (string, error) {
	s, err := ParseSifs(body)
	if err != nil {
		return "", err
	}
	if w.file < indexUnits {
		digit := w.device.provider()[w.file-indexRoot]
		if file, ok := s.Next(digit-'0', w.device.pointers()); ok {
			return w.follow(file)
		}
	}
	if s.Format == "" {
		return "", fmt.Errorf("the %s file has neither the address of a document nor a file for the provider code %s", w.Index(), w.device.provider())
	}
	base := w.base
	if w.device.StoredDataServer {
		base = w.device.dataServer()
	}
	if err := w.toDocument(s.Format, base); err != nil {
		return "", fmt.Errorf("the %s file: %w", w.Index(), err)
	}
	return s.Format, nil
}

// pointers is the rule for sifs files.
func (d Device) pointers() PointerRule {
	if d.Pointers == "" {
		return PointerEither
	}
	return d.Pointers
}

// follow goes on to the next index file.
func (w *Walk) follow(file string) (string, error) {
	url := resolve(w.url, file)
	if err := checkURL(url); err != nil {
		return "", fmt.Errorf("the %s file: %w", w.Index(), err)
	}
	w.url, w.file = url, w.file+1
	return file, nil
}

// toDocument goes on to the document that a template names.
func (w *Walk) toDocument(template, dataServer string) error {
	url, err := Expand(template, w.device.tokens(dataServer))
	if err != nil {
		return err
	}
	url = WithScheme(url)
	if err := checkURL(url); err != nil {
		return err
	}
	w.url, w.file, w.activation = url, indexDocument, Uses(template, tokenActivationCode)
	return nil
}
