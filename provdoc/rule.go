package provdoc

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule is one kind of fault that a document can have. Each finding names its rule by the code.
type Rule struct {
	// Code is kebab-case and never changes.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Summary is what the rule asks of a document, one sentence.
	Summary string `json:"summary"`
	// Why is what becomes of a document that breaks it, and what to do.
	Why string `json:"why"`
	// Models names whom it is about, "" for all that take such a document.
	Models string `json:"models,omitempty"`
	// Evidence names the sources, "" where it is what XML itself demands.
	Evidence string `json:"evidence,omitempty"`
	// Lowering says how its findings can be lowered.
	Lowering Lowering `json:"lowering"`
	// Example shows it.
	Example Example `json:"-"`
}

// A Lowering says how the findings of a rule can be lowered with a written reason; see Allowance.
type Lowering uint8

// The ways. The zero Lowering is the common one.
const (
	// LowerAnywhere is for one item, one document or all of them.
	LowerAnywhere Lowering = iota
	// LowerByItem is only for an item that is named, or that the comment stands above: the fault is one of security.
	LowerByItem
	// LowerNever is for what keeps a document from being read at all.
	LowerNever
)

// String is "anywhere", "by item" or "never".
func (w Lowering) String() string {
	switch w {
	case LowerByItem:
		return "by item"
	case LowerNever:
		return "never"
	}
	return "anywhere"
}

// MarshalText is String as bytes.
func (w Lowering) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// An Example is a document that breaks a rule beside one that keeps it. In both texts ⟦0A FF⟧ stands for bytes by their
// numbers, and ⟦text⟧×9 for a text nine times in a row.
type Example struct {
	// Model is the model in whose document Bad and Good are items; "" where they are whole documents.
	Model string
	// Options are what the documents are checked with.
	Options CheckOptions
	// Bad has one finding of the rule, at the place behind the ▸.
	Bad, Good string
	// Beside is the code of another rule that Bad cannot help breaking, "" for none.
	Beside string
}

// Rules returns all rules: those of the syntax first, then those of the content.
func Rules() []Rule { return slices.Clone(rules[1:]) }

// LookupRule finds a rule by its code. The error names the nearest code.
func LookupRule(code string) (Rule, error) {
	best, least := "", 1+len(code)/3
	for _, r := range rules[1:] {
		if r.Code == code {
			return r, nil
		}
		if n := codeDistance(code, r.Code, least); n < least {
			best, least = r.Code, n
		}
	}
	if best != "" {
		return Rule{}, fmt.Errorf("there is no rule %.40q: did you mean %s?", code, best)
	}
	return Rule{}, fmt.Errorf("there is no rule %.40q: offhook check --list shows all of them", code)
}

// codeDistance is distance without regard to case and to what stands between words.
func codeDistance(a, b string, stop int) int {
	if len(a) > maxName {
		return stop
	}
	plain := strings.NewReplacer("_", "-", " ", "-")
	return distance(plain.Replace(strings.ToLower(a)), b, stop)
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

	badAllowance
	wrongSuffix
	indexOutOfRange
	macForm
	otherDevice
	otherProfile
	rebootLoop
	futureVersion
	olderVersion
	sameVersion
	needlessVersion
	clearSecret
	factoryPIN
	halfPair
	pointsBack
	leavesTLS
	unknownToken
	badAddress
	firmwareName
	firmwareOlder
	overruledURL
	innerQuotes
	shortAddress
	staticAddress
	stopsAsking
	longTimer
	missingMasks

	wrongEncoding
	windowsBytes

	lastRule
)

// rules is the one table of codes, put together from the topics; docs/lint.md and the help are made from it.
var rules = func() (all [lastRule]Rule) {
	for _, topic := range [...]map[ruleID]Rule{
		limitRules, markupRules, tagRules, frameRules, headRules, itemRules, valueRules, serverRules, provisioningRules,
	} {
		for id, rule := range topic {
			all[id] = rule
		}
	}
	return all
}()
