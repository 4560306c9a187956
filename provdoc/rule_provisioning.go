package provdoc

// provisioningRules are about <provisioning> documents, and about the kind that a model takes.
var provisioningRules = map[ruleID]Rule{
	unknownElement: {
		Code: "unknown-element", Severity: Warning,
		Summary:  "The elements of a provisioning document are known: a phone ignores others without a word.",
		Why:      "They are param, oper, file, step and category, and those that hold them.",
		Models:   newerModels,
		Evidence: "[W-nest] [W-n870]",
		Example: Example{
			Model: "N670",
			Bad:   `▸<parameter name="SipProvider.0.Domain" value="pbx.example.net"/>`,
			Good:  `<param name="SipProvider.0.Domain" value="pbx.example.net"/>`,
		},
	},
	misplacedElement: {
		Code: "misplaced-element", Severity: Error,
		Summary:  "Params stand in nvm, files in firmware, steps in custom, and these in provisioning.",
		Why:      "A phone looks for each of them in its place.",
		Models:   newerModels,
		Evidence: "[W-nest] [W-n870]",
		Example: Example{
			Model: "N670",
			Bad:   `▸<step type="UnlockAllFunctionKeys"/>`,
			Good:  `<param name="SipProvider.0.Domain" value="pbx.example.net"/>`,
		},
	},
	missingAttribute: {
		Code: "missing-attribute", Severity: Error,
		Summary:  "An element has the attributes that it needs: param and oper a name, file a version and a url, step a type.",
		Why:      "Without them it says nothing.",
		Models:   newerModels,
		Evidence: "[W-nest] [W-n870]",
		Example: Example{
			Model: "N670",
			Bad:   `▸<param value="pbx.example.net"/>`,
			Good:  `<param name="SipProvider.0.Domain" value="pbx.example.net"/>`,
		},
	},
	wrongDialect: {
		Code: "wrong-dialect", Severity: Error,
		Summary:  "The document is of the kind that the model takes.",
		Why:      "The legacy models take ProviderFrame or a binary profile, Maxwell and the Nx70 class provisioning. Another kind is no document to them.",
		Evidence: "[G p42] [W-nest] [W-n870]",
		Example: Example{
			Options: CheckOptions{Model: exampleModel("N670")},
			Bad:     `▸` + goodFrameBare,
			Good:    `<provisioning version="1.1" productID="e2"><nvm><param name="SipProvider.0.Domain" value="pbx.example.net"/></nvm></provisioning>`,
			Beside:  "other-profile",
		},
	},
	wrongProduct: {
		Code: "wrong-product", Severity: Error,
		Summary:  "The productID is that of the model.",
		Why:      "A phone does not take the document of another product: e2 is the Nx70 class, mx3b is Maxwell.",
		Models:   newerModels,
		Evidence: "[W-n870] [R-tancredi]",
		Example: Example{
			Bad:  `<provisioning version="1.1" ▸productID="n870"><nvm></nvm></provisioning>`,
			Good: `<provisioning version="1.1" productID="e2"><nvm></nvm></provisioning>`,
		},
	},
	missingProduct: {
		Code: "missing-product", Severity: Warning,
		Summary:  "A provisioning document names its productID.",
		Why:      "Documents without it are in use, for Maxwell. With it a phone knows another product's document for what it is.",
		Models:   newerModels,
		Evidence: "[W-n870] [R-tancredi]",
		Example: Example{
			Bad:  `▸<provisioning version="1.1"><nvm></nvm></provisioning>`,
			Good: `<provisioning version="1.1" productID="mx3b"><nvm></nvm></provisioning>`,
		},
	},
	unknownForm: {
		Code: "unknown-form", Severity: Warning,
		Summary:  "The version of a provisioning document is 1.1, or 1.0 for the form of several files.",
		Why:      "It is the version of the form, and neither that of the document nor that of the firmware.",
		Models:   newerModels,
		Evidence: "[W-nest] [W-n870]",
		Example: Example{
			Bad:  `<provisioning ▸version="2.65" productID="e2"><nvm></nvm></provisioning>`,
			Good: `<provisioning version="1.1" productID="e2"><nvm></nvm></provisioning>`,
		},
	},
	emptyValue: {
		Code: "empty-value", Severity: Warning,
		Summary:  "A param has a value that is not empty.",
		Why:      "Empty or unfitting values \"can lead to unpredictable behavior\".",
		Models:   newerModels,
		Evidence: "[W-n870]",
		Example: Example{
			Model: "N670",
			Bad:   `▸<param name="DmGlobal.0.NtpServer" value=""/>`,
			Good:  `<param name="DmGlobal.0.NtpServer" value="ntp.example.net"/>`,
		},
	},
	missingURL: {
		Code: "missing-url", Severity: Error,
		Summary:  "A Redirect step and the DownloadWallpaper step have a url.",
		Why:      "Without one there is nothing to load.",
		Models:   "Maxwell",
		Evidence: "[W-nest] [R-tancredi]",
		Example: Example{
			Bad:  `<provisioning version="1.1" productID="mx3b"><custom>▸<step type="Redirect"/></custom></provisioning>`,
			Good: `<provisioning version="1.1" productID="mx3b"><custom><step type="Redirect" url="%MACD.xml"/></custom></provisioning>`,
		},
	},
}

// newerModels are those that take a <provisioning> document.
const newerModels = "Maxwell, Nx70 class"
