package phone

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

const (
	option114 = "http://a.example/114.xml"
	option66  = "b.example"
	group     = "http://c.example/multicast.xml"
	stored    = "http://d.example/stored.xml"
	factory   = "profile.gigaset.net/device"
)

// dhcp is what the network gives the phone.
func dhcp(d DHCP) option { return func(c *Config, _ *NVM) { c.DHCP = d } }

// server is a data server in memory.
func server(c *Config, n *NVM) { n.Set(c.Model.DataServerItem, stored, false) }

// file is the address of the XML file that a document has set, and configFile puts it into the memory.
const file = "http://e.example/file.xml"

func configFile(_ *Config, n *NVM) { n.Set(itemConfigFile, file, false) }

// TestConfigFile: a document sets it, and the next start asks there. [R-wazo]
func TestConfigFile(t *testing.T) {
	t.Parallel()
	body := found(document(`<S_CONFIGFILE_URL class="string" value="` + file + `"/>`))
	m := newTestPhone(t, "N510", "BL262", atServer, withSwitch("configfile-url", "data-server"))
	want(t, "from BL262 on", lives(m, PowerOn{}, body, PowerOn{}), asks+", provisioned, timer 24h0m0s, get "+file)
	m = newTestPhone(t, "N510", "BL261", atServer, withSwitch("configfile-url", "data-server"))
	want(t, "before", lives(m, PowerOn{}, body, PowerOn{}), asks+", provisioned, timer 24h0m0s, "+asks)
}

// TestAddressOrder: DHCP 114, 66, multicast, the stored data server, that of the factory. [G p7] [W-66] [W-n870] [I-186]
func TestAddressOrder(t *testing.T) {
	t.Parallel()
	const (
		disabled = "NET.IP.IPv4.DHCP.Options.Disabled"
		joined   = "BS_IP_Data1.ucB_USE_DHCP_66_IF_114_NOT_AVAILABLE"
	)
	both, only66 := DHCP{Option114: option114, Option66: option66}, DHCP{Option66: option66}
	long := DHCP{Option114: "http://a.example/" + strings.Repeat("x", 58), Option66: option66}
	fits := DHCP{Option114: long.Option114[:74]}
	storedFirst := withSwitch("data-server-order", "stored-first")
	for _, c := range []struct {
		name, model, firmware, multicast string
		options                          []option
		source                           discovery.Source
		url                              string
	}{
		{"from the box", "N510", "", "", nil, discovery.Manual, factory},
		{"stored", "N510", "", "", []option{server}, discovery.Manual, stored},
		{"multicast", "N510", "", group, []option{server}, discovery.Multicast, group},
		{"66", "N510", "", group, []option{dhcp(only66)}, discovery.DHCP66, option66},
		{"114", "N510", "", group, []option{dhcp(both), server}, discovery.DHCP114, option114},
		{"stored first", "N510", "", group, []option{dhcp(both), server, storedFirst}, discovery.Manual, stored},
		{"stored first, nothing stored", "N510", "", group, []option{dhcp(both), storedFirst}, discovery.DHCP114, option114},
		{"stored blanks", "N510", "", "", []option{withItem("BS_IP_Data1.aucS_DATA_SERVER", " ")}, discovery.Manual, factory},
		{"74 characters", "N510", "", "", []option{dhcp(fits)}, discovery.DHCP114, fits.Option114},
		{"75 characters", "N510", "", "", []option{dhcp(long)}, discovery.DHCP66, option66},
		{"75 characters, taken", "N510", "", "", []option{dhcp(long), withSwitch("option114-too-long", "take")}, discovery.DHCP114, long.Option114},
		{"75 characters, cut", "N510", "", "", []option{dhcp(long), withSwitch("option114-too-long", "cut")}, discovery.DHCP114, long.Option114},
		{"66 below its gate", "N510", "BL244", "", []option{dhcp(only66)}, discovery.Manual, factory},
		{"66 at its gate", "N510", "BL245", "", []option{dhcp(only66)}, discovery.DHCP66, option66},
		{"66 below its gate, switched on", "N510", "BL244", "", []option{dhcp(only66), withSwitch("dhcp66-below-gate", "on")}, discovery.DHCP66, option66},
		{"66 below its gate, by its item", "N510", "BL244", "", []option{dhcp(only66), withItem(joined, "1")}, discovery.DHCP66, option66},
		{"66 on N720", "N720", "", "", []option{dhcp(only66), server}, discovery.Manual, stored},
		{"66 on N720, switched on", "N720", "", "", []option{dhcp(only66), withSwitch("dhcp66-below-gate", "on")}, discovery.DHCP66, option66},
		{"a file in its place", "N510", "BL262", "", []option{server, configFile, withSwitch("configfile-url", "data-server")}, discovery.Manual, file},
		{"a file behind DHCP", "N510", "BL262", "", []option{dhcp(both), configFile, withSwitch("configfile-url", "data-server")}, discovery.DHCP114, option114},
		{"a file without effect", "N510", "BL262", "", []option{server, configFile}, discovery.Manual, stored},
		{"no file", "N510", "BL262", "", []option{server, withSwitch("configfile-url", "data-server")}, discovery.Manual, stored},
		{"DE", "DE410", "", "", []option{dhcp(both), server}, discovery.DHCP114, option114},
		{"DE, stored first", "DE410", "", "", []option{dhcp(both), server, storedFirst}, discovery.Manual, stored},
		{"Maxwell: DHCP beats the stored one", "Maxwell3", "", "", []option{dhcp(both), server}, discovery.DHCP114, option114},
		{"Maxwell: 66 does too", "Maxwell3", "", "", []option{dhcp(only66), server}, discovery.DHCP66, option66},
		{"Maxwell: both disabled", "Maxwell3", "", "", []option{dhcp(both), server, withItem(disabled, "66,114")}, discovery.Manual, stored},
		{"Maxwell: 114 disabled", "Maxwell3", "", "", []option{dhcp(both), withItem(disabled, " 114 ")}, discovery.DHCP66, option66},
		{"Maxwell: 66 disabled", "Maxwell3", "", "", []option{dhcp(only66), server, withItem(disabled, "66")}, discovery.Manual, stored},
		{"Nx70", "N870", "", group, []option{server}, discovery.Multicast, group},
		{"Nx70 from the box: the redirect server", "N870", "", "", nil, discovery.Manual, factory},
		{"Nx70: stored in place of it", "N870", "", "", []option{server}, discovery.Manual, stored},
		{"Nx70: stored in place of it, stored first", "N870", "", "", []option{server, storedFirst}, discovery.Manual, stored},
		{"Nx70 has no 66", "N870", "", "", []option{dhcp(only66), server}, discovery.Manual, stored},
		{"Nx70, stored first", "N870", "", group, []option{dhcp(both), server, storedFirst}, discovery.Manual, stored},
	} {
		m := newTestPhone(t, c.model, c.firmware, c.options...)
		m.Step(PowerOn{Multicast: c.multicast})
		if got := m.address(); got != (discovery.Address{Source: c.source, URL: c.url}) {
			t.Errorf("%s: got %+v, want %q by %q", c.name, got, c.url, c.source)
		}
	}
}

// TestOption15 goes along with the options of DHCP, and with nothing else. [W-66]
func TestOption15(t *testing.T) {
	t.Parallel()
	for source, d := range map[discovery.Source]DHCP{
		discovery.DHCP114: {Option114: option114, Option15: "lan"},
		discovery.DHCP66:  {Option66: option66, Option15: "lan"},
		discovery.Manual:  {Option15: "lan"},
	} {
		got := newTestPhone(t, "Maxwell3", "", dhcp(d)).address()
		if wantDomain := map[bool]string{true: "lan"}[source != discovery.Manual]; got.Source != source || got.Domain != wantDomain {
			t.Errorf("%+v: got %+v, want domain %q by %q", d, got, wantDomain, source)
		}
	}
}

// TestAsksMulticast: where DHCP gave no address, unless a setting forbids it. [G p7] [W-mc3]
func TestAsksMulticast(t *testing.T) {
	t.Parallel()
	const enabled = "SystemSettings.global.SipMulticastEnabled"
	for _, c := range []struct {
		model   string
		options []option
		want    bool
	}{
		{"N510", nil, true},
		{"N510", []option{server}, true},
		{"N510", []option{dhcp(DHCP{Option114: option114})}, false},
		{"N510", []option{dhcp(DHCP{Option66: option66})}, false},
		{"N720", []option{dhcp(DHCP{Option66: option66})}, true},
		{"N870", []option{withItem(enabled, "1")}, true},
		{"N870", []option{withItem(enabled, "0")}, false},
		{"Maxwell3", nil, true},
		{"Maxwell3", []option{withSwitch("multicast", "off")}, false},
	} {
		if got := newTestPhone(t, c.model, "", c.options...).AsksMulticast(); got != c.want {
			t.Errorf("%s with %d options: got %v, want %v", c.model, len(c.options), got, c.want)
		}
	}
}

// TestMulticastOfAnEarlierStart is forgotten at the next one.
func TestMulticastOfAnEarlierStart(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", server)
	want(t, "with a NOTIFY", lives(m, PowerOn{Multicast: group}, gone), "get "+group+", unreachable, timer 24h0m0s")
	want(t, "its timer", lives(m, PollTimer{}, gone), "get "+group+", unreachable, timer 24h0m0s")
	want(t, "without", lives(m, PowerOn{}, gone), "get "+stored+", unreachable, timer 24h0m0s")
}

// TestDHCP66ByDocument: the N720 does not use DHCP option 66 until a document switches it on. [W-66]
func TestDHCP66ByDocument(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N720", "", atServer, dhcp(DHCP{Option66: "prov", Option15: "example.net"}))
	on := `<SYMB_ITEM ID="BS_IP_Data1.ucB_USE_DHCP_66_IF_114_NOT_AVAILABLE" class="symb_item" value="0x1"/>`
	want(t, "as delivered", lives(m, PowerOn{}, found(document(on))), asks+", provisioned, timer 24h0m0s")
	want(t, "switched on", lives(m, PowerOn{}), "get http://prov.example.net/70/1/master.bin")
}
