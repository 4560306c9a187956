package provdoc

import (
	"github.com/offhook/offhook/model"
	"testing"
)

func TestAppendQuick(t *testing.T) {
	m := lookupModel(t, "N510")
	lower := []Entry{{"S_DATA_SERVER", "http://a"}, {"BS_IP_Data1.aucS_SIP_SERVER_2", "b"}, {"REBOOT", "0"}}
	upper := []Entry{{"S_SIP_SERVER_2", "c"}, {"S_SIP_DOMAIN", "ü☎"}}
	c, err := Compile(Frame{Model: m, Entries: lower})
	if err != nil {
		t.Fatal(err)
	}
	own, err := c.Prepare(upper, "BS_IP_Data1.aucS_DATA_SERVER[0]")
	if err != nil {
		t.Fatal(err)
	}
	mac := model.MAC{0x7c, 0x2f, 0x80, 1, 2, 3}
	got := c.Append(nil, mac, "2811120928", own)
	want, err := Build(Frame{Model: m, MAC: mac, Version: "2811120928", Entries: Merge(m, lower, upper, "BS_IP_Data1.aucS_DATA_SERVER[0]")})
	if string(got) != string(want) || err != nil {
		t.Errorf("%v got\n%s\nwant\n%s", err, got, want)
	}
	t.Logf("%s %d %d", got, len(got), c.Size(own))
}
