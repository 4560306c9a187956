package provdoc

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// accountSteps are the values of an account, one at a time.
var accountSteps = []func(a *Account){
	func(a *Account) { a.Name = "Desk" },
	func(a *Account) { a.Number = "1002" },
	func(a *Account) { a.Password = digest.NewSecret("n0t-a-real-one") },
	func(a *Account) { a.Provider.Server = Endpoint{Host: "pbx.example.net"} },
}

// step changes an account as device line does, and returns what it became.
func step(t *testing.T, m *model.Model, settings []Entry, shared Provider, change func(a *Account)) ([]Entry, Account) {
	t.Helper()
	id := Account{Index: 2}
	before, found, err := FindAccount(m, settings, id)
	if err != nil {
		t.Fatal(err)
	}
	a := before
	change(&a)
	if a, err = a.Complete(m, before, found, shared); err != nil {
		t.Fatal(err)
	}
	if settings, err = SetAccount(m, settings, a); err != nil {
		t.Fatal(err)
	}
	a, _, err = FindAccount(m, settings, id)
	if err != nil {
		t.Fatal(err)
	}
	return settings, a
}

// permutations calls visit with every order of n numbers.
func permutations(n int, visit func(order []int)) {
	var choose func(order []int)
	choose = func(order []int) {
		if len(order) == n {
			visit(slices.Clone(order))
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				choose(append(order, i))
			}
		}
	}
	choose(nil)
}

// TestAccountIsActiveOnceItWorks sets the values of an account in every order, for every family: it
// is active from the step on which gives it the last of number and server, and all orders have the
// same end.
func TestAccountIsActiveOnceItWorks(t *testing.T) {
	t.Parallel()
	for _, m := range accountModels() {
		var first Account
		permutations(len(accountSteps), func(order []int) {
			var settings []Entry
			var a Account
			for done, i := range order {
				settings, a = step(t, m, settings, Provider{}, accountSteps[i])
				works := slices.Contains(order[:done+1], 1) && slices.Contains(order[:done+1], 3)
				if SwitchesAccounts(m) && (a.Active != nil) != works || a.Active != nil && !*a.Active {
					t.Errorf("%s, steps %v: active %v, want it said: %v", m.Name, order[:done+1], a.Active, works)
				}
			}
			if first.Index == 0 {
				first = a
			}
			if diff := cmp.Diff(first.values(), a.values()); diff != "" {
				t.Errorf("%s: order %v ends otherwise (-first +this):\n%s", m.Name, order, diff)
			}
		})
	}
}

// TestAccountThatWorksNoMore: nothing says of an account without a number or a server that it is
// active, unless its layers have the server. It is active again with what it lacked. One that was
// switched off stays off.
func TestAccountThatWorksNoMore(t *testing.T) {
	t.Parallel()
	noNumber, number := func(a *Account) { a.Number = "" }, accountSteps[1]
	noServer, server := func(a *Account) { a.Provider.Server = Endpoint{} }, accountSteps[3]
	name, off, on := accountSteps[0], false, true
	both := func(a *Account) { number(a); server(a) }
	switchOff, switchOn := func(a *Account) { a.Active = &off }, func(a *Account) { a.Active = &on }
	for name, c := range map[string]struct {
		steps  []func(a *Account)
		shared Provider
		want   string
	}{
		"a name alone":                            {[]func(*Account){name}, Provider{}, ""},
		"a name and the server of a layer":        {[]func(*Account){name}, sharedServer, ""},
		"a number alone":                          {[]func(*Account){number}, Provider{}, ""},
		"a number and the server of a layer":      {[]func(*Account){number}, sharedServer, wordOn},
		"no password":                             {[]func(*Account){both}, Provider{}, wordOn},
		"the number removed":                      {[]func(*Account){both, noNumber}, Provider{}, ""},
		"the number removed and given":            {[]func(*Account){both, noNumber, number}, Provider{}, wordOn},
		"the server removed":                      {[]func(*Account){both, noServer}, Provider{}, ""},
		"the server removed, a layer has one":     {[]func(*Account){both, noServer}, sharedServer, wordOn},
		"switched off":                            {[]func(*Account){both, switchOff, name}, Provider{}, wordOff},
		"switched off, without a number, with it": {[]func(*Account){both, switchOff, noNumber, number}, Provider{}, wordOff},
		"switched off while new":                  {[]func(*Account){switchOff, name, both}, Provider{}, wordOff},
		"switched on too early":                   {[]func(*Account){name, switchOn}, Provider{}, ""},
		"switched on too early, then complete":    {[]func(*Account){name, switchOn, both}, Provider{}, wordOn},
		"switched off and on":                     {[]func(*Account){both, switchOff, switchOn}, Provider{}, wordOn},
	} {
		for _, m := range accountModels() {
			var settings []Entry
			var a Account
			for _, change := range c.steps {
				if SwitchesAccounts(m) {
					settings, a = step(t, m, settings, c.shared, change)
				}
			}
			if got := writeActive(&a); SwitchesAccounts(m) && got != c.want {
				t.Errorf("%s, %s: active %q, want %q", m.Name, name, got, c.want)
			}
		}
	}
}

// TestAccountThatSaysNothing: an account of an older document that works, and of which nothing says
// that it is active, is left as it is.
func TestAccountThatSaysNothing(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "DE410")
	_, a := step(t, m, entries("S_SIP_USER_ID_2=6 S_SIP_SERVER_2=pbx I_SIP_SERVER_PORT_2=5060"), Provider{}, accountSteps[0])
	if a.Active != nil {
		t.Errorf("active %v, want nothing said", *a.Active)
	}
}

// TestHandsetsOfNewAccount: only an account with a number takes a handset from the others, or asks
// one to register.
func TestHandsetsOfNewAccount(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "N670"} {
		m := modelNamed(t, name)
		settings, a := step(t, m, nil, sharedServer, accountSteps[0])
		if a.Receive != nil || a.Send != nil || a.Register {
			t.Errorf("%s: a name alone gives %+v", name, a)
		}
		if _, a = step(t, m, settings, sharedServer, accountSteps[1]); a.Receive == nil && !a.Register {
			t.Errorf("%s: the number gives no handset: %+v", name, a)
		}
	}
}
