package phone

import "github.com/offhook/offhook/discovery"

// SetActivationCode replaces the activation code, for the attempts that begin from now on. The models that take none
// ignore it. [G p8]
func (m *Machine) SetActivationCode(c discovery.ActivationCode) { m.config.ActivationCode = c }
