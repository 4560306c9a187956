package app

import (
	"reflect"
	"slices"
)

// reloadable are the keys that Reload puts to use. The others need a restart,
// since they decide what was opened or made at the start.
var reloadable = []string{
	"tls_cert", "tls_key", "events_per_device", "events_for", "drain_timeout", "log_level",
}

// Reloaded says what became of a configuration that was read again.
type Reloaded struct {
	// Used are the keys with a new value that is in use now.
	Used []string
	// Restart are the keys with a new value that a restart puts to use.
	Restart []string
}

// Reload puts a configuration to use that was read again, as far as that is
// possible without a restart, and reads the certificate files again. With an
// error everything stays as it is. The level of the log and the time to drain
// are the caller's to change. It must not run beside Start, Stop or itself.
func (a *App) Reload(c Config) (Reloaded, error) {
	s, err := c.settle()
	if err != nil {
		return Reloaded{}, err
	}
	var r Reloaded
	next := s.Config
	for i, f := range a.config.Fields() {
		changed := next.Fields()[i]
		switch {
		case reflect.DeepEqual(f.Value, changed.Value):
		case slices.Contains(reloadable, f.Key):
			r.Used = append(r.Used, f.Key)
		default:
			r.Restart = append(r.Restart, f.Key)
		}
	}
	if a.doors.certificates != nil && len(s.certificates) > 0 {
		if err := a.doors.certificates.Use(s.certificates); err != nil {
			return Reloaded{}, &configError{err}
		}
	}
	a.keeper.retention.Store(&s.retention)
	a.config.keep(next)
	return r, nil
}

// keep takes the values of the reloadable keys.
func (s *settled) keep(next Config) {
	s.TLSCert, s.TLSKey = next.TLSCert, next.TLSKey
	s.EventsPerDevice, s.EventsFor = next.EventsPerDevice, next.EventsFor
	s.DrainTimeout, s.LogLevel = next.DrainTimeout, next.LogLevel
}
