package phone

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

const (
	testBase = "http://prov.example.net/gigaset"
	testFile = "http://prov.example.net/gigaset/" + testMAC + ".xml"
)

// indexFiles are the files of a walk below testBase on an N510, leading to a format.
func indexFiles(t *testing.T, format string) map[string]Event {
	t.Helper()
	encoded := func(data []byte, err error) Response {
		if err != nil {
			t.Fatal(err)
		}
		return Response{Status: 200, Body: data}
	}
	next := func(file string) Response {
		return encoded(discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: file}}}.Encode())
	}
	sifs := testBase + "/42/2/../../sifs/"
	return map[string]Event{
		testBase + "/42/2/master.bin": encoded(discovery.Master{Sifs: "../../sifs/sifsroot.bin"}.Encode()),
		sifs + "sifsroot.bin":         next("sih.bin"),
		sifs + "sih.bin":              next("sit.bin"),
		sifs + "sit.bin":              next("siu.bin"),
		sifs + "siu.bin":              encoded(discovery.Sifs{Format: format}.Encode()),
		testFile:                      found(document(symbolicPair)),
	}
}

const walked = "get http://prov.example.net/gigaset/42/2/master.bin, master, " +
	"get http://prov.example.net/gigaset/42/2/../../sifs/sifsroot.bin, sifsroot, " +
	"get http://prov.example.net/gigaset/42/2/../../sifs/sih.bin, sih, " +
	"get http://prov.example.net/gigaset/42/2/../../sifs/sit.bin, sit, " +
	"get http://prov.example.net/gigaset/42/2/../../sifs/siu.bin, siu, "

// TestIndexChain: a base address leads by master.bin and the sifs files, asked for with literal dot segments, to the document.
// [G p26] [W-urltab]
func TestIndexChain(t *testing.T) {
	t.Parallel()
	for _, source := range []discovery.Source{discovery.Manual, discovery.DHCP114, discovery.Multicast} {
		m := newTestPhone(t, "N510", "")
		w := world{files: indexFiles(t, "http://%DURL/%MACD.xml")}
		got := w.fetch(m, Start{URL: testBase, Source: source})
		want(t, "from "+string(source), got, walked+"get "+testFile+", provisioned")
		holds(t, m, m.config.Model.UsernameItem, testUser)
	}
}

// TestIndexFilesClimbTheLadder: each index file is asked for without credentials, and a 401 to it is answered with the rungs of
// the ladder, the prompt included. [SEED] [G p26]
func TestIndexFilesClimbTheLadder(t *testing.T) {
	t.Parallel()
	files := indexFiles(t, "http://%DURL/%MACD.xml")
	origin := map[string]Rung{discovery.Origin(testBase): RungConfigured}
	got := world{files: files, opens: origin}.fetch(newTestPhone(t, "N510", "", webPair), Start{URL: testBase})
	if n := strings.Count(got, ", integrated, configured, "); n != 6 {
		t.Errorf("got %d files behind the ladder, want 6: %s", n, got)
	}

	desktop := map[string]Event{}
	for address, e := range files {
		desktop[strings.ReplaceAll(address, "/42/2/", "/62/1/")] = e
	}
	origin[discovery.Origin(testBase)] = RungPrompt
	m := newTestPhone(t, "DE410", "")
	got = world{files: desktop, opens: origin, person: typedOK}.fetch(m, Start{URL: testBase})
	if prompts := strings.Count(got, "prompt, ok, "); prompts != 1 || strings.Count(got, "integrated, prompt, ") != 6 || !strings.HasSuffix(got, "provisioned") {
		t.Errorf("the person is asked once, and what passed answers the other files of the place: got %s", got)
	}
	holds(t, m, m.config.Model.UsernameItem, testUser)
}

// TestIndexFileBad: an index file that is missing, cut off, endless or no index file ends the attempt, and nothing is stored.
func TestIndexFileBad(t *testing.T) {
	t.Parallel()
	sit := testBase + "/42/2/../../sifs/sit.bin"
	for name, c := range map[string]struct {
		answer Event
		want   string
	}{
		"missing":   {Response{Status: 404}, Unreachable},
		"cut":       {Response{Status: 200, Body: []byte{4, 20, 3}}, Rejected},
		"a page":    {found("<html/>"), Rejected},
		"empty":     {found(""), Rejected},
		"too large": {Response{Status: 200, Body: make([]byte, FileIndex.MaxSize()+1)}, Rejected},
		"unchanged": {Response{Status: 304}, Unreachable},
		"gone":      {gone, Unreachable},
		"password":  {Response{Status: 200, Body: append([]byte{4, 32, 3, 30}, "http://user:secret@h.example/\x00"...)}, Rejected},
	} {
		files := indexFiles(t, "http://%DURL/%MACD.xml")
		files[sit] = c.answer
		m := newTestPhone(t, "N510", "")
		o := world{files: files}.outcome(t, m, Start{URL: testBase})
		if o.Outcome != c.want || m.NVM().Len() != 0 || strings.Contains(o.Reason, "secret") {
			t.Errorf("%s: got %s (%s) and %d items, want %s and none", name, o.Outcome, o.Reason, m.NVM().Len(), c.want)
		}
	}
}

// TestIndexWithPassword: an address with a password in it, in an index file, is neither asked for nor shown.
func TestIndexWithPassword(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"http://user:secret@h.example/%MACD.xml", "http://user:sec%ret@h.example/%MACD.xml"} {
		m := newTestPhone(t, "N510", "")
		_, all := world{files: indexFiles(t, format)}.perform(m, Start{URL: testBase})
		for _, a := range all {
			if i, ok := a.(Index); ok && strings.Contains(i.Next, "user") {
				t.Errorf("the trace of %s shows %q", i.Kind, i.Next)
			}
		}
		if o, ok := all[len(all)-2].(Outcome); !ok || o.Outcome != Rejected {
			t.Errorf("got %v, want rejected", all[len(all)-2])
		}
	}
}

// TestIndexRedirect: the redirect service answers the request for an index file with the address of the document [G p26];
// another server may have moved its index files.
func TestIndexRedirect(t *testing.T) {
	t.Parallel()
	const moved = "https://new.example.net/gigaset/42/2/master.bin"
	files := indexFiles(t, "http://%DURL/%MACD.xml")
	master := files[testBase+"/42/2/master.bin"]
	files[testBase+"/42/2/master.bin"] = Response{Status: 307, Location: "https://other.example/n.xml?mac=1"}
	files["https://other.example/n.xml?mac=1"] = found(document(""))
	got := world{files: files}.fetch(newTestPhone(t, "N510", ""), Start{URL: testBase})
	want(t, "to the document", got, "get "+testBase+"/42/2/master.bin, get https://other.example/n.xml?mac=1, provisioned")
	files["https://other.example/n.xml?mac=1"] = Response{Status: 304}
	got = world{files: files}.fetch(newTestPhone(t, "N510", ""), Start{URL: testBase})
	want(t, "to a document that has not changed", got, "get "+testBase+"/42/2/master.bin, get https://other.example/n.xml?mac=1, unchanged")

	files[testBase+"/42/2/master.bin"] = Response{Status: 307, Location: moved}
	files[moved] = master
	got = world{files: files}.fetch(newTestPhone(t, "N510", ""), Start{URL: testBase})
	want(t, "to the index file", got, "get "+testBase+"/42/2/master.bin, get "+moved+strings.TrimPrefix(walked, "get "+testBase+"/42/2/master.bin")+
		"get "+testFile+", provisioned")
	got = world{files: files}.fetch(newTestPhone(t, "N510", "", withSwitch("index-redirect", "document")), Start{URL: testBase})
	want(t, "index-redirect=document", got, "get "+testBase+"/42/2/master.bin, get "+moved+", rejected")
}

// TestBaseAddressOfNewerFamilies: they ask for provisioning.xml, and when that is missing for <MAC>.xml; any other answer ends the
// attempt. [W-urltab] [W-n870]
func TestBaseAddressOfNewerFamilies(t *testing.T) {
	t.Parallel()
	const first, second = testBase + "/provisioning.xml", testBase + "/7c2f80123456.xml"
	for _, name := range []string{"Maxwell3", "N870"} {
		m := newTestPhone(t, name, "")
		body := found(provisioning(m, "", ""))
		for what, c := range map[string]struct {
			files map[string]Event
			want  string
		}{
			"provisioning.xml": {map[string]Event{first: body, second: body}, "get " + first + ", provisioned"},
			"<MAC>.xml":        {map[string]Event{second: body}, "get " + first + ", get " + second + ", provisioned"},
			"neither":          {nil, "get " + first + ", get " + second + ", unreachable"},
			"an error":         {map[string]Event{first: Response{Status: 500}, second: body}, "get " + first + ", unreachable"},
		} {
			want(t, name+", "+what, world{files: c.files}.fetch(m, Start{URL: testBase}), c.want)
		}
		leads := found(provisioning(m, "", `<custom><step type="Redirect" url="more.xml"/></custom>`))
		want(t, name+", a second file that is missing", world{files: map[string]Event{first: leads, second: body}}.fetch(m, Start{URL: testBase}),
			"get "+first+", get "+testBase+"/more.xml, unreachable")
		upper := newTestPhone(t, name, "", withSwitch("file-name-case", "upper"))
		want(t, name+", file-name-case=upper", world{}.fetch(upper, Start{URL: testBase}), "get "+first+", get "+testFile+", unreachable")
	}
}

// TestAddressForms: what a phone asks for with an address of each form, and each switch that changes it.
func TestAddressForms(t *testing.T) {
	t.Parallel()
	base114 := "http://prov.example.net/" + strings.Repeat("a", 60)
	for _, c := range []struct {
		model, firmware, name, value string
		start                        Start
		want                         string
	}{
		{"N510", "", "", "", Start{URL: "http://h.example/%MACD.xml"}, "http://h.example/7C2F80123456.xml"},
		{"N870", "", "", "", Start{URL: "http://h.example/%MACC.xml"}, "http://h.example/7c:2f:80:12:34:56.xml"},
		{"N510", "", "", "", Start{URL: "h.example/x.xml"}, "http://h.example/x.xml"},
		{"N510", "", "", "", Start{URL: "http://h.example", Source: discovery.DHCP66}, "http://h.example/7C2F80123456.xml"},
		{"N510", "BL244", "", "", Start{URL: "http://h.example", Source: discovery.DHCP66}, ""},
		{"N510", "BL244", "dhcp66-below-gate", "on", Start{URL: "http://h.example", Source: discovery.DHCP66}, "http://h.example/7C2F80123456.xml"},
		{"DE410", "", "provisioning-id", "7", Start{URL: "http://h.example"}, "http://h.example/62/7/master.bin"},
		{"N510", "", "unknown-token", "refuse", Start{URL: "http://h.example/%MACD%XY.xml"}, ""},
		{"N510", "", "unknown-token", "keep", Start{URL: "http://h.example/%MACD%20.xml"}, "http://h.example/7C2F80123456%20.xml"},
		{"N510", "", "option114-too-long", "ignore", Start{URL: base114, Source: discovery.DHCP114}, ""},
		{"N510", "", "option114-too-long", "cut", Start{URL: base114, Source: discovery.DHCP114}, base114[:74] + "/42/2/master.bin"},
		{"N510", "", "option114-too-long", "take", Start{URL: base114, Source: discovery.DHCP114}, base114 + "/42/2/master.bin"},
		{"N510", "", "multicast-address", "document", Start{URL: testBase, Source: discovery.Multicast}, testBase},
		{"N510", "", "dhcp-document", "append", Start{URL: testURL, Source: discovery.DHCP114}, testURL + "/42/2/master.bin"},
		{"N510", "", "data-server-token", "stored", Start{URL: "http://%DURL/%MACD.xml"}, "http://profile.gigaset.net/device/7C2F80123456.xml"},
		{"Maxwell3", "", "option15-suffix", "with-66", Start{URL: "http://h/%MACD.xml", Source: discovery.DHCP66, Domain: "lan"}, "http://h/7c2f80123456.xml.lan"},
		{"Maxwell3", "", "option15-suffix", "off", Start{URL: "http://h/%MACD.xml", Source: discovery.DHCP66, Domain: "lan"}, "http://h/7c2f80123456.xml"},
	} {
		var options []option
		if c.name != "" {
			options = append(options, withSwitch(c.name, c.value))
		}
		wanted := "unreachable"
		if c.want != "" {
			wanted = "get " + c.want + ", unreachable"
		}
		got := world{files: map[string]Event{c.want: gone}}.fetch(newTestPhone(t, c.model, c.firmware, options...), c.start)
		want(t, c.model+" "+c.name+"="+c.value+" "+c.start.URL, got, wanted)
	}
}

// TestProviderCode: the digits of the code choose the sifs files. [G p26]
func TestProviderCode(t *testing.T) {
	t.Parallel()
	root := discovery.Sifs{Pointers: []discovery.Pointer{{Type: 1, File: "sih_1xx.bin"}, {Type: 4, File: "sih_4xx.bin"}}}
	data, err := root.Encode()
	if err != nil {
		t.Fatal(err)
	}
	files := indexFiles(t, "")
	sifs := testBase + "/42/2/../../sifs/"
	files[sifs+"sifsroot.bin"] = Response{Status: 200, Body: data}
	for _, c := range []struct {
		option option
		want   string
	}{
		{withSwitch("provider-code", "444"), "sih_4xx.bin"},
		{withSwitch("provider-code", "123"), "sih_1xx.bin"},
		{withCode("12387426549864"), "sih_1xx.bin"},
	} {
		got := world{files: files}.fetch(newTestPhone(t, "N510", "", c.option), Start{URL: testBase})
		if !strings.HasSuffix(got, "get "+sifs+c.want+", unreachable") {
			t.Errorf("got %s, want the phone to ask for %s", got, c.want)
		}
	}
	constant := newTestPhone(t, "N510", "", withSwitch("provider-code", "123"), withSwitch("sifs-pointer", "constant"))
	if got := (world{files: files}).fetch(constant, Start{URL: testBase}); !strings.HasSuffix(got, "sih_4xx.bin, unreachable") {
		t.Errorf("sifs-pointer=constant: got %s, want the entry of type 04", got)
	}
}

// TestRedirectService: the index files of the factory's data server lead to the redirect service, which answers the integrated
// pair with 307 and the provider's address, its tokens expanded; there authentication starts anew. [G p26]
func TestRedirectService(t *testing.T) {
	t.Parallel()
	const (
		service  = "https://213.203.227.194/macredirect/ap?mac=7C:2F:80:12:34:56"
		provider = "https://provider.example/gigaset/cgi/ap?mac=7C:2F:80:12:34:56"
	)
	files := indexFiles(t, "https://213.203.227.194/macredirect/ap?mac=%MACC")
	files[service] = Response{Status: 307, Location: provider}
	files[provider] = found(document(""))
	w := world{files: files, opens: map[string]Rung{discovery.Origin(service): RungIntegrated, discovery.Origin(provider): RungConfigured}}
	m := newTestPhone(t, "N510", "", webPair)
	want(t, "redirect service", w.fetch(m, Start{URL: testBase}),
		walked+"get "+service+", integrated, get "+provider+", integrated, configured, provisioned")
}

// TestIndexFilesAreBinary: XML is for documents alone, and in the place of an index file it is none. [G p35]
func TestIndexFilesAreBinary(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"/42/2/master.bin", "/42/2/../../sifs/siu.bin"} {
		files := indexFiles(t, "http://%DURL/%MACD.xml")
		files[testBase+name] = found(document(symbolicPair))
		m := newTestPhone(t, "N510", "")
		if o := (world{files: files}).outcome(t, m, Start{URL: testBase}); o.Outcome != Rejected || m.NVM().Len() != 0 {
			t.Errorf("%s: got %s (%s) and %d items", name, o.Outcome, o.Reason, m.NVM().Len())
		}
	}
}
