package provdoc

// MAC returns the value of MAC_ADDRESS as written; false when there is none. The last one counts, as with all items.
func (d *Document) MAC() (string, bool) { return d.control(roleMAC) }

// Version returns the value of VERSION as written; false when there is none.
func (d *Document) Version() (string, bool) { return d.control(roleVersion) }

// ProfileName returns the value of PROFILE_NAME without inner quotes; false when there is none.
func (d *Document) ProfileName() (string, bool) { return d.control(roleProfileName) }

// Reboot returns what REBOOT says; ok is false when there is none, or none that is a boolean.
func (d *Document) Reboot() (reboot, ok bool) {
	text, found := d.control(roleReboot)
	if !found {
		return false, false
	}
	reboot, err := Value(text).Bool()
	return reboot, err == nil
}

// control returns the text of the last control with that role that has a value.
func (d *Document) control(role role) (string, bool) {
	if i := d.lastControl(role); i >= 0 {
		return d.items[i].Text(), true
	}
	return "", false
}

// lastControl returns the index of the last control with that role that has a value, or -1.
func (d *Document) lastControl(role role) int {
	if !d.readable {
		return -1
	}
	name := d.dialect.control(role)
	for i := len(d.items) - 1; i >= 0; i-- {
		if it := &d.items[i]; it.Kind == Control && it.Name == name && d.sources[i].value >= 0 {
			return i
		}
	}
	return -1
}
