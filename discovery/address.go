package discovery

import "strings"

// A Kind is what an address names.
type Kind uint8

// The kinds of addresses.
const (
	// ABase names the place where the files of a phone begin.
	ABase Kind = iota
	// ADocument names a file.
	ADocument
	// ATemplate names a file once its tokens are expanded.
	ATemplate
)

// Classify says what an address names, the scheme being there or not: a template when it has tokens; a document when it
// has a query, or a dot in the last segment of its path; else a base address. [W-urltab]
func Classify(url string) Kind {
	if HasTokens(url) {
		return ATemplate
	}
	url, _, _ = strings.Cut(url, "#")
	if strings.Contains(url, "?") {
		return ADocument
	}
	_, path, _ := strings.Cut(withoutScheme(url), "/")
	if strings.Contains(path[strings.LastIndex(path, "/")+1:], ".") {
		return ADocument
	}
	return ABase
}

// WithScheme puts http:// before an address that has no scheme, as the data server of a phone has none: profile.gigaset.net
// followed by /device. [G p5]
func WithScheme(url string) string {
	if url == "" || strings.Contains(url, "://") {
		return url
	}
	return "http://" + strings.TrimPrefix(url, "//")
}

// withoutScheme is an address as %DURL stands for it. [G p27]
func withoutScheme(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		return rest
	}
	return url
}
