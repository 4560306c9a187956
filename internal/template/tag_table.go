package template

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// deviceTags are the tags that every device has. BroadWorks' own begin with BW; their names are those that its files for
// phones of other vendors use (uncertain).
var deviceTags = map[string]func(*Data) string{
	"BWMACADDRESS":    func(d *Data) string { return d.mac(d.MAC.String()) },
	"BWTIMESTAMP":     func(d *Data) string { return d.Version },
	"BWSERVERADDRESS": func(d *Data) string { return d.line(1).server() },
	"MAC":             func(d *Data) string { return d.mac(d.MAC.String()) },
	"MAC_LOWER":       func(d *Data) string { return d.mac(d.MAC.Lower()) },
	"MAC_COLON":       func(d *Data) string { return d.mac(d.MAC.Colons()) },
	"VERSION":         func(d *Data) string { return d.Version },
	"MODEL":           func(d *Data) string { return d.Model },
	"FIRMWARE":        func(d *Data) string { return d.Firmware },
	"PROFILE_NAME":    func(d *Data) string { return d.ProfileName },
	"USERNAME":        func(d *Data) string { return d.Username },
	"PASSWORD":        func(d *Data) string { return d.Password.Reveal() },
}

// lineTags are the tags with the number of a line behind them, as in %BWLINEPORT-1%. For a line that the device has not
// got they are empty: a file is written for all lines of a model (uncertain).
var lineTags = map[string]func(*Line) string{
	"BWLINEPORT":            func(l *Line) string { return l.User },
	"BWHOST":                func(l *Line) string { return cmp.Or(l.Domain, l.Server) },
	"BWPORT":                func(l *Line) string { return l.Port },
	"BWAUTHUSER":            func(l *Line) string { return cmp.Or(l.AuthName, l.User) },
	"BWAUTHPASSWORD":        func(l *Line) string { return l.Password.Reveal() },
	"BWEXTENSION":           func(l *Line) string { return l.Extension },
	"BWNAME":                func(l *Line) string { return cmp.Or(l.Name, l.DisplayName) },
	"BWCLID":                func(l *Line) string { return cmp.Or(l.DisplayName, l.Name) },
	"BWDISPLAYNAMELINEPORT": func(l *Line) string { return cmp.Or(l.DisplayName, l.Name) },
	"BWLINE-BINARY":         func(l *Line) string { return "1" },
}

// unassigned is what a tag of a line gives that the device has not got.
func unassigned(base string) string {
	if base == "BWLINE-BINARY" {
		return "0"
	}
	return ""
}

// tagValue returns what gives the value of a tag that every device has, else nil.
func tagValue(name string) func(*Data) string {
	if get := deviceTags[name]; get != nil {
		return get
	}
	base, number := cutNumber(name)
	get := lineTags[base]
	if get == nil || number == 0 {
		return nil
	}
	return func(d *Data) string {
		if l := d.line(number); l != nil {
			return get(l)
		}
		return unassigned(base)
	}
}

// cutNumber splits NAME-1; the number is 0 when there is none.
func cutNumber(name string) (base string, number int) {
	at := strings.LastIndexByte(name, '-')
	if at < 0 || strings.HasPrefix(name[at+1:], "0") {
		return name, 0
	}
	n, err := strconv.ParseUint(name[at+1:], 10, 16)
	if err != nil {
		return name, 0
	}
	return name[:at], int(n)
}

// numbered are the names of the tags of lines, with the number that a name like them has.
func numbered(written string) []string {
	_, number := cutNumber(written)
	var names []string
	for _, base := range slices.Sorted(maps.Keys(lineTags)) {
		names = append(names, base+"-"+strconv.Itoa(max(1, number)))
	}
	return names
}

// line returns the line of a number, nil when there is none.
func (d *Data) line(number int) *Line {
	for i := range d.Lines {
		if d.Lines[i].Number == number {
			return &d.Lines[i]
		}
	}
	return nil
}

// server is where the line registers, "" for no line.
func (l *Line) server() string {
	if l == nil {
		return ""
	}
	return cmp.Or(l.Server, l.Domain)
}
