package phone

import (
	"fmt"
	"strings"
	"testing"
)

const (
	secondProfile = "http://prov.example.net/second.xml"
	thirdProfile  = "http://prov.example.net/third.xml"
)

// leadingTo is the element that leads to an extended profile.
func leadingTo(address string) string {
	return fmt.Sprintf(`<EXTENDED_PROFILE class="string" value=%q/>`, address)
}

// extended is an extended profile, with further elements inside.
func extended(elements string) string {
	return `<ProviderFrame><Provider><PROFILE_NAME class="string" value=""/><PROFILE_VERSION class="string" value=""/>` + elements + `</Provider></ProviderFrame>`
}

// sets is an element that sets an item of the N510.
func sets(item, value string) string {
	return fmt.Sprintf(`<SYMB_ITEM ID=%q class="symb_item" value='"%s"'/>`, item, value)
}

const (
	serverItem = "BS_IP_Data1.aucS_SIP_SERVER"
	realmItem  = "BS_IP_Data1.aucS_SIP_DOMAIN"
)

// chainOf is three profiles in a chain; the second sets what the first set too.
func chainOf() map[string]Event {
	return map[string]Event{
		testURL:       found(document(leadingTo(secondProfile) + sets(serverItem, "one"))),
		secondProfile: found(extended(leadingTo("third.xml") + sets(serverItem, "two"))),
		thirdProfile:  found(extended(sets(realmItem, "three"))),
	}
}

const chain = "get " + testURL + ", get " + secondProfile + ", get " + thirdProfile

// TestExtendedProfiles: a profile leads to another, three in all; success is shown only if all were loaded. [G p44]
func TestExtendedProfiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "C610", "N300"} {
		m := newTestPhone(t, name, "")
		want(t, name, world{files: chainOf()}.fetch(m, start), chain+", provisioned")
		if name != "N510" {
			continue // the catalogue knows the items of the N510 only
		}
		holds(t, m, serverItem, "two")
		holds(t, m, realmItem, "three")
		want(t, "again", world{files: chainOf()}.fetch(m, start), "get "+testURL+", unchanged")
	}
	for _, name := range []string{"N720", "DE410", "DX800A"} {
		m := newTestPhone(t, name, "")
		want(t, name, world{files: chainOf()}.fetch(m, start), "get "+testURL+", provisioned")
	}
}

// TestExtendedProfileFails: whatever is wrong with one profile of a chain, nothing of any is stored, and the reason begins with one
// general message. [G p44]
func TestExtendedProfileFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer Event
		want   string
	}{
		"missing":         {Response{Status: 404}, Unreachable},
		"refused":         {Response{Status: 403}, Refused},
		"gone":            {gone, Unreachable},
		"unchanged":       {Response{Status: 304}, Unreachable},
		"encrypted":       {found("\x8f\x02\xee\x91garbage"), Rejected},
		"no profile":      {found("<html/>"), Rejected},
		"another family":  {found(`<provisioning productID="e2"/>`), Rejected},
		"MAC_ADDRESS":     {found(extended(`<MAC_ADDRESS value="` + testMAC + `"/>`)), Rejected},
		"ACTIVATION_CODE": {found(extended(`<ACTIVATION_CODE value="12387426549864"/>`)), Rejected},
		"no PROFILE_NAME": {found(`<ProviderFrame><Provider><PROFILE_VERSION class="string" value=""/></Provider></ProviderFrame>`), Rejected},
		"no version":      {found(`<ProviderFrame><Provider><PROFILE_NAME class="string" value="x"/></Provider></ProviderFrame>`), Rejected},
		"a fourth":        {found(extended(leadingTo("fourth.xml"))), Rejected},
		"too large":       {Response{Status: 200, Body: make([]byte, FileDocument.MaxSize()+1)}, Rejected},
		"a circle":        {found(extended(leadingTo(testURL))), Rejected},
	} {
		files := chainOf()
		files[thirdProfile] = c.answer
		m := newTestPhone(t, "N510", "", webPair)
		before := m.NVM().Len()
		o := world{files: files}.outcome(t, m, start)
		if o.Outcome != c.want || !strings.HasPrefix(o.Reason, generalFailure+": ") || m.NVM().Len() != before {
			t.Errorf("%s: got %s (%s) and %d items, want %s and %d", name, o.Outcome, o.Reason, m.NVM().Len(), c.want, before)
		}
	}
}

// TestDocumentsInACircle: a document that leads to itself, or to one that led to it, ends the attempt.
func TestDocumentsInACircle(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]Event{
		"itself":  {testURL: found(document(leadingTo(testURL)))},
		"the one": {testURL: found(document(leadingTo(secondProfile))), secondProfile: found(extended(leadingTo("n.xml")))},
	} {
		m := newTestPhone(t, "N510", "")
		o := world{files: files}.outcome(t, m, start)
		if o.Outcome != Rejected || !strings.Contains(o.Reason, errLedBack.Error()) || m.NVM().Len() != 0 {
			t.Errorf("%s: got %s, %s", name, o.Outcome, o.Reason)
		}
	}
}

// TestExtendedProfileOfOtherKinds: an extended profile may be binary, and its address may have tokens, TLS and a redirect in its way.
// [G p44]
func TestExtendedProfileOfOtherKinds(t *testing.T) {
	t.Parallel()
	binary := "\x40\x02x\x00" + record(1, record(2, "S_SIP_SERVER\x00")+record(5, "binary\x00"))
	files := map[string]Event{
		testURL:                                  found(document(leadingTo("https://tls.example/%MACD.bin"))),
		"https://tls.example/7C2F80123456.bin":   Response{Status: 307, Location: "https://other.example/profile.bin"},
		"https://other.example/profile.bin":      found(binary),
		"https://tls.example/not-asked-for.html": gone,
	}
	m := newTestPhone(t, "N510", "", webPair)
	w := world{files: files, opens: map[string]Rung{"https://other.example:443": RungConfigured}}
	want(t, "binary", w.fetch(m, start),
		"get "+testURL+", get https://tls.example/7C2F80123456.bin, get https://other.example/profile.bin, integrated, configured, provisioned")
	holds(t, m, serverItem, "binary")
	files["https://other.example/profile.bin"] = found(binary[len("\x40\x02x\x00"):])
	want(t, "binary without a name", w.fetch(newTestPhone(t, "N510", "", webPair), start),
		"get "+testURL+", get https://tls.example/7C2F80123456.bin, get https://other.example/profile.bin, integrated, configured, provisioned")
	want(t, "none at all", play(newTestPhone(t, "N510", ""), start, found(document(leadingTo("")))), "get, provisioned")
}

// record is one record of a binary profile.
func record(typ byte, value string) string { return string([]byte{typ, byte(len(value))}) + value }

// TestBinaryProfile: the main document may be binary too, with its name and VERSION. [G p34] [G p35]
func TestBinaryProfile(t *testing.T) {
	t.Parallel()
	body := record(0, "2811120928\x00") + record(0x40, "d_1.bin\x00") + record(1, record(2, "S_SIP_SERVER\x00")+record(5, "one\x00"))
	m := newTestPhone(t, "N510", "")
	want(t, "first", play(m, start, found(body)), "get, provisioned")
	holds(t, m, serverItem, "one")
	holds(t, m, m.config.Model.ProfileDateItem, "2811120928")
	want(t, "again", play(m, start, found(body)), "get, unchanged")
	want(t, "on a newer family", play(newTestPhone(t, "N870", ""), start, found(body)), "get, rejected")
	want(t, "cut", play(newTestPhone(t, "N510", ""), start, found(body[:9])), "get, rejected")
}

// TestDocumentWayIsBounded: no document makes a phone ask for more than a bounded number of files.
func TestDocumentWayIsBounded(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "Maxwell3", "")
	files := map[string]Event{}
	for i := range 100 {
		step := fmt.Sprintf(`<custom><step type="Redirect" url="http://h.example/%d.xml"/></custom>`, i+1)
		files[fmt.Sprintf("http://h.example/%d.xml", i)] = found(provisioning(m, param("SIP.Port", "5060"), step))
	}
	steps, _ := world{files: files}.perform(m, Start{URL: "http://h.example/0.xml"})
	if len(steps) != maxFiles+1 || steps[len(steps)-1] != Rejected || m.NVM().Len() != 0 {
		t.Errorf("got %d steps, the last %s, and %d items; want %d files and nothing stored", len(steps), steps[len(steps)-1], m.NVM().Len(), maxFiles)
	}
	var wide strings.Builder
	for i := range 100 {
		fmt.Fprintf(&wide, `<category type="nvm" url="http://h.example/%d.xml"/>`, i)
	}
	files = map[string]Event{testURL: found(`<provisioning version="1.0" productID="mx3b">` + wide.String() + `</provisioning>`)}
	for i := range 100 {
		files[fmt.Sprintf("http://h.example/%d.xml", i)] = found(`<settings version="1.0" productID="mx3b"/>`)
	}
	steps, _ = world{files: files}.perform(m, start)
	if last := steps[len(steps)-1]; last != Rejected || len(steps) != 2 || m.NVM().Len() != 0 {
		t.Errorf("a wide document: got %d steps, the last %s; want that none of its files is asked for", len(steps), last)
	}
}

// TestOnlyXMLIsExtended: a binary profile leads to no other, whatever its keys are called; of two in one XML profile the last
// counts. [G p44]
func TestOnlyXMLIsExtended(t *testing.T) {
	t.Parallel()
	binary := record(0x40, "x\x00") + record(1, record(2, "EXTENDED_PROFILE\x00")+record(5, secondProfile+"\x00")) +
		record(1, record(2, "S_SIP_SERVER\x00")+record(5, "one\x00"))
	m := newTestPhone(t, "N510", "")
	want(t, "binary", world{files: map[string]Event{testURL: found(binary)}}.fetch(m, start), "get "+testURL+", provisioned")
	holds(t, m, serverItem, "one")
	files := map[string]Event{testURL: found(document(leadingTo(secondProfile) + leadingTo(thirdProfile))), thirdProfile: found(extended(""))}
	want(t, "two", world{files: files}.fetch(newTestPhone(t, "N510", ""), start), "get "+testURL+", get "+thirdProfile+", provisioned")
}
