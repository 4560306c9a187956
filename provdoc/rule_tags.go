package provdoc

// tagRules are about the tags of a document and their attributes.
var tagRules = map[ruleID]Rule{
	badAttribute: {
		Code: "bad-attribute", Severity: Error,
		Summary: "An attribute is a name, an equals sign and a quoted value.",
		Why:     "What is none is passed over, and the item may lose its value.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="the "▸Hall" desk"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="the &quot;Hall&quot; desk"/>`,
		},
	},
	badName: {
		Code: "bad-name", Severity: Error,
		Summary: "Names begin with a letter and have ASCII letters, digits, _, - and . only.",
		Why:     "No element or attribute of these documents has another character in its name.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER ▸1st="no" class="string" value="pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	duplicateAttribute: {
		Code: "duplicate-attribute", Severity: Error,
		Summary: "An element has each attribute once.",
		Why:     "The first one counts here; which one counts on a phone nobody knows.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER class="string" value="pbx.example.net" ▸value="10.0.0.1"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	missingQuotes: {
		Code: "missing-quotes", Severity: Error,
		Summary: "The value of an attribute stands in quotes.",
		Why:     "Without them a space ends the value.",
		Example: Example{
			Model: "N510",
			Bad:   `<I_SIP_SERVER_PORT class="integer" value=▸5060/>`,
			Good:  `<I_SIP_SERVER_PORT class="integer" value="5060"/>`,
		},
	},
	unclosedQuote: {
		Code: "unclosed-quote", Severity: Error,
		Summary: "A value ends with the quote that it began with.",
		Why:     "A reader takes all that follows for the value, up to the next quote.",
		Example: Example{
			Model: "N510",
			Bad: `<S_SIP_SERVER class="string" value=▸"pbx.example.net/>
    <I_SIP_SERVER_PORT class="integer" value="5060"/>`,
			Good: `<S_SIP_SERVER class="string" value="pbx.example.net"/>
    <I_SIP_SERVER_PORT class="integer" value="5060"/>`,
		},
	},
	missingSpace: {
		Code: "missing-space", Severity: Error,
		Summary: "Attributes are separated by space.",
		Why:     "A strict reader refuses the document.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER class="string"▸value="pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	unclosedTag: {
		Code: "unclosed-tag", Severity: Error,
		Summary: "A tag ends with `>` or `/>`.",
		Why:     "The next tag becomes a part of it, and one of the two items is lost.",
		Example: Example{
			Model: "N510",
			Bad: `▸<S_SIP_SERVER class="string" value="pbx.example.net"
    <I_SIP_SERVER_PORT class="integer" value="5060"/>`,
			Good: `<S_SIP_SERVER class="string" value="pbx.example.net"/>
    <I_SIP_SERVER_PORT class="integer" value="5060"/>`,
		},
	},
	truncated: {
		Code: "truncated", Severity: Error,
		Summary: "A document does not end inside a tag.",
		Why:     "It was cut off: the transfer broke, or the disk was full.",
		Example: Example{
			Bad:  goodHead + `    <S_SIP_SERVER class="string" value=▸"pbx.exam`,
			Good: goodHead + `    <S_SIP_SERVER class="string" value="pbx.example.net"/>` + "\n" + goodTail,
		},
	},
	unclosedElement: {
		Code: "unclosed-element", Severity: Error,
		Summary: "An element that is opened is closed, with `/>` or an end tag.",
		Why:     "A strict reader refuses the document; the phones read on.",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_SIP_SERVER class="string" value="pbx.example.net">`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	unexpectedEndTag: {
		Code: "unexpected-end-tag", Severity: Error,
		Summary: "An end tag closes the element that was opened last.",
		Why:     "It closes nothing, or what was meant to stay open.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER class="string" value="pbx.example.net"/>▸</S_SIP_SERVER>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"></S_SIP_SERVER>`,
		},
	},
	wrongCase: {
		Code: "wrong-case", Severity: Error,
		Summary:  "Upper and lower case of names are as the phone knows them.",
		Why:      "XML tells Class from class. Whether the phones do is (uncertain); what they do not know they ignore without a word.",
		Evidence: "(uncertain)",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER ▸Class="string" value="pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	afterRoot: {
		Code: "after-root", Severity: Error,
		Summary: "A document has one root element and nothing after it.",
		Why:     "What stands behind the end of the document is not read.",
		Example: Example{
			Bad:  goodFrame + `▸<REBOOT value="true"/>`,
			Good: goodFrame,
		},
	},
}
