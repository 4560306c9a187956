package app

import (
	"time"
)

// Config is everything that an operator can set. Default returns the values that hold where nothing is set; the zero Config is
// not valid.
type Config struct {
	// Data is the folder of the embedded database and the key file.
	Data string `toml:"data"`
	// Database is a postgres:// URL that replaces the embedded database.
	Database string `toml:"database"`
	// Listen is the phone-facing address for HTTP; empty for none.
	Listen string `toml:"listen"`
	// ListenTLS is the phone-facing address for HTTPS; empty for none.
	ListenTLS string `toml:"listen_tls"`
	// TLSCert and TLSKey are PEM files, pair by pair; the first that a phone can use is taken.
	TLSCert []string `toml:"tls_cert"`
	TLSKey  []string `toml:"tls_key"`
	// Console is the address of the read-only page and of the health checks; empty for none.
	Console string `toml:"console"`
	// ConsoleHosts are the host names under which the console answers, beside its own addresses.
	ConsoleHosts []string `toml:"console_hosts"`
	// LabBasic is the address of the listener that asks for Basic, for tests only; empty for none.
	LabBasic string `toml:"lab_basic"`
	// FirmwareDir is the folder of the firmware files that phones may download; empty for none.
	FirmwareDir string `toml:"firmware_dir"`
	// IndexAddress is the address of documents that the index files lead to, with tokens such as %MACD; empty for below the
	// address that the phone was given.
	IndexAddress string `toml:"index_address"`
	// IndexDigits gives every digit of a provider's code an entry of its own in the index files.
	IndexDigits bool `toml:"index_digits"`
	// PlainHTTP allows addresses beyond loopback without TLS.
	PlainHTTP bool `toml:"plain_http"`
	// Realm is shown to phones and part of every digest.
	Realm string `toml:"realm"`
	// Algorithms are offered to phones in this order.
	Algorithms []string `toml:"algorithms"`
	// TrustedProxies are the networks whose X-Forwarded-For, -Proto, -Host and -Prefix are
	// believed.
	TrustedProxies []string `toml:"trusted_proxies"`
	// ProxyProtocol says that connections of TrustedProxies begin with a PROXY header.
	ProxyProtocol bool `toml:"proxy_protocol"`
	// PublicURL is the address under which phones reach this server behind a proxy, with the path
	// that the proxy removes; empty for the address of each request.
	PublicURL string `toml:"public_url"`
	// ProxyAdds is the path that a proxy puts before the path of each request; empty for none.
	ProxyAdds string `toml:"proxy_adds"`
	// EventsPerDevice and EventsFor bound what is kept of the past.
	EventsPerDevice int      `toml:"events_per_device"`
	EventsFor       Duration `toml:"events_for"`
	// DrainTimeout is how long requests may take to end when the server stops.
	DrainTimeout Duration `toml:"drain_timeout"`
	// LogLevel is debug, info, warn or error.
	LogLevel string `toml:"log_level"`
	// LogFormat is text or json.
	LogFormat string `toml:"log_format"`
}

// Default returns the configuration that holds where nothing is set.
func Default() Config {
	return Config{
		Data:            "offhook-data",
		Listen:          "127.0.0.1:8480",
		Console:         "127.0.0.1:8481",
		Realm:           "Provisioning",
		Algorithms:      []string{"MD5"},
		EventsPerDevice: 100,
		EventsFor:       Duration(90 * 24 * time.Hour),
		DrainTimeout:    Duration(20 * time.Second),
		LogLevel:        "info",
		LogFormat:       "text",
	}
}
