package model

import "strings"

// A FirmwareUpdate says where a model finds new firmware and which of it the model takes. The zero FirmwareUpdate is that of a
// model whose way is not known: it takes none.
type FirmwareUpdate struct {
	// Offered says that documents offer the firmware themselves, in their <firmware>, with its version. [W-n870]
	Offered bool
	// Items are the NVM items with the address of a file, the one that wins first. [W-fw]
	Items []string
	// UserItem is the one of Items that a person sets in the web interface, "" for none. [W-fw2]
	UserItem string
	// Names are the patterns of path.Match that the name of such a file fits; the version is in the name. [W-fw]
	Names []string
	// PlainHTTP says that the file comes over plain HTTP only. [W-fw]
	PlainHTTP bool
	// Evidence names the sources.
	Evidence string
}

// The items with the address of a firmware file. [W-fw] [W-fw2] [R-wazo]
const (
	specialFirmware = "S_SPECIAL_DATA_SRV"
	managerFirmware = "S_SPECIAL_DATA_SRV_IWU"
	userFirmware    = "BS_IP_Data1.aucS_USER_FIRMWARE_URL"
)

// The ways of the families.
var (
	updateN510 = FirmwareUpdate{
		Items: []string{specialFirmware, userFirmware}, UserItem: userFirmware, Names: []string{"merkur[0-9][0-9][0-9]_42.bin"},
		Evidence: "[W-fw] [W-fw2]",
	}
	updateN720 = FirmwareUpdate{
		Items:    []string{managerFirmware},
		Names:    []string{"server_einstein_iwu[0-9][0-9][0-9].bin", "einsteiniwu[0-9][0-9][0-9]_70.bin"},
		Evidence: "[R-wazo]",
	}
	updateDesktop = FirmwareUpdate{
		Items: []string{specialFirmware}, Names: []string{"[0-9][0-9][0-9][0-9][0-9][0-9].img"}, PlainHTTP: true,
		Evidence: "[W-fw]",
	}
	updateOffered = FirmwareUpdate{Offered: true, Evidence: "[W-nest] [W-n870]"}
)

// NameText is how a person reads Names: "merkurNNN_42.bin", with an N for each digit.
func (u FirmwareUpdate) NameText() string {
	return strings.ReplaceAll(strings.Join(u.Names, " or "), "[0-9]", "N")
}

// Notate returns fw as the model writes its versions: a file called 020008.img holds 02.00.08.
func (m *Model) Notate(fw Firmware) Firmware {
	written, err := ParseFirmware(m.firmwareText(fw))
	if err != nil {
		return fw
	}
	return written
}
