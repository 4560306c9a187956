package provdoc

import (
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// addressItems are items of each kind of address, in the forms of each family.
var (
	hostItems = []string{
		"S_SIP_SERVER", "S_SIP_SERVER_2", "S_SIP_REGISTRAR", "S_SIP_DOMAIN", "S_OUTBOUND_PROXY",
		"S_STUN_SERVER", "S_SIP_SERVER_1",
		"BS_IP_Data1.aucS_SIP_SERVER", "BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[%]",
		"SIP.Account.0.ProxyServer.Address",
		"SIP.Account.3.Domain", "NetDir.LDAP.0.Server.Address", "SipProvider.0.ProxyServerAddress",
		"SipProvider.1.OutboundProxyAddress",
	}
	hostPortItems = []string{
		"BS_IP_Data1.aucS_TIME_NTP_SERVER[0]", "BS_IP_Data.aucS_TIME_NTP_SERVER",
		"System.DateAndTime.TimeServer", "DmGlobal.0.NtpServer",
	}
	leadItems = []string{
		"S_DATA_SERVER", "BS_IP_Data1.aucS_DATA_SERVER[0]", "BS_IP_Data.aucS_DATA_SERVER[%]",
		"S_CONFIGFILE_URL",
		"System.Provision.ProvisioningServer", "Provisioning.global.ProvisioningServer",
		"S_SPECIAL_DATA_SRV", "S_SPECIAL_DATA_SRV_IWU",
	}
	urlItems = append([]string{"S_HTTP_PROXY_URL", "XMLDir.0.ServerURL", "BS_XML_Netdirs.astNetdirProvider[0].aucServerURL"}, leadItems...)
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	hosts := []string{"pbx", "pbx.example.net", "10.0.0.1", "2001:db8::1", "[2001:db8::1]", "my_pbx", "sip", "http", "1", "%BWHOST-1%", "pbx.%DOMAIN%", ""}
	ports := []string{"ntp.example.net:123", "[2001:db8::1]:123", "10.0.0.1:65535", "%BWHOST-1%:%BWPORT-1%"}
	urls := []string{
		"profile.gigaset.net/device", "prov.example.net", "10.0.0.1:8667/gigaset",
		"http://prov.example.net", "https://prov.example.net:8443/%MACD.xml",
		"HTTP://PROV.example.net/?mac=%MACC", "http://[2001:db8::1]:8480/x",
		"http://%BWDEVICEACCESSFQDN%/dms/n720", "http://h/a%20b", "http", "",
	}
	for _, c := range []struct{ items, values []string }{
		{hostItems, hosts}, {hostPortItems, slices.Concat(hosts, ports)}, {urlItems, urls},
	} {
		for _, item := range c.items {
			p, known := LookupParameter(item)
			if !known {
				t.Fatalf("%s is not in the catalogue", item)
			}
			for _, value := range c.values {
				if err := p.Validate(value); err != nil && p.Type != TypeHTTP {
					t.Errorf("%s=%q: %v", item, value, err)
				}
			}
		}
	}
}

// TestAddressFaults has each kind of wrong address with what has to be said of it.
func TestAddressFaults(t *testing.T) {
	t.Parallel()
	hosts := map[string]string{
		"https://pbx":               "scheme: write the host without https://, pbx",
		"sip:pbx":                   "scheme: write the host without sip:, pbx",
		"sips:pbx.example.net:5061": "without sips:, pbx.example.net",
		"tftp://x":                  "without tftp://, x", "htp://x/y": "without htp://, x",
		" pbx": "remove the space", "pbx ": "remove the space", "pbx\t": "remove the space",
		"  ": "remove the item", "p bx": "inside",
		"pbx\u00a0": "remove the space", "pbx/x": "write the host alone, pbx",
		"pbx;transport=tls": "write the host alone, pbx", "a@pbx": "what follows the @",
		"10.0.0.300": "not an IP address", "10.0.0": "not an IP address", "10.0.0.01": "not an IP address",
		"büro.example.net": "xn--",
		"pbx.":             "without the last dot", "pbx..net": "two dots", ".pbx": "two dots",
		"-pbx": "hyphen", "a&b": "letters, digits", `"pbx"`: "letters, digits",
		"pbx,pbx2": "letters, digits", "2001:db8:::1": "neither a host name",
		"[2001:db8::1": "neither a host name", "fe80::1%eth0": "neither a host name",
		strings.Repeat("x", 64): "between two dots", ":5060": "no host", "pbx:0": "1 to 65535",
		"pbx:70000": "1 to 65535", "pbx:": "1 to 65535", "pbx:sip": "1 to 65535",
	}
	urls := map[string]string{
		"htp://x": "neither http://", "tftp://x": "nor https://", "ftp://h/": "nor https://",
		"http//x": "write http://HOST/PATH", "https:/x": "write https://HOST/PATH",
		"http:x": "write http://HOST/PATH", "sip:pbx": "begins with sip:", "://x": "nor https://",
		"http://": "no host", "http:///x": "no host",
		" http://h/": "remove the space", "http://h/ ": "remove the space",
		"http://h/a b": "inside", "http://h/\r\nx": "inside", "http://h/ü": "%C3%BC",
		"http://hü/": "xn--", "http://h:0/": "1 to 65535", "http://h:70000/": "1 to 65535",
		"http://10.0.0.300/": "not an IP address", "http://h/#x": "has a #",
		`http:\\h\x`: "http://HOST", `http://h\x`: "write /", "http://h/{mac}.xml": "write %MACD",
		"h/{MAC}": "write %MACD", "http://h/%MAC.xml": "replaces %MAC:",
		"http://h./": "last dot", "http://2001:db8::1/": "brackets",
	}
	for _, item := range hostItems {
		checkFaults(t, item, hosts)
		checkFaults(t, item, map[string]string{"pbx:5060": "has a port", "[2001:db8::1]:5060": "has a port"})
	}
	for _, item := range hostPortItems {
		checkFaults(t, item, hosts)
	}
	for _, item := range urlItems {
		checkFaults(t, item, urls)
	}
	for _, item := range leadItems {
		checkFaults(t, item, map[string]string{"http://user:canary@h/": "has a user name"})
	}
}

// checkFaults demands for each value of an item an error that says something, as an entry and in a
// document, and that repeats no password.
func checkFaults(t *testing.T, item string, faults map[string]string) {
	t.Helper()
	p, known := LookupParameter(item)
	if !known {
		t.Fatalf("%s is not in the catalogue", item)
	}
	m, err := model.Lookup(p.Models[0])
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range faults {
		if p.Type == TypeHTTP && p.takes(value) != nil {
			continue
		}
		err := p.Validate(value)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s=%q: error %v, want one with %q", item, value, err, want)
			continue
		}
		found := CheckEntries(m, model.Firmware{}, []Entry{{Name: item, Value: value}})
		if !slices.ContainsFunc(found, func(f EntryFault) bool { return f.Severity == Error && strings.Contains(f.Message, want) }) &&
			!strings.ContainsAny(value, "\t\r") {
			t.Errorf("entry %s=%q: %v, want an error with %q", item, value, found, want)
		}
	}
}

// TestPortItems names for each host with a port of its own the item that takes it.
func TestPortItems(t *testing.T) {
	t.Parallel()
	for item, want := range map[string]string{
		"S_SIP_SERVER": "I_SIP_SERVER_PORT", "S_SIP_SERVER_2": "I_SIP_SERVER_PORT_2",
		"S_SIP_REGISTRAR_6":             "I_SIP_REGISTRAR_PORT_6",
		"BS_IP_Data1.aucS_SIP_SERVER_3": "I_SIP_SERVER_PORT_3",
		"S_OUTBOUND_PROXY":              "I_OUTBOUND_PROXY_PORT", "S_STUN_SERVER_1": "I_STUN_SERVER_PORT_1",
		"S_SIP_DOMAIN": "",
		"BS_VOIP_Data.astVoipProviders[4].aucSIP_REGISTRAR[%]": "BS_VOIP_Data.astVoipProviders[4].uiSIP_REGISTRAR_PORT",
		"SIP.Account.0.ProxyServer.Address":                    "SIP.Account.0.ProxyServer.Port",
		"SIP.Account.0.Domain":                                 "", "NetDir.LDAP.1.Server.Address": "NetDir.LDAP.1.Server.Port",
		"SipProvider.2.FailoverServerAddress": "SipProvider.2.FailoverServerPort",
		"SipProvider.2.RegServerAddress":      "SipProvider.2.RegServerPort",
	} {
		if p, _ := LookupParameter(item); p.portItem() != want {
			t.Errorf("%s: its port is in %q, want %q", item, p.portItem(), want)
		}
	}
}

// TestPhonesStoreWrongAddresses: the catalogue does not make a phone more careful than any source
// says.
func TestPhonesStoreWrongAddresses(t *testing.T) {
	t.Parallel()
	n510, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	document, err := Build(Frame{Model: n510, Version: "0101261200", Entries: []Entry{{"S_SIP_SERVER", "sip:pbx"}, {"S_DATA_SERVER", "htp://x"}}})
	if err != nil {
		t.Fatal(err)
	}
	d, _ := Parse(document)
	settings, findings := d.Settings(n510, nil)
	if len(settings) != 2 || settings[0].Value != "sip:pbx" || len(findings) > 0 {
		t.Errorf("settings %v, findings %v; want both stored and nothing found", settings, findings)
	}
	var codes []string
	for _, f := range Check(document, CheckOptions{Model: n510}) {
		codes = append(codes, f.Code+" "+f.Item)
	}
	if want := []string{"bad-address S_SIP_SERVER", "bad-address S_DATA_SERVER"}; !slices.Equal(codes, want) {
		t.Errorf("check finds %q, want %q", codes, want)
	}
}

func TestAddressesOutsideItems(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`<ProviderFrame><Provider><VERSION value="0101261200"/><PROFILE_NAME class="string" value="N510"/><EXTENDED_PROFILE class="string" value="htp://x/y.xml"/></Provider></ProviderFrame>`: "bad-address",
		`<provisioning version="1.1" productID="e2"><custom><step type="Redirect" url="htp://x/y.xml"/></custom></provisioning>`:                                                               "bad-address",
		`<provisioning version="1.1" productID="e2"><custom><step type="Redirect" url="{mac}.xml"/></custom></provisioning>`:                                                                   "unknown-token",
		`<provisioning version="1.1" productID="e2"><custom><step type="Redirect" url="sub/%MACD.xml"/></custom></provisioning>`:                                                               "",
	} {
		got := ""
		for _, f := range Check([]byte(document), CheckOptions{}) {
			got += f.Code
		}
		if got != want {
			t.Errorf("%s: finds %q, want %q", document, got, want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"pbx:5060", "http://u:canary@h:1/%MACD?x#", "[::1]:80", "sip:sip:sip:", "http//x", "%A%:%B%", "://://", "{", "@", ":"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, p := range []Parameter{{Type: TypeHost}, {Type: TypeHostPort}, {Type: TypeURL}, {Type: TypeURL, Role: RoleDataServer}} {
			fault := p.addressFault(value)
			if fault != nil && strings.Contains(value, "@") && !strings.Contains(value, "/") && strings.Contains(fault.message, value) && len(value) > 8 {
				t.Errorf("%v: %q is repeated: %s", p.Type, value, fault.message)
			}
			if fault == nil && strings.ContainsAny(value, " \t\r\n{") {
				t.Errorf("%v: %q is taken", p.Type, value)
			}
		}
		if e, err := ParseEndpoint(value); err == nil && (e.Port < 0 || e.Port > 65535 || e.Host == "" && value != "") {
			t.Errorf("%q is endpoint %+v", value, e)
		}
	})
}
