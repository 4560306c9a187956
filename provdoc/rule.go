package provdoc

// A Rule is one kind of fault that a document can have. Each finding names its rule by the code.
type Rule struct {
	// Code is kebab-case and never changes.
	Code     string
	Severity Severity
	// Summary is what the rule asks of a document, one sentence.
	Summary string
}

// Rules returns all rules: those of the syntax first, then those of the content.
func Rules() []Rule {
	all := make([]Rule, 0, len(rules)-1)
	return append(all, rules[1:]...)
}

// ruleID is an index into rules.
type ruleID uint8

const (
	_ ruleID = iota
	tooLarge
	tooDeep
	tooManyElements
	tooManyAttributes
	tooManyFindings
	doctypeEntities
	doctype
	unknownDocument
	unknownEncoding
	encodingConflict
	badBytes
	controlCharacter
	badDeclaration
	badInstruction
	badMarkup
	badComment
	strayCommentEnd
	strayText
	unescapedAmpersand
	unescapedLessThan
	unknownEntity
	badReference
	badAttribute
	badName
	duplicateAttribute
	missingQuotes
	unclosedQuote
	missingSpace
	unclosedTag
	truncated
	unclosedElement
	unexpectedEndTag
	wrongCase
	afterRoot

	missingProvider
	missingID
	missingValue
	missingClass
	classMismatch
	missingProfileName
	longProfileName
	badMAC
	badVersion
	missingVersion
	unknownItem
	notForModel
	belowFirmware
	conditionNotMet
	overLimit
	badValue
	duplicateItem
	contradiction

	unknownElement
	misplacedElement
	missingAttribute
	wrongDialect
	wrongProduct
	missingProduct
	unknownForm
	emptyValue
	firmwareURL
	plainHTTPOnly
	missingURL
	extendedIdentity
	missingProfileVersion
	encryptedDocument
	badRecord
	unknownRecord
)

// rules is the one table of codes; docs and help are made from it.
var rules = [...]Rule{
	tooLarge:           {"too-large", Error, "A document has at most 4 MiB."},
	tooDeep:            {"too-deep", Error, "At most 32 elements are open inside each other."},
	tooManyElements:    {"too-many-elements", Error, "A document has at most 20000 elements."},
	tooManyAttributes:  {"too-many-attributes", Error, "An element has at most 64 attributes."},
	tooManyFindings:    {"too-many-findings", Error, "The first 1000 findings are shown."},
	doctypeEntities:    {"doctype-entities", Error, "A document declares no entities and names no external files."},
	doctype:            {"doctype", Warning, "A document has no DOCTYPE."},
	unknownDocument:    {"unknown-document", Error, "The root element says what kind of document it is: ProviderFrame or provisioning."},
	unknownEncoding:    {"unknown-encoding", Error, "The encoding is ISO-8859-1, UTF-8 or US-ASCII."},
	encodingConflict:   {"encoding-conflict", Error, "A byte order mark agrees with the declared encoding."},
	badBytes:           {"bad-bytes", Error, "Every byte belongs to the declared encoding."},
	controlCharacter:   {"control-character", Error, "Control characters other than tab and line end do not occur."},
	badDeclaration:     {"bad-declaration", Error, "The XML declaration comes first, names version 1.0 and is complete."},
	badInstruction:     {"bad-instruction", Error, "A processing instruction has a name and ends with ?>."},
	badMarkup:          {"bad-markup", Error, "What starts with <! is a comment, a CDATA section or a DOCTYPE."},
	badComment:         {"bad-comment", Error, "A comment ends with --> and has no -- inside."},
	strayCommentEnd:    {"stray-comment-end", Error, "Every --> ends a comment."},
	strayText:          {"stray-text", Error, "There is no text between elements: values are attributes."},
	unescapedAmpersand: {"unescaped-ampersand", Error, "An ampersand in a value is written &amp;."},
	unescapedLessThan:  {"unescaped-less-than", Error, "A less-than sign in a value is written &lt;."},
	unknownEntity:      {"unknown-entity", Error, "The entities are amp, lt, gt, quot and apos."},
	badReference:       {"bad-reference", Error, "A character reference names a character that XML allows."},
	badAttribute:       {"bad-attribute", Error, "An attribute is a name, an equals sign and a quoted value."},
	badName:            {"bad-name", Error, "Names begin with a letter and have ASCII letters, digits, _, - and . only."},
	duplicateAttribute: {"duplicate-attribute", Error, "An element has each attribute once."},
	missingQuotes:      {"missing-quotes", Error, "The value of an attribute stands in quotes."},
	unclosedQuote:      {"unclosed-quote", Error, "A value ends with the quote that it began with."},
	missingSpace:       {"missing-space", Error, "Attributes are separated by space."},
	unclosedTag:        {"unclosed-tag", Error, "A tag ends with > or />."},
	truncated:          {"truncated", Error, "A document does not end inside a tag."},
	unclosedElement:    {"unclosed-element", Error, "An element that is opened is closed, with /> or an end tag."},
	unexpectedEndTag:   {"unexpected-end-tag", Error, "An end tag closes the element that was opened last."},
	wrongCase:          {"wrong-case", Error, "Upper and lower case of names are as the phone knows them."},
	afterRoot:          {"after-root", Error, "A document has one root element and nothing after it."},

	missingProvider:    {"missing-provider", Error, "Items stand inside Provider inside ProviderFrame."},
	missingID:          {"missing-id", Error, "A SYMB_ITEM names its NVM item in ID."},
	missingValue:       {"missing-value", Error, "An item has a value attribute."},
	missingClass:       {"missing-class", Warning, "An item has a class attribute."},
	classMismatch:      {"class-mismatch", Error, "The class fits the tag: S_ string, I_ integer, B_ boolean, SYMB_ITEM symb_item."},
	missingProfileName: {"missing-profile-name", Error, "A document has a PROFILE_NAME."},
	longProfileName:    {"long-profile-name", Warning, "A PROFILE_NAME has at most 20 characters."},
	badMAC:             {"bad-mac", Error, "MAC_ADDRESS is a MAC address of 12 hexadecimal digits."},
	badVersion:         {"bad-version", Error, "VERSION is a valid date and time as ddmmyyhhmm."},
	missingVersion:     {"missing-version", Warning, "A document has a VERSION, so that it is applied once and not at every fetch."},
	unknownItem:        {"unknown-item", Warning, "Items are known: a phone ignores others without a word."},
	notForModel:        {"not-for-model", Warning, "Items are known for the model that the document is for."},
	belowFirmware:      {"below-firmware", Warning, "The firmware of the phone can do what the document sets."},
	conditionNotMet:    {"condition-not-met", Warning, "A tag that counts under a condition only comes with the condition."},
	overLimit:          {"over-limit", Error, "A value keeps to the length limit of its item."},
	badValue:           {"bad-value", Error, "A value is of the type and in the range of its item."},
	duplicateItem:      {"duplicate-item", Warning, "An item is set once."},
	contradiction:      {"contradiction", Warning, "Two forms of one item have the same value."},

	unknownElement:        {"unknown-element", Warning, "The elements of a provisioning document are known: a phone ignores others without a word."},
	misplacedElement:      {"misplaced-element", Error, "Params stand in nvm, files in firmware, steps in custom, and these in provisioning."},
	missingAttribute:      {"missing-attribute", Error, "An element has the attributes that it needs: param and oper a name, file a version and a url, step a type."},
	wrongDialect:          {"wrong-dialect", Error, "The document is of the kind that the model takes."},
	wrongProduct:          {"wrong-product", Error, "The productID is that of the model."},
	missingProduct:        {"missing-product", Warning, "A provisioning document names its productID."},
	unknownForm:           {"unknown-form", Warning, "The version of a provisioning document is 1.1, or 1.0 for the form of several files."},
	emptyValue:            {"empty-value", Warning, "A param has a value that is not empty."},
	firmwareURL:           {"firmware-url", Warning, "The URL of a firmware ends with the name of the file."},
	plainHTTPOnly:         {"plain-http-only", Error, "A certificate is downloaded by plain HTTP."},
	missingURL:            {"missing-url", Error, "A Redirect step and the DownloadWallpaper step have a url."},
	extendedIdentity:      {"extended-identity", Error, "An extended profile has no MAC_ADDRESS and no ACTIVATION_CODE."},
	encryptedDocument:     {"encrypted-document", Error, "A document is XML or a binary profile; an encrypted one is not read."},
	badRecord:             {"bad-record", Error, "A record of a binary profile has the form of its type."},
	unknownRecord:         {"unknown-record", Warning, "The records of a binary profile are 00, 01, 40 and 50."},
	missingProfileVersion: {"missing-profile-version", Error, "An extended profile has a PROFILE_VERSION, which may be empty."},
}
