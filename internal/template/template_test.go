package template

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestActions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ action, want string }{
		{"{{.MAC}} {{.MACLower}} {{.MACColon}}", "7C2F80123456 7c2f80123456 7C:2F:80:12:34:56"},
		{"{{.Version}}{{.Model}}{{.Firmware}}{{.ProfileName}}", "2811120928N51042.262N510"},
		{"{{.Username}}/{{.Password}}", "site42/hunter2-device"},
		{"{{.Values.S_SIP_SERVER}}", "pbx.example.net"},
		{"{{index .Values `BS_IP_Data1.aucS_SIP_SERVER`}}", "pbx.example.net"},
		{"{{$k := `SBC`}}{{index .Tags $k}}", "sbc.example.net"},
		{"{{range .Lines}}{{.Number}}={{.User}} {{end}}", "1=1001 2=1002 "},
		{"{{range $i, $l := .Lines}}{{if $i}},{{end}}{{$l.Name}}{{end}}", "Front desk,Workshop"},
		{"{{range $l := .Lines}}{{$l.Number}}{{$.Model}}{{.Number}};{{end}}", "1N5101;2N5102;"},
		{"{{range .Lines}}{{if eq .Number 2}}{{continue}}{{end}}{{.User}}{{end}}", "1001"},
		{"{{range .Lines}}{{.User}}{{break}}{{end}}", "1001"},
		{"{{range slice .Lines 2}}x{{else}}none{{end}}", "none"},
		{"{{(index .Lines 1).Name}}", "Workshop"},
		{"{{with .Values.NONE}}x{{else with .Model}}{{.}}{{else}}z{{end}}", "N510"},
		{"{{with $x := .Model}}{{$x}}{{.}}{{end}}", "N510N510"},
		{"{{with index .Lines 0}}{{.AuthName}}{{$.MAC}}{{end}}", "auth10017C2F80123456"},
		{"{{if .Values.NONE}}x{{else if eq .Model `N510` `N720`}}y{{end}}", "y"},
		{"{{if and .Model (not .Values.NONE) (gt (len .Lines) 1)}}y{{end}}", "y"},
		{"{{if or .Values.NONE .Lines}}y{{end}}", "y"},
		{"{{or .Values.NONE .Model}}{{and .Model .Version}}", "N5102811120928"},
		{"{{range $k, $v := .Tags}}{{$k}}={{$v}};{{end}}", "SBC=sbc.example.net;SITE=Müller & Söhne;"},
		{"{{$x := 1}}{{range .Lines}}{{$x = add $x 10}}{{end}}{{$x}}", "21"},
		{"{{$x := `a`}}{{if true}}{{$x := `b`}}{{$x}}{{end}}{{$x}}", "ba"},
		{"{{print `a` 1 2 `b` true}} {{printf `%03d|%-3s|%x|%q|%v|%%` 7 `ab` 255 `q` true}}", `a1 2btrue 007|ab |ff|"q"|true|%`},
		{"{{.Model | lower | printf `%5s`}}", " n510"},
		{"{{upper `straße`}}{{slice `Müller` 1 3}}{{len `Müller`}}", "STRAßEül6"},
		{"{{slice `abc` 1}}{{slice `abc` 0 99}}{{slice `abc` 7}}", "bcabc"},
		{"{{join (split `a;b;c` `;`) `,`}}{{range split `x y` ` `}}[{{.}}]{{end}}", "a,b,c[x][y]"},
		{"{{hex 5060}} {{hex (index .Lines 0).Port}} {{hex `0X13c4`}} {{number `0x10` | add 1}}", "0x13c4 0x13c4 0x13c4 17"},
		{"{{bcd `1234`}} {{ipv4 `192.168.1.1`}} {{colons .MACLower}}", "0x12,0x34 0xC0A80101 7C:2F:80:12:34:56"},
		{"{{quote .Model}}{{quote 5}}", `"N510""5"`},
		{"{{range .Lines}}{{default 5060 .Port}},{{.AuthName | default .User}};{{end}}", "5060,auth1001;5060,1002;"},
		{"{{default `d` .Tags.NONE}}{{$k := `NONE`}}{{default `e` (index .Tags $k)}}", "de"},
		{"{{sub 5 7}}{{true}}{{eq 1 1}}{{ne `a` `b`}}{{lt `a` `b`}}{{ge 1 2}}{{le 2 2}}", "-2truetruetruetruefalsetrue"},
		{"{{- .Model -}} {{/* a comment */ -}} x", "N510x"},
		{"%MACD %BWMACADDRESS% 5% {", "%MACD %BWMACADDRESS% 5% {"},
		{"&amp;&#228;{{`&<>\"'`}}", "&ä&<>\"'"},
	} {
		if got, err := filled(t, test.action); got != test.want || err != nil {
			t.Errorf("%s = %q, %v, want %q", test.action, got, err, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind Kind
		text string
		want []string
	}{
		{Text, body("{{.MAC}}{{.Values.A}}{{index .Values `B.c`}}{{.Tags.T}}{{range .Lines}}{{.Password}}{{$.Model}}{{end}}"),
			[]string{"Lines", "Lines.Password", "MAC", "Model", "Tags.T", "Values.A", "Values.B.c"}},
		{Text, body("{{range .Values}}{{.}}{{end}}{{index .Values `A`}}"), []string{"Values", "Values.A"}},
		{Text, body("{{with .Tags}}{{.A}}{{index . `B`}}{{end}}"), []string{"Tags", "Tags.A", "Tags.B"}},
		{Tags, body("%BWLINEPORT-1%%SBC%%%%MACD%SBC%"), []string{"BWLINEPORT-1", "SBC"}},
		{Text, body("x"), nil},
	} {
		if diff := cmp.Diff(test.want, mustParse(t, test.kind, test.text).Names()); diff != "" {
			t.Errorf("names of %s (-want +got):\n%s", test.text, diff)
		}
	}
}
