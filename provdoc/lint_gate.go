package provdoc

import "github.com/offhook/offhook/model"

// gates reports settings that the firmware does not have yet. [SEED]
func (r *resolver) gates(fw model.Firmware) {
	if r.model == nil || fw.IsZero() {
		return
	}
	for k := range r.settings {
		i := r.resolved[k].item
		p, _ := r.lookup(i)
		if from := p.SinceFor(r.model); !from.IsZero() && fw.Compare(from) < 0 {
			r.fault(belowFirmware, i, "%s has no such setting on the %s yet: install %s or later", fw, r.name(), from)
		}
	}
}

// heeded reports controls that the model is not known to heed: REBOOT is for the DE, further profiles and certificates are
// for N510 and C610, and activation codes for all but the DE. [G p8, p34, p37, p44]
func (r *resolver) heeded() {
	if r.model == nil {
		return
	}
	for i := range r.items {
		it := &r.items[i]
		var heeds bool
		switch it.Name {
		case controlReboot:
			heeds = r.model.RebootTag
		case controlExtendedProfile, controlCertificate:
			heeds = r.model.ExtendedProfiles
		case controlActivationCode:
			heeds = r.model.ActivationCode
		default:
			continue
		}
		if it.Kind == Control && !heeds {
			r.fault(notForModel, i, "this element is known for other models, and the %s may ignore it: remove it", r.name())
		}
	}
}
