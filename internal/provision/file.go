package provision

import (
	"strings"

	"github.com/offhook/offhook/internal/inventory"
)

// A FileKind says which kind of file a target names.
type FileKind uint8

// The kinds. A document is for one device, the others are the same for every device of a kind.
const (
	// NoFile is a target that names nothing that is served.
	NoFile FileKind = iota
	// DocumentFile is the document of the device that the request names.
	DocumentFile
	// MasterFile is <variant>/<id>/master.bin, with which the walk of a legacy phone begins. [G p26]
	MasterFile
	// BaselinesFile is <variant>/<id>/baselines.bin, the index of firmware. [R-wazo]
	BaselinesFile
	// RootFile, HundredsFile, TensFile and UnitsFile are sifs/sifsroot.bin, sih*.bin, sit*.bin and siu*.bin, that lead by the
	// digits of the provider's code to the address of the document. [R-wazo] [R-gs5] [G p48]
	RootFile
	HundredsFile
	TensFile
	UnitsFile
	// FirmwareFile is a file for the phone itself.
	FirmwareFile
)

// A File is what a target names.
type File struct {
	Kind FileKind
	// Name is that of the file, without folders; empty for a document.
	Name string
	// Variant is variant and provisioning id, "42/2", for MasterFile and BaselinesFile.
	Variant string
}

// Shared reports whether the file is the same for every device of a kind, so that a request for it need not name one: phones
// ask for index files without their MAC. (uncertain)
func (f File) Shared() bool { return f.Kind >= MasterFile }

// maxFileName bounds the name of a firmware file.
const maxFileName = 128

// sharedFile finds the index file or the firmware file that a target names. filePath and query are clean and decoded; last is the
// last segment of the path. Folders before the names belong to the base address, which may be any. It does not allocate.
func sharedFile(filePath, last, query string) File {
	folder := strings.TrimSuffix(filePath, last)
	switch {
	case query != "" && isBinary(query):
		return firmwareFile(query[strings.LastIndexAny(query, "/?&=;")+1:])
	case last == "master.bin":
		return variantFile(MasterFile, folder, last)
	case last == "baselines.bin":
		return variantFile(BaselinesFile, folder, last)
	case last == "sifsroot.bin":
		return sifsFile(RootFile, folder, last)
	case isSifs(last, "sih"):
		return sifsFile(HundredsFile, folder, last)
	case isSifs(last, "sit"):
		return sifsFile(TensFile, folder, last)
	case isSifs(last, "siu"):
		return sifsFile(UnitsFile, folder, last)
	case isBinary(last):
		return firmwareFile(last)
	default:
		return File{}
	}
}

// variantFile is a file below variant and provisioning id, two numbers.
func variantFile(kind FileKind, folder, name string) File {
	folder = strings.TrimSuffix(folder, "/")
	above, id := cutLast(folder)
	_, variant := cutLast(above)
	if !isNumber(id) || !isNumber(variant) {
		return File{}
	}
	return File{Kind: kind, Name: name, Variant: folder[len(folder)-len(variant)-1-len(id):]}
}

// cutLast splits a path at its last slash.
func cutLast(s string) (before, last string) {
	at := strings.LastIndexByte(s, '/')
	return s[:max(at, 0)], s[at+1:]
}

// isNumber reports whether s is a number of one to three digits, as variants and their ids are. [G p59]
func isNumber(s string) bool { return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == "" }

// sifsFile is a file in the folder that the master file names.
func sifsFile(kind FileKind, folder, name string) File {
	if !strings.HasSuffix(folder, "/sifs/") {
		return File{}
	}
	return File{Kind: kind, Name: name}
}

// isSifs reports whether a name is one of those that the files have in use: sih.bin [R-gs5], or with digits and x in the place of
// others, sih_1xx.bin [G p48].
func isSifs(name, kind string) bool {
	rest, ok := strings.CutPrefix(name, kind)
	rest, ok2 := strings.CutSuffix(rest, ".bin")
	if !ok || !ok2 || rest == "" {
		return ok && ok2
	}
	digits, ok := strings.CutPrefix(rest, "_")
	return ok && digits != "" && len(digits) <= 3 && strings.Trim(digits, "0123456789x") == ""
}

// firmwareFile is a file of the folder with firmware, when the name is one that a file there can have.
func firmwareFile(name string) File {
	if !IsFirmwareName(name) {
		return File{}
	}
	return File{Kind: FirmwareFile, Name: name}
}

// IsFirmwareName reports whether a firmware file can have the name: ending .bin or .img, of letters, digits and ._+- only, and
// not hidden.
func IsFirmwareName(name string) bool {
	if !isBinary(name) || len(name) > maxFileName || name[0] == '.' {
		return false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case '0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'z', c == '.', c == '_', c == '+', c == '-':
		default:
			return false
		}
	}
	return true
}

// isBinary reports whether a name is that of an index or firmware file. The firmware's name may stand at the end of the
// query, since phones want the URL to end with it. [I-141]
func isBinary(name string) bool {
	return hasSuffixFold(name, ".bin") || hasSuffixFold(name, ".img")
}

// looksLikeDocument is for a device that only its User-Agent or a folder names.
func looksLikeDocument(last string) bool {
	return hasSuffixFold(last, ".xml") || hasSuffixFold(last, ".cfg") || !strings.Contains(last, ".")
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// servedReason is the reason for a file that was sent whole or in part.
func (f File) servedReason() inventory.Reason {
	switch f.Kind {
	case DocumentFile:
		return inventory.ReasonServed
	case FirmwareFile:
		return inventory.ReasonFirmwareServed
	default:
		return inventory.ReasonIndexServed
	}
}

// what names the file in a sentence.
func (f File) what() string {
	switch f.Kind {
	case DocumentFile:
		return "its document"
	case FirmwareFile:
		return "the firmware file " + f.Name
	default:
		return "the index file " + f.Name
	}
}
