package model

import "strings"

// NumericPIN reports whether what opens the web interface is a PIN of digits, and no password.
func (m *Model) NumericPIN() bool { return m.PIN != "" && strings.Trim(m.PIN, "0123456789") == "" }
