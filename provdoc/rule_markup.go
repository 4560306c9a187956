package provdoc

// markupRules are about what XML demands of a document as a whole, and of the text in it.
var markupRules = map[ruleID]Rule{
	doctype: {
		Code: "doctype", Severity: Warning,
		Summary:  "A document has no DOCTYPE.",
		Why:      "The vendor's documents have none, and nobody has seen what a phone makes of one.",
		Evidence: "[W-xml] [R-wazo]",
		Example:  Example{Bad: "▸<!DOCTYPE ProviderFrame>\n" + goodFrameBare, Good: goodFrameBare},
	},
	unknownEncoding: {
		Code: "unknown-encoding", Severity: Error,
		Summary:  "The encoding is ISO-8859-1, UTF-8 or US-ASCII.",
		Why:      "The vendor's documents are ISO-8859-1, those of Maxwell and the Nx70 class UTF-8. Other encodings are not known to be read, and letters may come out wrong.",
		Evidence: "[W-xml] [W-n870]",
		Example: Example{
			Bad:  `▸<?xml version="1.0" encoding="windows-1252"?>` + "\n" + goodFrameBare,
			Good: `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + goodFrameBare,
		},
	},
	encodingConflict: {
		Code: "encoding-conflict", Severity: Error,
		Summary: "A byte order mark agrees with the declared encoding.",
		Why:     "An editor put the mark of UTF-8 before a document that says that it is ISO-8859-1. Save it without the mark, or declare UTF-8.",
		Example: Example{
			Bad:  `▸⟦EF BB BF⟧<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + goodFrameBare,
			Good: `⟦EF BB BF⟧<?xml version="1.0" encoding="UTF-8"?>` + "\n" + goodFrameBare,
		},
	},
	badBytes: {
		Code: "bad-bytes", Severity: Error,
		Summary: "Every byte belongs to the declared encoding.",
		Why:     "A letter such as ü was written in ISO-8859-1 into a document that says that it is UTF-8. The phone shows something else, or stops there.",
		Example: Example{
			Bad:  `<?xml version="1.0" encoding="UTF-8"?><provisioning version="1.1" productID="e2"><nvm><param name="SipProvider.0.Name" value="B▸⟦FC⟧ro"/></nvm></provisioning>`,
			Good: `<?xml version="1.0" encoding="UTF-8"?><provisioning version="1.1" productID="e2"><nvm><param name="SipProvider.0.Name" value="Büro"/></nvm></provisioning>`,
		},
	},
	wrongEncoding: {
		Code: "wrong-encoding", Severity: Warning,
		Summary:  "A document that declares ISO-8859-1 is not saved as UTF-8.",
		Why:      "A phone reads each byte as a letter, and shows ü as two letters. Save the file as ISO-8859-1, or declare UTF-8. Allow the finding if you mean exactly these letters.",
		Evidence: "[W-xml]",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="B▸⟦C3 BC⟧ro S⟦C3 BC⟧d"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="B⟦FC⟧ro S⟦FC⟧d"/>`,
		},
	},
	windowsBytes: {
		Code: "windows-bytes", Severity: Warning,
		Summary: "A document that declares ISO-8859-1 has no bytes from 80 to 9F.",
		Why:     "They are quotes, dashes and the euro sign in Windows-1252, and control characters in ISO-8859-1. Their look on a phone is (unknown). Write a plain quote, or a hyphen.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="Desk ▸⟦96⟧ Hall"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="Desk - Hall"/>`,
		},
	},
	controlCharacter: {
		Code: "control-character", Severity: Error,
		Summary: "Control characters other than tab and line end do not occur.",
		Why:     "XML cannot carry them, not even by their number.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="Desk▸⟦07⟧"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="Desk"/>`,
		},
	},
	badDeclaration: {
		Code: "bad-declaration", Severity: Error,
		Summary: "The XML declaration comes first, names version 1.0 and is complete.",
		Why:     "A reader that does not know the version or the encoding has to guess both.",
		Example: Example{
			Bad:  `▸<?xml version="1.1" encoding="ISO-8859-1"?>` + "\n" + goodFrameBare,
			Good: `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + goodFrameBare,
		},
	},
	badInstruction: {
		Code: "bad-instruction", Severity: Error,
		Summary: "A processing instruction has a name and ends with `?>`.",
		Why:     "Most often a template was not filled in: a piece of PHP stands where its result should.",
		Example: Example{
			Model: "N510",
			Bad:   `▸<?= $settings ?>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	badMarkup: {
		Code: "bad-markup", Severity: Error,
		Summary: "What starts with `<!` is a comment, a CDATA section or a DOCTYPE.",
		Why:     "A comment begins with `<!--` and no space in it. What begins otherwise hides nothing, or hides too much.",
		Example: Example{
			Model: "N510",
			Bad:   `▸<! account 1 >`,
			Good:  `<!-- account 1 -->`,
		},
	},
	badComment: {
		Code: "bad-comment", Severity: Error,
		Summary: "A comment ends with `-->` and has no `--` inside.",
		Why:     "A comment inside a comment ends with the first `-->`, and what stands behind is read as part of the document.",
		Example: Example{
			Model: "N510",
			Bad:   `<!-- account 1 ▸-- the desk -->`,
			Good:  `<!-- account 1, the desk -->`,
		},
	},
	strayCommentEnd: {
		Code: "stray-comment-end", Severity: Error,
		Summary:  "Every `-->` ends a comment.",
		Why:      "Templates in use have one too many, and the phones read them; other readers of XML may not.",
		Evidence: "[R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `<!-- account 1 --> ▸-->`,
			Good:  `<!-- account 1 -->`,
		},
	},
	strayText: {
		Code: "stray-text", Severity: Error,
		Summary:  "There is no text between elements: values are attributes.",
		Why:      "A value between the tags is not read. If it is a note, put it into a comment.",
		Evidence: "[G p42] [R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_SERVER class="string" value="pbx.example.net">▸pbx.example.net</S_SIP_SERVER>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	unescapedAmpersand: {
		Code: "unescaped-ampersand", Severity: Error,
		Summary:  "An ampersand in a value is written `&amp;`.",
		Why:      "The phones are known to read it as it was meant. A program that reads the document as XML refuses all of it, and what follows the `&` may be taken for an entity.",
		Evidence: "[R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="Desk ▸& Hall"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="Desk &amp; Hall"/>`,
		},
	},
	unescapedLessThan: {
		Code: "unescaped-less-than", Severity: Error,
		Summary: "A less-than sign in a value is written `&lt;`.",
		Why:     "A reader may take it for the beginning of a tag, and lose what follows.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="Desk ▸< Hall"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="Desk &lt; Hall"/>`,
		},
	},
	unknownEntity: {
		Code: "unknown-entity", Severity: Error,
		Summary: "The entities are amp, lt, gt, quot and apos.",
		Why:     "XML does not know those of HTML. Write the character by its number, or as it is.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="B▸&uuml;ro"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="B&#252;ro"/>`,
		},
	},
	badReference: {
		Code: "bad-reference", Severity: Error,
		Summary: "A character reference names a character that XML allows.",
		Why:     "Control characters cannot be written by their number either.",
		Example: Example{
			Model: "N510",
			Bad:   `<S_SIP_DISPLAYNAME class="string" value="Desk▸&#7;"/>`,
			Good:  `<S_SIP_DISPLAYNAME class="string" value="Desk&#8364;"/>`,
		},
	},
}

// goodFrameBare is goodFrame without its declaration.
const goodFrameBare = `<ProviderFrame><Provider>
  <VERSION value="0503261415"/>
  <PROFILE_NAME class="string" value="N510"/>
</Provider></ProviderFrame>
`
