// Package sip is the SIP that a phone speaks before it is provisioned: it takes the NOTIFY that makes it look for a new
// document, and asks a multicast group for the address of one. It makes no calls.
package sip
