package provdoc

import (
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/model"
)

// FuzzCheck checks anything for any phone, with all that can be known: no panic, every finding inside the document, of a rule
// that there is and of its severity unless it is allowed, and nothing allowed that is not said to be.
func FuzzCheck(f *testing.F) {
	for _, file := range corpusDocuments(f) {
		options, _ := planted(f, file)
		f.Add(readFile(f, file), options.Previous, options.URL, "unescaped-ampersand=as ever", uint8(1))
	}
	f.Add([]byte(`<provisioning><step url="/"/><step url="?"/><step url="#@:"/></provisioning>`), []byte("<ProviderFrame/>"), "https://", "x=y", uint8(12))
	f.Add([]byte(`<ProviderFrame><!--offhook:--><!--offhook:allow x--><Provider><SYMB_ITEM ID="_1[].[%]..attr"/><_ a=""/></Provider>`), []byte{}, "://?", ":=", uint8(0))
	f.Fuzz(func(t *testing.T, data, previous []byte, url, allow string, row uint8) {
		o := CheckOptions{URL: url, Previous: previous, Open: row%2 == 0, Now: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)}
		if models := model.Models(); int(row) < len(models) {
			o.Model, o.Firmware, o.MAC = models[row], models[row].DefaultFirmware, model.MAC{0x7C, 0x2F, 0x80, 0, 0, row}
		}
		allowance, err := ParseAllowance(allow)
		if err == nil {
			o.Allow = []Allowance{allowance}
		}
		lines := strings.Split(string(data), "\n")
		if d, _ := Parse(data); d.Dialect() == BinaryProfile {
			lines = []string{string(data)}
		}
		for _, finding := range Check(data, o) {
			rule, err := LookupRule(finding.Code)
			switch {
			case err != nil:
				t.Fatalf("%v: %v", finding, err)
			case finding.Line < 1 || finding.Line > len(lines) || finding.Column < 1 || finding.Column > len(lines[finding.Line-1])+1:
				t.Fatalf("finding %v lies outside of %q", finding, data)
			case finding.Severity != Allowed && (finding.Severity != rule.Severity || finding.Reason != ""):
				t.Fatalf("finding %#v is not of severity %v", finding, rule.Severity)
			case finding.Severity == Allowed && (finding.Reason == "" || rule.Lowering == LowerNever):
				t.Fatalf("finding %#v is allowed", finding)
			case finding.Severity == Allowed && finding.Code != allowance.Code && !strings.Contains(string(data), "offhook:allow"):
				t.Fatalf("finding %#v is allowed by nobody", finding)
			}
		}
	})
}

// FuzzParseAllowance reads anything: what is read has a rule and a reason, and can be written and read again.
func FuzzParseAllowance(f *testing.F) {
	for _, text := range []string{"missing-version=x", "clear-text-secret:S_SIP_PASSWORD=x", "=", ":", "bad-mac:=\x00", "too-large=x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAllowance(text)
		if err != nil {
			if a != (Allowance{}) {
				t.Fatalf("ParseAllowance(%q) = %+v and %v", text, a, err)
			}
			return
		}
		if rule, err := LookupRule(a.Code); err != nil || a.Reason == "" || rule.Lowering == LowerByItem && a.Item == "" {
			t.Fatalf("ParseAllowance(%q) = %+v, %v", text, a, err)
		}
		target := a.Code
		if a.Item != "" {
			target += ":" + a.Item
		}
		if again, err := ParseAllowance(target + "=" + a.Reason); err != nil || again != a {
			t.Fatalf("ParseAllowance(%q) = %+v, read again %+v, %v", text, a, again, err)
		}
	})
}
