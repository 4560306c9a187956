package template

import (
	"strings"
	"testing"
)

func TestTags(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"%BWMACADDRESS% %MAC_LOWER% %MAC_COLON%", "7C2F80123456 7c2f80123456 7C:2F:80:12:34:56"},
		{"%BWTIMESTAMP%%MODEL%%FIRMWARE%%PROFILE_NAME%", "2811120928N51042.262N510"},
		{"%USERNAME%:%PASSWORD%", "site42:hunter2-device"},
		{"%BWLINEPORT-1%@%BWHOST-1%:%BWPORT-1%", "1001@pbx.example.net:5060"},
		{"%BWAUTHUSER-1%/%BWAUTHPASSWORD-1%/%BWEXTENSION-1%", "auth1001/hunter2-one/11"},
		{"%BWNAME-1%/%BWCLID-1%/%BWDISPLAYNAMELINEPORT-1%", "Front desk/Müller/Müller"},
		{"%BWHOST-2%/%BWAUTHUSER-2%/%BWCLID-2%/%BWLINE-BINARY-2%", "sip.example.net/1002/Workshop/1"},
		{"%BWLINEPORT-3%%BWAUTHPASSWORD-99%%BWLINE-BINARY-3%", "0"},
		{"%BWSERVERADDRESS%", "sip.example.net"},
		{"%SITE%%SBC%", "Müller & Söhnesbc.example.net"},
		{"%S_SIP_SERVER%%BS_IP_Data1.aucS_SIP_SERVER%", "pbx.example.netpbx.example.net"},
		{"%%%%SBC%%", "%%SBC%"},
		{"100%% %%MACD %%%SBC%%%", "100% %MACD %sbc.example.net%"},
		{"http://%DURL/%DVID/settings-%MACD.xml?c=%MACC&amp;a=%ACTC&amp;s=%SUBLIST", "http://%DURL/%DVID/settings-%MACD.xml?c=%MACC&a=%ACTC&s=%SUBLIST"},
		{"%MACD%ACTC %MACD-%ACTC %MACD.%SUBLIST%20", "%MACD%ACTC %MACD-%ACTC %MACD.%SUBLIST%20"},
		{"%20x %C3%BC %e4/ %MACDx %DURLa", "%20x %C3%BC %e4/ %MACDx %DURLa"},
		{"a[%] a[%].b[%]", "a[%] a[%].b[%]"},
		{"{{.MAC}}", "{{.MAC}}"},
	} {
		out, err := mustParse(t, Tags, body(test.text)).Execute(office(), Budget{})
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if got := attributes(t, out)[0]; got != test.want {
			t.Errorf("%s = %q, want %q", test.text, got, test.want)
		}
	}
}

// A value is not searched for tags, and the operator's own go before all others.
func TestOwnTags(t *testing.T) {
	t.Parallel()
	data := office()
	data.Tags = map[string]string{"BWHOST-1": "%SBC%", "MAC": "own", "ABC[0].c-d": "%%"}
	out, err := mustParse(t, Tags, body("%BWHOST-1% %MAC% %ABC[0].c-d%")).Execute(data, Budget{})
	if want := body("%SBC% own %%"); string(out) != want || err != nil {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
}

// Percent signs in comments, which no phone reads, need no second one.
func TestPercentInComments(t *testing.T) {
	t.Parallel()
	const text = "<!-- 50% of %MACD-% --><a><![CDATA[ 5% ]]><?x 5%?></a>"
	out, err := mustParse(t, Tags, text).Execute(Data{}, Budget{})
	if string(out) != text || err != nil {
		t.Errorf("got %q, %v, want %q", out, err, text)
	}
}

func TestPercentAt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxTag)
	for _, test := range []struct {
		text string
		at   int
		want percent
	}{
		{"%NAME%", 0, percent{tagForm, 6, "NAME"}},
		{"%_a%", 0, percent{tagForm, 4, "_a"}},
		{"%AC%", 0, percent{keptForm, 3, ""}},
		{"%ACC%", 0, percent{tagForm, 5, "ACC"}},
		{"%MACD%", 0, percent{keptForm, 5, ""}},
		{"%MACDX%", 0, percent{tagForm, 7, "MACDX"}},
		{"%MACDX", 0, percent{keptForm, 5, ""}},
		{"%1A%", 0, percent{keptForm, 3, ""}},
		{"%1ABC%", 0, percent{keptForm, 3, ""}},
		{"%1X%", 0, percent{wrongForm, 1, ""}},
		{"%-a%", 0, percent{wrongForm, 1, ""}},
		{"%", 0, percent{wrongForm, 1, ""}},
		{"%%", 0, percent{signForm, 2, ""}},
		{"[%]", 1, percent{keptForm, 2, ""}},
		{"%]", 0, percent{wrongForm, 1, ""}},
		{"%" + long + "%", 0, percent{tagForm, maxTag + 2, long}},
		{"%" + long + "x%", 0, percent{wrongForm, 1, ""}},
	} {
		if got := percentAt(test.text, test.at); got != test.want {
			t.Errorf("percentAt(%q, %d) = %v, want %v", test.text, test.at, got, test.want)
		}
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want Kind
	}{
		{"<a/>", Text}, {"", Text}, {"<a b='{{.MAC}}'/>", Text}, {"<a b='{{.MAC}}%SBC%'/>", Text}, {"<a b='%SBC%'/>", Tags},
		{"<a b='%MACD.xml %% 5% %20'/>", Text}, {"<a b='%MACD%%20%SBC%'/>", Tags}, {"%", Text},
	} {
		if got := Detect(test.text); got != test.want {
			t.Errorf("Detect(%q) = %s, want %s", test.text, got, test.want)
		}
	}
}
