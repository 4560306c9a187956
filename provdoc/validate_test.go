package provdoc

import (
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	const (
		number  = " is no number; write it as 5060 or as 0x13c4"
		boolean = " is no boolean; write true, false, 1 or 0"
		list    = " is no list of bytes; write it as 0x05,0x01,0x00"
		address = " is no address as one number; write 192.168.1.1 as 0xC0A80101, and 0 for none"
		pin     = "is no PIN of 4 digits; write two digits in each byte, the PIN 1234 as 0x12,0x34"
		port    = " is out of range; it is a number from 0 to 65535"
	)
	tests := []struct{ name, value, want string }{
		{"S_DATA_SERVER", "", ""},
		{"S_DATA_SERVER", "h/" + strings.Repeat("x", 72), ""},
		{"S_DATA_SERVER", strings.Repeat("x", 75), "is 75 characters long; at most 74 fit"},
		{"S_CONFIGFILE_URL", "h/" + strings.Repeat("x", 498), ""},
		{"I_SIP_SERVER_PORT", "5060", ""},
		{"I_SIP_SERVER_PORT", "0x13c4", ""},
		{"I_SIP_SERVER_PORT", "0X13C4", ""},
		{"I_SIP_SERVER_PORT", "65535", ""},
		{"I_SIP_SERVER_PORT", "65536", `"65536"` + port},
		{"I_SIP_SERVER_PORT", "0x10000", `"0x10000"` + port},
		{"I_SIP_SERVER_PORT", "-1", `"-1"` + number},
		{"I_SIP_SERVER_PORT", "", `""` + number},
		{"I_SIP_SERVER_PORT", "0x", `"0x"` + number},
		{"I_SIP_SERVER_PORT", "13c4", `"13c4"` + number},
		{"I_SIP_SERVER_PORT", strings.Repeat("9", 100), strings.TrimSpace(number)},
		{"BS_VOIP_Data.astVoipProviders[0].ulSessionRefresh_MIN_SE", "90", ""},
		{"BS_VOIP_Data.astVoipProviders[0].ulSessionRefresh_MIN_SE", "89", `"89" is out of range; it is a number from 90 to 4294967295`},
		{"B_USE_DHCP", "true", ""},
		{"B_USE_DHCP", "false", ""},
		{"B_USE_DHCP", "1", ""},
		{"B_USE_DHCP", "0x0", ""},
		{"B_USE_DHCP", "2", `"2"` + boolean},
		{"B_USE_DHCP", "yes", `"yes"` + boolean},
		{"I_IP", "0", ""},
		{"I_IP", "0xC0A80101", ""},
		{"I_IP", "4294967295", ""},
		{"I_IP", "4294967296", `"4294967296"` + address},
		{"I_IP", "192.168.1.1", `"192.168.1.1"` + address},
		{"I_SIP_PREFERRED_VOCODER", "0x05,0x01,0x00,0x02,0x03", ""},
		{"I_SIP_PREFERRED_VOCODER", "5,1,255", ""},
		{"I_SIP_PREFERRED_VOCODER", "0,1,2,3,4,5", "has 6 bytes; at most 5 fit"},
		{"I_SIP_PREFERRED_VOCODER", "0x100", `"0x100"` + list},
		{"I_SIP_PREFERRED_VOCODER", "1,,2", `"1,,2"` + list},
		{"BS_CUSTOM.aucKdsPin[0]", "0x12,0x34", ""},
		{"BS_CUSTOM.aucKdsPin[0]", "0x00,0x00", ""},
		{"BS_CUSTOM.aucKdsPin[0]", "0x1A,0x34", pin},
		{"BS_CUSTOM.aucKdsPin[0]", "0xA1,0x34", pin},
		{"BS_CUSTOM.aucKdsPin[0]", "0x12", pin},
		{"BS_CUSTOM.aucKdsPin[0]", "9876", pin},
		{"BS_Accounts.astAccounts[0].uiSendMask", "0x3f", ""},
		{"BS_Accounts.astAccounts[0].uiSendMask", "0x40", `"0x40" has bits that mean nothing here; 0x3f are all there are`},
		{"BS_Accounts.astAccounts[0].uiSendMask", "one", `"one"` + number},
		{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr", "UI_LOCK", ""},
	}
	for _, tt := range tests {
		p, ok := LookupParameter(tt.name)
		if !ok {
			t.Fatalf("%s is not in the catalogue", tt.name)
		}
		var got string
		if err := p.Validate(tt.value); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: Validate(%q) = %q, want %q", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestValidateNeverShowsASecret(t *testing.T) {
	t.Parallel()
	const secret = "hunter2hunter2"
	for _, p := range Parameters() {
		if !p.Secret {
			continue
		}
		for _, value := range []string{secret, strings.Repeat(secret, 10), secret + ",0x12", "0xff," + secret} {
			if err := p.Validate(value); err != nil && strings.Contains(err.Error(), "hunter") {
				t.Errorf("%s %s: the error shows the value: %v", p.Tag, p.Item, err)
			}
		}
	}
	for kind := TypeString; kind <= TypeMask; kind++ {
		p := Parameter{Type: kind, Secret: true, MaxLen: 2}
		err := p.Validate(secret)
		if err == nil || strings.Contains(err.Error(), "hunter") {
			t.Errorf("secret of type %d: %v", kind, err)
		}
	}
}

func FuzzValidate(f *testing.F) {
	for _, seed := range []string{"", "5060", "0x13c4", "0x05,0x01,0xff", "true", "0x12,0x34", "0xC0A80101", ",", "0x", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, p := range Parameters() {
			secret := p
			secret.Secret = true
			shown, hidden := p.Validate(value), secret.Validate(value)
			if (shown == nil) != (hidden == nil) {
				t.Fatalf("%s %s: %q is taken or not as it is secret or not: %v, %v", p.Tag, p.Item, value, shown, hidden)
			}
			if shown != nil && len(shown.Error()) > 4*longestShown+120 {
				t.Fatalf("%s %s: an error of %d bytes", p.Tag, p.Item, len(shown.Error()))
			}
		}
	})
}
