package provdoc

// limitRules are about documents that are not read at all.
var limitRules = map[ruleID]Rule{
	tooLarge: {
		Code: "too-large", Severity: Error, Lowering: LowerNever,
		Summary: "A document has at most 4 MiB.",
		Why:     "A real document has a few kilobytes, and the memory of a phone is small. Nothing in a larger one is used.",
		Example: Example{
			Bad:  `▸<ProviderFrame><Provider>⟦ ⟧×4194304</Provider></ProviderFrame>`,
			Good: goodFrame,
		},
	},
	tooDeep: {
		Code: "too-deep", Severity: Error, Lowering: LowerNever,
		Summary: "At most 32 elements are open inside each other.",
		Why:     "Items do not stand inside each other; an end tag was forgotten again and again, or the file is an attack. Nothing in it is used.",
		Example: Example{
			Bad:  `<ProviderFrame>⟦<Provider>⟧×31▸<Provider></ProviderFrame>`,
			Good: goodFrame,
		},
	},
	tooManyElements: {
		Code: "too-many-elements", Severity: Error, Lowering: LowerNever,
		Summary: "A document has at most 20000 elements.",
		Why:     "A phone has a few thousand settings at most. Nothing in a document with more elements is used, nor in a binary profile with more records.",
		Example: Example{
			Bad:  `<ProviderFrame><Provider>⟦<REBOOT value="1"/>⟧×19998▸<REBOOT value="1"/></Provider></ProviderFrame>`,
			Good: goodFrame,
		},
	},
	tooManyAttributes: {
		Code: "too-many-attributes", Severity: Error, Lowering: LowerNever,
		Summary: "An element has at most 64 attributes.",
		Why:     "No element of these documents has more than three or four. Nothing in the document is used.",
		Example: Example{
			Bad: `<ProviderFrame xsi:a="" b="" c="" d="" e="" f="" g="" h="" i="" j="" k="" l="" m="" n="" o="" p="" q="" r="" s="" t="" u="" v=""
  aa="" ab="" ac="" ad="" ae="" af="" ag="" ah="" ai="" aj="" ak="" al="" am="" an="" ao="" ap="" aq="" ar="" as="" at="" au="" av=""
  ba="" bb="" bc="" bd="" be="" bf="" bg="" bh="" bi="" bj="" bk="" bl="" bm="" bn="" bo="" bp="" bq="" br="" bs="" bt="" ▸bu=""/>`,
			Good: goodFrame,
		},
	},
	tooManyFindings: {
		Code: "too-many-findings", Severity: Error, Lowering: LowerNever,
		Summary: "The first 1000 findings are shown.",
		Why:     "There are more than are shown: correct those and check again.",
		Example: Example{
			Bad:    goodHead + `⟦</B_USE_DHCP>⟧×1001</Provider></ProviderFrame>▸`,
			Good:   goodFrame,
			Beside: "unexpected-end-tag",
		},
	},
	doctypeEntities: {
		Code: "doctype-entities", Severity: Error, Lowering: LowerNever,
		Summary: "A document declares no entities and names no external files.",
		Why:     "Entities can be made to grow without end, and external files to read what is nobody's business. Nothing in the document is used.",
		Example: Example{
			Bad:  `▸<!DOCTYPE ProviderFrame SYSTEM "http://files.example.net/provider.dtd">` + "\n" + goodFrame,
			Good: goodFrame,
		},
	},
	unknownDocument: {
		Code: "unknown-document", Severity: Error, Lowering: LowerNever,
		Summary:  "The root element says what kind of document it is: ProviderFrame or provisioning.",
		Why:      "Often it is a web page: the server answered with its form for logging in, or with an error.",
		Evidence: "[G p42] [W-nest]",
		Example: Example{
			Bad:  `▸<html><body>404 Not Found</body></html>`,
			Good: goodFrame,
		},
	},
	encryptedDocument: {
		Code: "encrypted-document", Severity: Error, Lowering: LowerNever,
		Summary:  "A document is XML or a binary profile; an encrypted one is not read.",
		Why:      "A phone takes what has neither XML tags nor binary ones for encrypted with the key of its provider, and decrypts it. Without the key nothing can be said about it.",
		Models:   "legacy models",
		Evidence: "[G p35, p36]",
		Example: Example{
			Bad:  `▸⟦6E 34 0B 9C FF B3 7A 98 9C A5 44 E6 BB 78 0A 2C⟧`,
			Good: goodFrame,
		},
	},
	badAllowance: {
		Code: "bad-allowance", Severity: Warning,
		Summary: "A comment that allows something names a rule and a reason, and stands at the head or directly above an item.",
		Why:     "What is meant to be allowed is not, and its finding keeps its severity.",
		Example: Example{
			Model: "N510",
			Bad:   `▸<!-- offhook:allow unescaped-ampersant the old phones want it -->`,
			Good: `<!-- offhook:allow unescaped-ampersand the old phones want it -->
    <S_SIP_DISPLAYNAME class="string" value="Desk & Hall"/>`,
		},
	},
}

// What the good examples have in common.
const (
	goodHead = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame>
  <Provider>
    <VERSION value="0503261415"/>
    <PROFILE_NAME class="string" value="N510"/>
`
	goodTail = `  </Provider>
</ProviderFrame>
`
	goodFrame = goodHead + goodTail
)
