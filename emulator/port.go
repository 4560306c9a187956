package emulator

import "context"

// listen opens the UDP port for SIP, when there is to be one, and returns what closes it.
func (p *Phone) listen() (closePort func(), err error) { return func() {}, nil }

// askMulticast asks for an address by SIP, "" when nobody answers.
func (p *Phone) askMulticast(context.Context) string { return "" }
