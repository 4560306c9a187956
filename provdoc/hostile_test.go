package provdoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// TestLargeDocuments checks documents of the largest size and takes them over. It would take minutes
// if the time grew with the square of the size.
func TestLargeDocuments(t *testing.T) {
	t.Parallel()
	const (
		head = `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/>`
		tail = "</Provider></ProviderFrame>"
		nvm  = `<provisioning version="1.1" productID="e2"><nvm>`
	)
	fill := func(s string) string { return strings.Repeat(s, (MaxSize-500)/len(s)) }
	many := func(form string) string {
		var b strings.Builder
		for i := 0; b.Len() < MaxSize-500; i++ {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	n510, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"brackets": fill("<"), "references": fill("&amp;"), "nested": fill("<a>"), "square": fill("["),
		"comments": fill("<!-- -->"), "open comments": fill("<!--"), "instructions": fill("<?a "),
		"sections": fill("<![CDATA["), "lines": fill("\n"), "keys": fill("a.b.c=\n"), "records": fill("\x00\x01"),
		"entities":        "<!DOCTYPE a [" + many(`<!ENTITY e%d "x">`) + "]><a/>",
		"attributes":      "<ProviderFrame><Provider " + many(`a%d="x" `) + "/></ProviderFrame>",
		"same attributes": "<ProviderFrame><Provider " + many(`a="%d" `) + "/></ProviderFrame>",
		"items":           head + many(`<SYMB_ITEM ID="X.Y%d" class="symb_item" value="1"/>`) + tail,
		"same items":      head + many(`<SYMB_ITEM ID="X.Y" class="symb_item" value="%d"/>`) + tail,
		"elements":        head + many(`<T%d class="string" value="1"/>`) + tail,
		"same elements":   head + many(`<S_SIP_SERVER class="string" value="%d"/>`) + tail,
		"providers":       "<ProviderFrame>" + many(`<Provider><MAC_ADDRESS value="7C2F80%06X"/></Provider>`) + "</ProviderFrame>",
		"a long value":    head + `<S_SIP_SERVER class="string" value="` + fill("&amp;")[:MaxSize-1000] + `"/>` + tail,
		"a nested nvm":    nvm + fill("<nvm>")[:MaxSize-1000],
		"params":          nvm + many(`<param name="SipAccount.X%d" value="1"/>`)[:MaxSize-1000] + "</nvm></provisioning>",
		"allowances":      head + many(`<!-- offhook: allow x%d: y -->`) + tail,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Check([]byte(text), CheckOptions{})
			if document, _ := Parse([]byte(text)); document.Readable() {
				TakeOver(n510, document)
			}
		})
	}
}
