package emulator

import (
	"fmt"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// remember loads the memory from its file, and what the file says of the phone where c says nothing.
func (c *Config) remember() ([]string, error) {
	if c.Model == nil {
		return nil, phone.ErrModel
	}
	if c.NVMFile == "" {
		return nil, nil
	}
	if c.NVM != nil {
		return nil, ErrTwoMemories
	}
	kept, err := loadMemory(c.NVMFile)
	if err != nil || kept == nil {
		return nil, err
	}
	var warnings []string
	if kept.Model != c.Model.Name {
		warnings = append(warnings, fmt.Sprintf("the memory in %s is that of the model %s, and this phone is %s", c.NVMFile, kept.Model, c.Model.Name))
	}
	if !c.MAC.IsZero() && c.MAC != kept.MAC {
		warnings = append(warnings, fmt.Sprintf("the memory in %s is that of %s, and this phone is %s", c.NVMFile, kept.MAC, c.MAC))
	}
	if c.MAC.IsZero() {
		c.MAC = kept.MAC
	}
	if c.DevicePassword.IsZero() {
		c.DevicePassword = kept.devicePassword
	}
	c.NVM = kept.nvm
	return warnings, nil
}

// leaveFactory gives the phone the address and the device password that every real one has.
func (c *Config) leaveFactory() (err error) {
	if c.MAC.IsZero() {
		if c.MAC, err = model.RandomMAC(c.Rand); err != nil {
			return fmt.Errorf("make a MAC address: %w", err)
		}
	}
	if c.DevicePassword.IsZero() {
		if c.DevicePassword, err = c.randomPassword(); err != nil {
			return fmt.Errorf("make a device password: %w", err)
		}
	}
	return nil
}
