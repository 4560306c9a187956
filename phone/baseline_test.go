package phone

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

const baselinesFile = testBase + "/42/2/../baselines.bin"

// withBaselines are the files of a walk whose master names an index of firmware with these versions.
func withBaselines(t *testing.T, all ...discovery.Baseline) map[string]Event {
	t.Helper()
	files := indexFiles(t, "http://%DURL/%MACD.xml")
	master, err := discovery.Master{Sifs: "../../sifs/sifsroot.bin", Baselines: "../baselines.bin"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	index, err := discovery.EncodeBaselines(all)
	if err != nil {
		t.Fatal(err)
	}
	files[testBase+"/42/2/master.bin"] = Response{Status: 200, Body: master}
	files[baselinesFile] = Response{Status: 200, Body: index}
	return files
}

// TestBaselines: the branch of firmware goes from master.bin over baselines.bin to the file, once the document is stored. [G p26]
func TestBaselines(t *testing.T) {
	t.Parallel()
	const fetched = walked + "get " + testFile
	old, newer := discovery.Baseline{Version: 189, File: "fw189.bin"}, discovery.Baseline{Version: 270, File: "fw270.bin"}
	for name, c := range map[string]struct {
		files   map[string]Event
		options []option
		want    string
	}{
		"newer":      {withBaselines(t, old, newer), nil, ", get " + baselinesFile + ", baselines, get " + testBase + "/42/fw270.bin, declined, provisioned"},
		"newest":     {withBaselines(t, newer, old), nil, ", get " + baselinesFile + ", baselines, get " + testBase + "/42/fw270.bin, declined, provisioned"},
		"older":      {withBaselines(t, old), nil, ", get " + baselinesFile + ", baselines, declined, provisioned"},
		"none":       {withBaselines(t), nil, ", get " + baselinesFile + ", baselines, provisioned"},
		"auto 0":     {withBaselines(t, newer), []option{withItem("BS_IP_Data.ucB_AUTO_UPDATE_FW", "0")}, ", provisioned"},
		"auto 0x1":   {withBaselines(t, old), []option{withItem("BS_IP_Data.ucB_AUTO_UPDATE_FW", "0x1")}, ", get " + baselinesFile + ", baselines, declined, provisioned"},
		"ignored":    {withBaselines(t, old), []option{withItem("BS_IP_Data.ucB_AUTO_UPDATE_FW", "0"), withSwitch("auto-update-firmware", "ignore")}, ", get " + baselinesFile + ", baselines, declined, provisioned"},
		"named file": {withBaselines(t, newer), []option{withItem(specialItem, newN510)}, ", get " + newN510 + ", declined, provisioned"},
		"named, old": {withBaselines(t, newer), []option{withItem(specialItem, "http://fw.example.net/merkur207_42.bin")}, ", declined, provisioned"},
	} {
		got := world{files: c.files}.fetch(newTestPhone(t, "N510", "BL258", c.options...), Start{URL: testBase})
		want(t, name, got, fetched+c.want)
	}
	files := withBaselines(t, old, newer)
	files[testBase+"/42/fw270.bin"] = image
	m := newTestPhone(t, "N510", "BL258")
	want(t, "installed", world{files: files}.fetch(m, Start{URL: testBase}), fetched+", get "+baselinesFile+", baselines, get "+testBase+"/42/fw270.bin, installed, provisioned")
	want(t, "runs", m.Firmware().String(), "42.270.00.000.000")
}

// TestBaselinesTriggers: the index of firmware is looked into when a file that the memory names would be, and after starts a file is tried
// once. [W-fw]
func TestBaselinesTriggers(t *testing.T) {
	t.Parallel()
	const looks, tries = ", get " + baselinesFile + ", baselines", ", get " + testBase + "/42/fw270.bin, declined"
	w := world{files: withBaselines(t, discovery.Baseline{Version: 270, File: "fw270.bin"})}
	at := func(c *Config, _ *NVM) { c.DHCP.Option114 = testBase }
	fetched := walked + "get " + testFile
	m := newTestPhone(t, "N510", "BL258", at)
	want(t, "the button", w.fetch(m, StartButton{}), fetched+", provisioned")
	want(t, "a start", w.fetch(m, PowerOn{}), fetched+looks+tries+", unchanged")
	want(t, "the next start", w.fetch(m, PowerOn{}), fetched+looks+", unchanged")
	want(t, "the timer", w.fetch(m, PollTimer{}), fetched+looks+tries+", unchanged")
	m = newTestPhone(t, "N510", "BL258", at)
	m.Step(FactoryReset{})
	want(t, "after a factory reset", w.fetch(m, PowerOn{}), fetched+", provisioned")
}

// TestBaselinesOfN720: each of the two items of the N720 keeps it from looking. [R-wazo]
func TestBaselinesOfN720(t *testing.T) {
	t.Parallel()
	files := map[string]Event{}
	for address, e := range withBaselines(t, discovery.Baseline{Version: 40, File: "fw040.bin"}) {
		files[strings.Replace(address, "/42/2/", "/70/1/", 1)] = e
	}
	for item, looks := range map[string]bool{"": true, "BS_IP_Data.ucB_DO_CHECK_FOR_FIRMWARE_UPDATES": false, "BS_IP_Data.ucB_AUTO_UPDATE_FW": false} {
		got := world{files: files}.fetch(newTestPhone(t, "N720", "", withItem(item, "0")), Start{URL: testBase})
		if strings.Contains(got, "/70/1/../baselines.bin, baselines, declined") != looks || !strings.HasSuffix(got, "provisioned") {
			t.Errorf("with %q at 0: got %s, want a look at the index: %v", item, got, looks)
		}
	}
}

// TestBaselinesElsewhere: a redirect of the index of firmware leads to that index, and to no document.
func TestBaselinesElsewhere(t *testing.T) {
	t.Parallel()
	const moved, page = "http://fw.example.net/baselines.bin", "http://fw.example.net/n.xml"
	files := withBaselines(t, discovery.Baseline{Version: 189, File: "fw189.bin"})
	files[moved] = files[baselinesFile]
	files[baselinesFile] = Response{Status: 307, Location: moved}
	fetched := walked + "get " + testFile + ", get " + baselinesFile
	want(t, "the index", world{files: files}.fetch(newTestPhone(t, "N510", "BL258"), Start{URL: testBase}), fetched+", get "+moved+", baselines, declined, provisioned")
	files[baselinesFile] = Response{Status: 307, Location: page}
	files[page] = found(versioned("0101260000", sets(serverItem, "another")))
	m := newTestPhone(t, "N510", "BL258")
	want(t, "a document", world{files: files}.fetch(m, Start{URL: testBase}), fetched+", get "+page+", declined, provisioned")
	holds(t, m, serverItem, "")
}

// TestBaselinesFail: whatever is wrong with the index of firmware, the document counts.
func TestBaselinesFail(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]Event{
		"missing": Response{Status: 404}, "gone": gone, "a page": found("<html/>"), "cut": found("\x01\x20\x02"), "refused": digestOffer,
		"too large":  Response{Status: 200, Body: make([]byte, FileIndex.MaxSize()+1)},
		"a password": Response{Status: 200, Body: []byte(record(1, record(2, "\x02\x00")+record(3, "http://user:secret@h/x.bin\x00")))},
	} {
		files := withBaselines(t)
		files[baselinesFile] = answer
		m := newTestPhone(t, "N510", "BL258")
		if o := (world{files: files}).outcome(t, m, Start{URL: testBase}); o.Outcome != Provisioned || o.Reason != "" {
			t.Errorf("%s: got %s (%s)", name, o.Outcome, o.Reason)
		}
		holds(t, m, m.config.Model.UsernameItem, testUser)
		want(t, name, m.Firmware().String(), "BL258")
	}
}
