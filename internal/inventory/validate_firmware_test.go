package inventory

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

func TestValidateFirmware(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, firmware, want string }{
		{"N510", "", ""},
		{"N510", "BL192", ""},
		{"N510", "42.258.00.000.000", ""},
		{"DE410", "020008.img", ""},
		{"DE410", "BL84", "is not one of the DE410"},
		{"N510", "70.084.00.000.000", "N510 is variant 42"},
		{"N510", "latest", "write it as BL192"},
	} {
		d := Device{
			Tenant: DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 1, 2, 3}, Model: tt.model, Firmware: tt.firmware,
			Accept: AcceptIntegrated, Integrated: digest.NewSecret("Factory-4242"),
		}
		err := d.Validate()
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s with firmware %q: %v", tt.model, tt.firmware, err)
		case tt.want != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s with firmware %q: %v, want one that says %q", tt.model, tt.firmware, err, tt.want)
		}
	}
}
