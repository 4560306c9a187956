package provision

import (
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// What an event shows of the texts of a client. A target can hold a secret anywhere and in any
// spelling, so an event shows only what is known to be harmless, and [redacted] for everything else:
//
//   - parts of a path that look like a folder or a file: a MAC, a token such as %MACD, a number of at
//     most six digits, a version, or up to three words, each of letters with at most three digits
//     after it: /prov/42/2/7C2F80000007.xml, /phones/berlin/master.bin. What looks like chance, or has
//     = : @ or another sign in it, is not shown, nor is all that follows a part such as "password";
//   - parameters whose name is one of shownParameters, with a value of that form; of others the name,
//     and the value if it is a MAC, the name of a file with a known ending or at most two digits;
//   - nothing of user information and of fragments.
//
// Texts are looked at decoded, as often as they are encoded, and shown as they came. A secret that
// is an ordinary word and stands where a folder does cannot be told from one, and is shown.

// redactedText is for what is not shown.
const redactedText = "[redacted]"

const (
	maxNumber   = 6  // digits of a number in a path
	maxWord     = 20 // letters of a word
	maxTail     = 3  // digits after them
	maxWords    = 3  // of one part
	maxBare     = 2  // characters of a parameter without a value
	maxDecoding = 4  // times that a text can be encoded
)

// shownParameters are the names of parameters that phones and people describe a phone with.
var shownParameters = []string{
	"mac", "macaddress", "mac_address", "macid", "id", "model", "type", "device", "product", "productid", "fw", "firmware", "version",
	"ver", "sw", "hw", "lang", "language", "country", "site", "file", "filename", "path", "name", "format", "action", "page", "x", "v",
	"profile", "provider", "oem", "variant", "build",
}

// fileEndings are those of files that phones ask for.
var fileEndings = []string{
	".xml", ".bin", ".cfg", ".conf", ".txt", ".json", ".jpg", ".png", ".ico", ".html", ".php", ".img", ".fw", ".zip", ".tar", ".gz", ".tgz", ".rom",
}

// safeTarget is a target as an event shows it.
func safeTarget(target string) string {
	if len(target) > maxTarget {
		target = target[:maxTarget]
	}
	target, _, fragment := strings.Cut(target, "#")
	path, query, hasQuery := strings.Cut(target, "?")
	var b strings.Builder
	safePath(&b, path)
	if hasQuery {
		b.WriteByte('?')
		safeQuery(&b, query)
	}
	if fragment {
		b.WriteString("#" + redactedText)
	}
	return b.String()
}

// safePath writes the parts of a path, or of an address.
func safePath(b *strings.Builder, path string) {
	if scheme, rest, ok := strings.Cut(path, "://"); ok && isScheme(scheme) {
		host, after, hasPath := strings.Cut(rest, "/")
		b.WriteString(scheme + "://" + safeHost(host))
		if !hasPath {
			return
		}
		b.WriteByte('/')
		path = after
	}
	secret := false
	for more := true; more; {
		var part string
		part, path, more = strings.Cut(path, "/")
		if secret && part != "" || !isHarmlessPath(part) {
			b.WriteString(redactedText)
		} else {
			b.WriteString(part)
		}
		if more {
			b.WriteByte('/')
			secret = secret || hasSecretWord(decoded(part))
		}
	}
}

func isScheme(s string) bool {
	return strings.EqualFold(s, "http") || strings.EqualFold(s, "https")
}

// safeHost is the host of an address without user information.
func safeHost(host string) string {
	host = host[strings.LastIndexByte(host, '@')+1:]
	name, port, _ := strings.Cut(host, ":")
	if len(port) > 5 || strings.Trim(port, "0123456789") != "" {
		return redactedText
	}
	for label := range strings.SplitSeq(name, ".") {
		if !isHarmless(label) || hasSecretWord(label) {
			return redactedText
		}
	}
	return host
}

// safeQuery writes the parameters of a query, with the signs between them.
func safeQuery(b *strings.Builder, query string) {
	for query != "" {
		end := strings.IndexAny(query, "&;")
		part := query
		if end >= 0 {
			part = query[:end]
		}
		b.WriteString(safeParameter(part))
		if end < 0 {
			return
		}
		b.WriteByte(query[end])
		query = query[end+1:]
	}
}

// safeParameter is one parameter of a query. One without a value is a file, or not shown.
func safeParameter(part string) string {
	name, value, hasValue := strings.Cut(part, "=")
	if !hasValue {
		if len(part) <= maxBare || isFile(part) {
			return part
		}
		return redactedText
	}
	key := strings.ToLower(decoded(name))
	if !isHarmless(key) {
		return redactedText + "=" + redactedText
	}
	known := slices.Contains(shownParameters, key)
	short := len(value) <= maxBare && strings.Trim(value, "0123456789") == ""
	if value == "" || !isSecretName(key) && (short || isFile(value) || known && isHarmlessPath(value)) {
		return part
	}
	return name + "=" + redactedText
}

// isFile reports whether a text is a MAC, or the path of a file with a known ending.
func isFile(text string) bool {
	plain := decoded(text)
	if mac, ok := model.FileNameMAC(plain); ok && isWholeMAC(plain, mac) {
		return true
	}
	return slices.ContainsFunc(fileEndings, func(end string) bool { return hasEnding(plain, end) }) && isHarmlessPath(text)
}

func hasEnding(name, end string) bool {
	return len(name) > len(end) && strings.EqualFold(name[len(name)-len(end):], end)
}

// isWholeMAC reports whether a text is the MAC and nothing else.
func isWholeMAC(text string, mac model.MAC) bool {
	return strings.EqualFold(text, mac.String()) || strings.EqualFold(strings.ReplaceAll(text, "-", ":"), mac.Colons())
}

// isHarmlessPath reports whether each part of a text that slashes separate is harmless.
func isHarmlessPath(text string) bool {
	text = decoded(text)
	secret := false
	for more := true; more; {
		var part string
		part, text, more = strings.Cut(text, "/")
		if secret && part != "" || !isHarmless(part) {
			return false
		}
		secret = secret || more && hasSecretWord(part)
	}
	return true
}

// isHarmless reports whether a decoded text looks like a folder or a file.
func isHarmless(part string) bool {
	if part == "" || part == "." || part == ".." || part == "*" {
		return true
	}
	for token := discovery.FirstToken(part); token != ""; token = discovery.FirstToken(part) {
		part = strings.Replace(part, token, "", 1)
	}
	if !utf8.ValidString(part) {
		return false
	}
	if mac, ok := model.FileNameMAC(part); ok {
		if part = withoutMAC(part, mac); slices.Contains(fileEndings, part) {
			return true
		}
	}
	if !hasEscape(part) { // a phone that knows no tokens, or a person, sent a percent sign
		part = strings.ReplaceAll(part, "%", " ")
	}
	return areWords(part)
}

// withoutMAC takes a MAC out of a name that model.FileNameMAC found it in.
func withoutMAC(name string, mac model.MAC) string {
	for _, form := range [...]string{mac.String(), mac.Colons(), strings.ReplaceAll(mac.Colons(), ":", "-")} {
		for at := 0; at+len(form) <= len(name); at++ {
			if strings.EqualFold(name[at:at+len(form)], form) {
				return name[:at] + name[at+len(form):]
			}
		}
	}
	return name
}

// hasEscape reports whether a text has a byte that is encoded.
func hasEscape(text string) bool {
	for at := strings.IndexByte(text, '%'); at >= 0 && at+2 < len(text); {
		if _, err := hex.DecodeString(text[at+1 : at+3]); err == nil {
			return true
		}
		next := strings.IndexByte(text[at+1:], '%')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// areWords reports whether a text is a version, or a few words and numbers with . - _ or a space
// between them.
func areWords(text string) bool {
	for _, end := range fileEndings {
		if hasEnding(text, end) {
			text = text[:len(text)-len(end)]
			break
		}
	}
	if strings.Trim(text, "0123456789.") == "" && strings.Contains(text, ".") {
		return len(text) <= maxWord+maxNumber
	}
	words, secret := 0, false
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".-_ ", r) }) {
		if words++; secret || words > maxWords || !isWord(word) {
			return false
		}
		secret = hasSecretWord(word)
	}
	return true
}

// isWord reports whether a text is a number, or letters as people write them with a few digits after.
func isWord(word string) bool {
	letters := strings.TrimRight(word, "0123456789")
	digits := len(word) - len(letters)
	if letters == "" {
		return digits <= maxNumber
	}
	if digits > maxTail || len(letters) > maxWord || strings.IndexFunc(letters, notLatin) >= 0 {
		return isFileWord(word)
	}
	rest := []rune(letters)[1:]
	upper := slices.ContainsFunc(rest, unicode.IsUpper)
	lower := slices.ContainsFunc(rest, unicode.IsLower)
	if upper && lower || isChance(strings.ToLower(letters)) {
		return false
	}
	return !hasSecretWord(letters) || digits == 0 && slices.Contains(secretWords, strings.ToLower(letters))
}

// secretWords are the words in a path that a secret may follow, secretEndings the endings of such
// words, and longSecretWords those that are looked for in others.
var (
	secretWords = []string{
		"pass", "passwd", "password", "passwort", "passphrase", "passcode", "pw", "pwd", "pin", "pincode", "puk", "psk", "secret", "token",
		"key", "apikey", "auth", "authorization", "bearer", "basic", "cred", "credential", "credentials", "kennwort", "geheim", "geheimnis",
		"login", "session", "sid", "user", "username", "userinfo", "hash", "code", "signature", "sig",
		"sessionid", "cookie", "jwt", "oauth", "otp", "psw", "pswd", "passe", "mdp", "clave", "contrasena",
		"contraseña", "senha", "schluessel", "schlüssel", "geheimwort", "zugang", "zugangsdaten",
	}
	secretEndings   = []string{"pass", "pwd", "pw", "pin"}
	longSecretWords = []string{"passw", "passphrase", "kennwort", "secret", "token", "credential", "apikey"}
)

// hasSecretWord reports whether a decoded text has a word that a secret may follow.
func hasSecretWord(text string) bool {
	if text == "" {
		return false
	}
	text = strings.ToLower(text)
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		ends := func(ending string) bool { return strings.HasSuffix(word, ending) }
		if slices.Contains(secretWords, word) || slices.ContainsFunc(secretEndings, ends) {
			return true
		}
	}
	return slices.ContainsFunc(longSecretWords, func(s string) bool { return strings.Contains(text, s) })
}

func notLatin(r rune) bool { return !unicode.IsLetter(r) || r > 0x24F }

// isFileWord reports whether a text is a model, or part of the name of a file of the vendor.
func isFileWord(word string) bool {
	if _, err := model.Lookup(word); err == nil {
		return true
	}
	return slices.Contains([]string{"4xx", "12x", "mx3b", "b2b"}, strings.ToLower(word))
}

// isChance reports whether letters have five consonants in a row, which words do not.
func isChance(letters string) bool {
	row := 0
	for _, r := range letters {
		if row++; strings.ContainsRune("aeiouyäöü", r) {
			row = 0
		}
		if row > 4 {
			return true
		}
	}
	return false
}

// decoded takes percent escapes out of a text, as often as it is encoded. What is encoded more
// often has a percent sign left, and is not harmless.
func decoded(text string) string {
	for range maxDecoding {
		if !strings.Contains(text, "%") {
			return text
		}
		plain, err := url.PathUnescape(text)
		if err != nil || plain == text {
			return text
		}
		text = plain
	}
	return text
}

// safeMethod is a method as an event shows it: one word of capitals.
func safeMethod(method string) string {
	if method == "" || len(method) <= maxWord && strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == "" {
		return method
	}
	return redactedText
}

// safeAgent is a User-Agent as an event shows it: without parts that name a secret, what follows
// those, and what looks like chance.
func safeAgent(agent string) string {
	if len(agent) > maxTarget {
		agent = agent[:maxTarget]
	}
	var b strings.Builder
	secret := false
	for agent != "" {
		end := strings.IndexFunc(agent, func(r rune) bool { return strings.ContainsRune(" ;,()", r) })
		switch {
		case end == 0:
			b.WriteByte(agent[0])
			agent = agent[1:]
			continue
		case end < 0:
			end = len(agent)
		}
		part := agent[:end]
		agent = agent[end:]
		if secret || !isAgentPart(part) {
			b.WriteString(redactedText)
		} else {
			b.WriteString(part)
		}
		secret = hasSecretWord(decoded(part))
	}
	return b.String()
}

// isAgentPart reports whether a part of a User-Agent is a name, a version or a MAC.
func isAgentPart(part string) bool {
	plain := decoded(part)
	if mac, ok := model.FileNameMAC(plain); ok && isWholeMAC(plain, mac) {
		return true
	}
	if at := strings.Index(plain, "://"); at >= 0 {
		return safeTarget(strings.TrimLeft(plain, "+")) == strings.TrimLeft(plain, "+")
	}
	plain = strings.TrimPrefix(plain, "rv:")
	if strings.ContainsFunc(plain, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("=:@&?#\"'{}[]<>\\|%", r) || r == unicode.ReplacementChar
	}) {
		return false
	}
	for word := range strings.FieldsFuncSeq(plain, func(r rune) bool { return strings.ContainsRune("/._-+", r) }) {
		if len(word) > maxAgentWord || len(word) > maxMixed && isMixed(word) {
			return false
		}
	}
	return true
}

const (
	maxAgentWord = 24
	maxMixed     = 8 // characters of a word of letters and digits
)

func isMixed(word string) bool {
	return strings.ContainsAny(word, "0123456789") && strings.Trim(word, "0123456789") != ""
}
