package template

import (
	"fmt"
	"log/slog"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Data is all that a template can say of a device. It never prints: any of its texts may be a secret.
type Data struct {
	MAC         model.MAC
	Version     string // the VERSION of the document, ddmmyyhhmm
	Model       string
	Firmware    string
	ProfileName string
	Username    string
	Password    digest.Secret
	// Values are settings by the name that the catalogue has for them, Tags those that the operator made up.
	Values, Tags map[string]string
	Lines        []Line
}

// A Line is one account of the device.
type Line struct {
	Number      int // from 1
	Name        string
	User        string
	AuthName    string
	Password    digest.Secret
	DisplayName string
	Extension   string
	Domain      string
	Server      string
	Port        string
}

const redacted = "[template data]"

// Format writes that this is data and nothing of it, whatever the verb.
func (Data) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue returns what Format writes.
func (Data) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns what Format writes.
func (Data) MarshalText() ([]byte, error) { return []byte(redacted), nil }
