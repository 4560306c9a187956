package phone

import (
	"strings"
	"testing"
)

const schemaURL = "http://prov.example.net/profile.xsd"

// TestSchemaFetch: where a switch says so the phone asks for the schema that the document names, after everything is stored, and
// whatever comes changes nothing.
func TestSchemaFetch(t *testing.T) {
	t.Parallel()
	const fetched = "get " + testURL + ", get " + schemaURL
	body := document(sets(serverItem, "one"))
	for name, answer := range map[string]Event{
		"a schema": found("<xs:schema/>"), "a document": found(document(sets(serverItem, "two"))), "missing": Response{Status: 404},
		"forbidden": Response{Status: 403}, "gone": gone, "too large": Response{Status: 200, Body: make([]byte, FileSchema.MaxSize()+1)},
		"a redirect": Response{Status: 307, Location: "ftp://x/"}, "unchanged": Response{Status: 304},
	} {
		m := newTestPhone(t, "N510", "", withSwitch("schema-fetch", "on"))
		w := world{files: map[string]Event{testURL: found(body), schemaURL: answer}}
		want(t, name, w.fetch(m, start), fetched+", provisioned")
		holds(t, m, serverItem, "one")
		want(t, name+", again", w.fetch(m, start), fetched+", unchanged")
	}
	off := newTestPhone(t, "N510", "")
	want(t, "off", world{files: map[string]Event{testURL: found(body)}}.fetch(off, start), "get "+testURL+", provisioned")
	for name, text := range map[string]string{
		"none":    strings.Replace(body, `xsi:noNamespaceSchemaLocation="profile.xsd"`, "", 1),
		"no URL":  strings.Replace(body, "profile.xsd", "ftp://x/profile.xsd", 1),
		"empty":   strings.Replace(body, "profile.xsd", "", 1),
		"of xsi:": strings.Replace(body, "noNamespaceSchemaLocation", "schemaLocation", 1),
	} {
		m := newTestPhone(t, "N510", "", withSwitch("schema-fetch", "on"))
		want(t, name, world{files: map[string]Event{testURL: found(text)}}.fetch(m, start), "get "+testURL+", provisioned")
	}
}

// TestSchemaBehindTheLadder: it is asked for like any file, without a person; firmware comes after it.
func TestSchemaBehindTheLadder(t *testing.T) {
	t.Parallel()
	const firmware = "http://fw.example.net/020011.img"
	m := newTestPhone(t, "DE410", "BL02.00.08", withSwitch("schema-fetch", "on"), withItem("S_SPECIAL_DATA_SRV", firmware))
	w := world{files: map[string]Event{testURL: found(document("")), schemaURL: digestOffer, firmware: image}}
	want(t, "refused", w.fetch(m, start), "get "+testURL+", get "+schemaURL+", integrated, get "+firmware+", installed, provisioned")
	m = newTestPhone(t, "DE410", "", withSwitch("schema-fetch", "on"))
	m.Step(start)
	want(t, "switched off meanwhile", play(m, found(document("")), PowerOn{}), "get, provisioned, get")
}
