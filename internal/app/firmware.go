package app

import (
	"fmt"
	"strings"

	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/server"
)

// CheckFirmware reads the folder with firmware as a server does when it starts. It returns which
// models get which file, and sentences about files that phones do not get on their own. Without a
// folder both are empty.
func (c *Config) CheckFirmware() (offers []provision.Offer, warnings []string, err error) {
	if c.FirmwareDir == "" {
		return nil, nil, nil
	}
	contents, err := server.ReadFolder(c.FirmwareDir)
	if err != nil {
		return nil, nil, configErrorf("firmware_dir: %v", err)
	}
	for _, u := range contents.Unserved {
		warnings = append(warnings, fmt.Sprintf("%s is not served: %s", u.File, u.Reason))
	}
	offers, strangers := provision.OffersOf(contents.Served)
	if len(strangers) > 0 {
		warnings = append(warnings, fmt.Sprintf("firmware files fit no model, and phones get them only "+
			"where a document names them: %s; names that fit are %s", someOf(strangers), provision.FirmwareNames()))
	}
	return offers, warnings, nil
}

// someOf joins the first three of names, and counts the others.
func someOf(names []string) string {
	const shown = 3
	text := strings.Join(names[:min(len(names), shown)], ", ")
	if more := len(names) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
