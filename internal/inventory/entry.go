package inventory

import (
	"encoding/binary"
	"fmt"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// The layout of an entry: fixed fields, then the texts without separators.
const (
	entryMAC        = 0
	entryFlags      = 6
	entryRevision   = 8
	entryNode       = 16
	entryModel      = 20
	entryFirmware   = 24
	entryUsername   = 28 // length
	entryIntegrated = 30 // length
	entryConfigured = 32 // length
	entryTexts      = 34

	flagWeakIntegrated = 1 << 5
	flagWeakConfigured = 1 << 6
	flagEnabled        = 1 << 7
	flagsAccept        = 1<<5 - 1

	maxText = 4096 // bytes; a credential has at most 4*MaxCredential
)

// entry is the memory of one device.
type entry []byte

// entrySize returns what a record needs. It panics for a text that no valid
// device has, as that is a fault of the program.
func entrySize(r *Record) int {
	user, integrated, configured := len(r.Username), len(r.Integrated.Reveal()), len(r.Configured.Reveal())
	if max(user, integrated, configured) > maxText {
		panic(fmt.Sprintf("inventory: the record of device %s was never validated", r.MAC))
	}
	return entryTexts + user + integrated + configured
}

// write fills an entry. The words are the numbers of model and firmware.
func (e entry) write(r *Record, node, modelWord, firmwareWord uint32) {
	copy(e[entryMAC:], r.MAC[:])
	e[entryFlags] = flagsOf(r)
	binary.LittleEndian.PutUint64(e[entryRevision:], uint64(r.Revision))
	binary.LittleEndian.PutUint32(e[entryNode:], node)
	binary.LittleEndian.PutUint32(e[entryModel:], modelWord)
	binary.LittleEndian.PutUint32(e[entryFirmware:], firmwareWord)
	integrated, configured := r.Integrated.Reveal(), r.Configured.Reveal()
	binary.LittleEndian.PutUint16(e[entryUsername:], uint16(len(r.Username)))
	binary.LittleEndian.PutUint16(e[entryIntegrated:], uint16(len(integrated)))
	binary.LittleEndian.PutUint16(e[entryConfigured:], uint16(len(configured)))
	n := entryTexts
	for _, text := range [...]string{r.Username, integrated, configured} {
		n += copy(e[n:], text)
	}
}

// read returns the record. Its texts are copied, in one piece of memory.
func (e entry) read(words []string) Record {
	user, integrated, configured := e.length(entryUsername), e.length(entryIntegrated), e.length(entryConfigured)
	texts := string(e[entryTexts : entryTexts+user+integrated+configured])
	return Record{
		MAC:        e.mac(),
		Model:      words[binary.LittleEndian.Uint32(e[entryModel:])],
		Firmware:   words[binary.LittleEndian.Uint32(e[entryFirmware:])],
		Enabled:    e[entryFlags]&flagEnabled != 0,
		Accept:     Accept(e[entryFlags] & flagsAccept),
		Username:   texts[:user],
		Integrated: digest.NewSecret(texts[user : user+integrated]),
		Configured: digest.NewSecret(texts[user+integrated:]),
		Revision:   int64(binary.LittleEndian.Uint64(e[entryRevision:])),

		WeakIntegrated: e[entryFlags]&flagWeakIntegrated != 0,
		WeakConfigured: e[entryFlags]&flagWeakConfigured != 0,
	}
}

// flagsOf packs what is yes or no.
func flagsOf(r *Record) byte {
	flags := byte(r.Accept) & flagsAccept
	if r.Enabled {
		flags |= flagEnabled
	}
	if r.WeakIntegrated {
		flags |= flagWeakIntegrated
	}
	if r.WeakConfigured {
		flags |= flagWeakConfigured
	}
	return flags
}

// pair returns the configured pair.
func (e entry) pair() configuredPair {
	user, integrated, configured := e.length(entryUsername), e.length(entryIntegrated), e.length(entryConfigured)
	texts := string(e[entryTexts : entryTexts+user+integrated+configured])
	accept := Accept(e[entryFlags] & flagsAccept)
	return configuredPair{texts[:user], texts[user+integrated:], e[entryFlags]&flagEnabled != 0 && accept.Has(AcceptConfigured)}
}

func (e entry) mac() model.MAC { return model.MAC(e[entryMAC : entryMAC+6]) }

func (e entry) node() uint32 { return binary.LittleEndian.Uint32(e[entryNode:]) }

func (e entry) length(field int) int { return int(binary.LittleEndian.Uint16(e[field:])) }

func (e entry) size() int {
	return entryTexts + e.length(entryUsername) + e.length(entryIntegrated) + e.length(entryConfigured)
}
