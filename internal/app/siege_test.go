package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// besieged is a phone among attackers.
type besieged struct {
	device inventory.Device
	weak   bool
	// source is where the phone is; guessed are the networks that used up their budgets at it.
	source  string
	guessed map[string]bool
}

// TestSecurity15PhonesBesideAttackers has 200 phones start while attackers guess at each of them
// from several networks, some behind the address of a phone. No phone with a strong pair is
// refused; one with a weak pair is only behind a network that guessed at this very phone.
func TestSecurity15PhonesBesideAttackers(t *testing.T) {
	t.Parallel()
	const phones, networks = 200, 12
	a := start(t, loopback(t), new(logBuffer).logger(), nil)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 15))
	t.Logf("seed %d", seed)
	sources := make([]string, networks)
	attackers := make([]*attacker, networks)
	for i := range sources {
		sources[i] = fmt.Sprintf("127.40.%d.1", i)
		attackers[i] = newAttacker(t, a, sources[i])
	}
	all := make([]*besieged, phones)
	devices := make([]inventory.Device, phones)
	for i := range all {
		b := &besieged{
			device: guessable(i, strongPassword), weak: i%2 == 0,
			source: sources[random.IntN(networks)], guessed: map[string]bool{},
		}
		b.device.MAC = model.MAC{0x7C, 0x2F, 0x83, 0, byte(i >> 8), byte(i)}
		if b.weak {
			b.device.Configured = digest.NewSecret(weakPassword)
		}
		for range 3 {
			b.guessed[sources[random.IntN(networks)]] = true
		}
		all[i], devices[i] = b, b.device
	}
	if err := a.Store().CreateDevices(t.Context(), devices); err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
	var group sync.WaitGroup
	for i, source := range sources {
		group.Go(func() {
			for _, b := range all {
				if b.guessed[source] {
					attackers[i].guess(6, "/"+b.device.MAC.String()+".xml", b.device.Username)
					attackers[i].guess(6, "/42/2/master.bin", b.device.Username)
				}
			}
		})
	}
	group.Wait()
	refused := 0
	for i, b := range all {
		got := b.fetch(t, a)
		want := !b.weak || !b.guessed[b.source]
		if got != want {
			t.Errorf("phone %d, weak %t, from %s where guesses came from: %t: served %t, want %t",
				i, b.weak, b.source, b.guessed[b.source], got, want)
		}
		if !got {
			refused++
		}
	}
	if refused == 0 || refused == phones {
		t.Errorf("%d of %d phones were refused: the attack shows nothing", refused, phones)
	}
}

// fetch starts the phone at its address, and reports whether it got its document.
func (b *besieged) fetch(t *testing.T, a *App) bool {
	t.Helper()
	c := phoneOf(t, &b.device)
	c.Base = clientAt(t, b.source).Transport
	served := false
	c.Trace = func(e emulator.TraceEvent) {
		served = served || e.Event == emulator.EventResponse && e.Status == http.StatusOK
	}
	p, _, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + a.Addresses().Phones + "/" + b.device.MAC.String() + ".xml"
	if _, err := p.Fetch(context.WithoutCancel(t.Context()), address); err != nil {
		t.Fatal(err)
	}
	return served
}
