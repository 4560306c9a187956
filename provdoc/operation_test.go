package provdoc

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// TestBuildOperations writes entries that are part of an oper: those that belong together stand in one, and what follows
// another entry begins one of its own. [R-wazo]
func TestBuildOperations(t *testing.T) {
	t.Parallel()
	document, err := Build(Frame{Model: modelNamed(t, "N870"), Entries: []Entry{
		{"oper.add_hs.00001.hs.RegStatus", "ToReg"},
		{"oper.add_hs.00002.hs.RegStatus", `a"&`},
		{"hs.00001.DECT_AC", "0001"},
		{"oper.update_dm.local.RegStart", "1767225600"},
		{"oper.update_dm.local.RegDuration", "900"},
	}})
	want := `  <nvm>
    <oper name="add_hs" value="00001">
      <param name="hs.RegStatus" value="ToReg"/>
    </oper>
    <oper name="add_hs" value="00002">
      <param name="hs.RegStatus" value="a&quot;&amp;"/>
    </oper>
    <param name="hs.00001.DECT_AC" value="0001"/>
    <oper name="update_dm" value="local">
      <param name="RegStart" value="1767225600"/>
      <param name="RegDuration" value="900"/>
    </oper>
  </nvm>
`
	if err != nil || !strings.Contains(string(document), want) {
		t.Errorf("Build = %v\n%s", err, document)
	}
	d, findings := Parse(document)
	if len(findings) > 0 {
		t.Errorf("findings: %v", findings)
	}
	var kinds []Kind
	for _, it := range d.Items() {
		kinds = append(kinds, it.Kind)
	}
	if len(kinds) != 8 || kinds[0] != Oper || kinds[1] != OperParam || kinds[4] != Param || kinds[7] != OperParam {
		t.Errorf("items of the kinds %v", kinds)
	}
}

// TestBuildOperationFaults refuses what is no operation, and an operation where there are none.
func TestBuildOperationFaults(t *testing.T) {
	t.Parallel()
	n870, n510 := modelNamed(t, "N870"), modelNamed(t, "N510")
	for _, c := range []struct {
		model *model.Model
		name  string
		want  string
	}{
		{n870, "oper.add_hs.00001", "oper.add_hs.00001: "},
		{n870, "oper.add_hs..hs.RegStatus", "oper.add_hs..hs.RegStatus: "},
		{n870, `oper.add_hs.0"1.x`, `oper.add_hs.0"1.x: `},
		{n870, "oper.", "oper.: "},
		{n870, "oper.update_dm.local.RegStart", `oper.update_dm.local.RegStart: "x" is no number`},
		{n510, "oper.add_hs.00001.hs.RegStatus", "this is no item"},
	} {
		document, err := Build(Frame{Model: c.model, Entries: []Entry{{c.name, "x"}}})
		if err == nil || document != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s = %v, want %s", c.model.Name, c.name, err, c.want)
		}
	}
	// A param of that name is nothing that a phone knows.
	source := `<?xml version="1.0" encoding="UTF-8"?><provisioning version="1.1" productID="e2"><nvm><param name="oper.add_hs.00001.hs.RegStatus" value="x"/></nvm></provisioning>`
	findings := Check([]byte(source), CheckOptions{Model: n870})
	if len(findings) != 1 || findings[0].Code != "unknown-item" {
		t.Errorf("a param that is named like an operation: %v", findings)
	}
}
