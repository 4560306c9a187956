package app

import (
	"cmp"
	"encoding"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Field is one value of the configuration: its name in all places, what it is for, and how it is read and shown.
type Field struct {
	// Key is the name in the file, in snake case. The flag has dashes instead, unless it has a name of its own; the environment
	// has OFFHOOK_ and upper case.
	Key string
	// Usage is one line for the help and the example.
	Usage string
	// Flag says that offhook serve has a flag for it.
	Flag bool
	// Value points into the Config: *string, *bool, *int, *[]string or an encoding.TextUnmarshaler.
	Value any
	// flag is the name of the flag where it is another than that of the key.
	flag string
	// secret says that the value is a URL that may hold a password.
	secret bool
}

// FlagName returns the name of the flag.
func (f Field) FlagName() string { return cmp.Or(f.flag, strings.ReplaceAll(f.Key, "_", "-")) }

// EnvironmentName returns the name of the environment variable.
func (f Field) EnvironmentName() string { return "OFFHOOK_" + strings.ToUpper(f.Key) }

// Fields lists every value of c, in the order of the example. It is the one list behind the file, the environment, the flags
// and what is printed of them.
func (c *Config) Fields() []Field {
	return []Field{
		{Key: "data", Value: &c.Data, Flag: true, Usage: "folder of the embedded database and the key file"},
		{Key: "database", Value: &c.Database, Flag: true, secret: true, Usage: "URL of a PostgreSQL database, postgres://..., that replaces the embedded one; @FILE reads it from a file"},
		{Key: "listen", Value: &c.Listen, Flag: true, Usage: "phone-facing address for HTTP; empty for none"},
		{Key: "listen_tls", Value: &c.ListenTLS, Flag: true, Usage: "phone-facing address for HTTPS; empty for none"},
		{Key: "tls_cert", Value: &c.TLSCert, Flag: true, Usage: "PEM file with the certificate chain; several for several kinds of keys"},
		{Key: "tls_key", Value: &c.TLSKey, Flag: true, Usage: "PEM file with the key of the certificate, in the same order"},
		{Key: "console", Value: &c.Console, Flag: true, Usage: "address of the read-only page and the health checks; empty for none"},
		{
			Key: "console_hosts", flag: "console-host", Value: &c.ConsoleHosts, Flag: true,
			Usage: "host names under which the console answers, beside localhost and the address " +
				"that it listens on; any other name gets 421",
		},
		{Key: "lab_basic", Value: &c.LabBasic, Flag: true, Usage: "address of a listener that asks for Basic, for testing only: passwords cross the network readable"},
		{Key: "firmware_dir", flag: "firmware", Value: &c.FirmwareDir, Flag: true, Usage: "folder with firmware files, which every phone with right credentials may download; phones of the models that the names say find newer ones in the index files and install them; empty for none"},
		{
			Key: "index_address", Value: &c.IndexAddress,
			Usage: "address of documents that the index files lead to, such as " +
				"https://prov.example.net/%MACD.xml; empty for below the address that the phone was given",
		},
		{Key: "index_digits", Value: &c.IndexDigits, Usage: "give every digit of a provider's code an entry of its own in the index files, for phones with activation codes that do not find their document otherwise"},
		{Key: "plain_http", Value: &c.PlainHTTP, Flag: true, Usage: "allow plain HTTP beyond loopback: everybody on the way can read the documents with all their passwords"},
		{Key: "realm", Value: &c.Realm, Usage: "name of the protection space; a part of every digest, so keep it"},
		{Key: "algorithms", Value: &c.Algorithms, Usage: "digest algorithms in the order of preference; phones know MD5 only"},
		{
			Key: "trusted_proxies", Value: &c.TrustedProxies, Flag: true,
			Usage: "networks of proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are believed",
		},
		{
			Key: "proxy_protocol", Value: &c.ProxyProtocol, Flag: true,
			Usage: "require the PROXY protocol, version 1 or 2, of the proxies in trusted_proxies; " +
				"no other peer may use it",
		},
		{
			Key: "public_url", Value: &c.PublicURL, Flag: true,
			Usage: "address under which phones reach this server behind a proxy, such as " +
				"https://prov.example.net/gigaset when the proxy removes /gigaset; " +
				"empty for the address of each request",
		},
		{
			Key: "proxy_adds", Value: &c.ProxyAdds, Flag: true,
			Usage: "path that a proxy puts before the path of each request, such as /offhook; " +
				"empty for none",
		},
		{Key: "events_per_device", Value: &c.EventsPerDevice, Usage: "how many events each device keeps"},
		{Key: "events_for", Value: &c.EventsFor, Usage: "how long events are kept"},
		{Key: "drain_timeout", Value: &c.DrainTimeout, Usage: "how long requests may take to end when the server stops"},
		{Key: "log_level", Value: &c.LogLevel, Usage: "debug, info, warn or error"},
		{Key: "log_format", Value: &c.LogFormat, Usage: "text or json"},
	}
}

// Set reads the value from text, as flags and the environment give it. A list has commas between its values.
func (f Field) Set(text string) error {
	switch v := f.Value.(type) {
	case *string:
		*v = text
	case *[]string:
		*v = splitList(text)
	case *bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		*v = b
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
		*v = n
	case encoding.TextUnmarshaler:
		return v.UnmarshalText([]byte(text))
	}
	return nil
}

// form returns how the value is written in a file, and nothing when value, as the file gives it, is of that kind.
func (f Field) form(value any) string {
	ok, form := false, "a text in quotes"
	switch f.Value.(type) {
	case *string:
		_, ok = value.(string)
	case *[]string:
		ok, form = isTexts(value), `a list of texts, such as ["a", "b"]`
	case *bool:
		_, ok = value.(bool)
		form = "true or false, without quotes"
	case *int:
		_, ok = value.(int64)
		form = "a whole number, without quotes"
	case *Duration:
		_, ok = value.(string)
		form = `a duration with its unit, in quotes, such as "90d", "20s" or "1h30m"`
	}
	if ok {
		return ""
	}
	return form
}

func isTexts(value any) bool {
	list, ok := value.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool {
		_, text := v.(string)
		return !text
	})
}

func splitList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// TOML returns the value as the file would have it, without secrets.
func (f Field) TOML() string {
	switch v := f.Value.(type) {
	case *string:
		if f.secret {
			return strconv.Quote(redactURL(*v))
		}
		return strconv.Quote(*v)
	case *[]string:
		quoted := make([]string, len(*v))
		for i, s := range *v {
			quoted[i] = strconv.Quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case *bool:
		return strconv.FormatBool(*v)
	case *int:
		return strconv.Itoa(*v)
	case fmt.Stringer:
		return strconv.Quote(v.String())
	default:
		return ""
	}
}

// redactURL takes out of a database URL what may be a password: the user information's, and every parameter that names one.
func redactURL(raw string) string {
	if raw == "" {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "[redacted]"
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "redacted")
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "pass") {
			q.Set(name, "redacted")
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}
