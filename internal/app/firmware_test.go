package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/provision"
)

// TestCheckFirmware says which models get which file, and which files no phone gets by itself.
func TestCheckFirmware(t *testing.T) {
	t.Parallel()
	c := Default()
	if offers, warnings, err := c.CheckFirmware(); len(offers)+len(warnings) > 0 || err != nil {
		t.Errorf("without a folder: %v, %v, %v", offers, warnings, err)
	}
	c.FirmwareDir = t.TempDir()
	for _, name := range []string{"merkur258_42.bin", "notes.txt", "a.bin", "b.bin", "c.bin", "d.bin"} {
		if err := os.WriteFile(filepath.Join(c.FirmwareDir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	offers, warnings, err := c.CheckFirmware()
	if err != nil || len(offers) != 1 || offers[0].Way != provision.OfferInstalled || !slices.Equal(offers[0].Models, []string{"N510"}) {
		t.Errorf("offers %v, %v, want the one of the N510", offers, err)
	}
	if len(warnings) != 2 || !strings.HasPrefix(warnings[0], "notes.txt is not served: ") ||
		!strings.Contains(warnings[1], "a.bin, b.bin, c.bin and 1 more; names that fit are merkurNNN_42.bin (N510), ") {
		t.Errorf("warnings %q", warnings)
	}
	c.FirmwareDir += "/missing"
	if _, _, err := c.CheckFirmware(); err == nil || !strings.HasPrefix(err.Error(), "firmware_dir: ") {
		t.Errorf("a missing folder: %v", err)
	}
}
