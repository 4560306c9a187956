package lab

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
)

// one is a phone without a fault, to which a test adds one.
const one = `[[phone]]
name = "one"
model = "DE410"
url = "http://127.0.0.1:8480/doc.xml"
expect = { outcome = "provisioned" }
`

// mistakes are plans, and what is said of each.
var mistakes = []struct {
	text string
	want []string
}{
	{"", []string{": the plan has no phone: write at least one [[phone]] with its model"}},
	{"parallel = 0\nserver = 'x'\n" + one, []string{":1:1: parallel: 0: a number from 1 to 256 is right", ":2:1: server: the address must start"}},
	{"phones = 1\n" + one, []string{`:1:1: there is no key "phones" in the plan; the keys are server, parallel, defaults, phone`}},
	{"a = \n", []string{":1:5: "}},
	{"phone = 3\n", []string{":1:1: phone: write a list of tables, as [[phone]] or [{ ... }]"}},
	{"phone = [1]\n", []string{":1:1: phone: number 1 of the list: write a table"}},
	{"[[phone]]\nexpect = { outcome = 'refused' }\n", []string{":1:3: model: missing: one of N510, N720, ", ":1:3: a phone that fetches needs an address"}},
	{one + "model2 = 1\n", []string{`:6:1: there is no key "model2" in [[phone]]; the keys are name, mac, model, `}},
	{one + "firmware = 'BL84'\n", []string{`:6:1: firmware: firmware "BL84" is not one of the DE410`}},
	{one + "mac = 7\n", []string{`:6:1: mac: write a text in quotes`}},
	{one + "basic_test = 'yes'\n", []string{`:6:1: basic_test: write true or false`}},
	{one + "language = 'fr'\n", []string{`:6:1: language: "fr": one of en, de is right`}},
	{one + "switches = { reprompt = 'maybe' }\n", []string{`:6:14: reprompt: switch reprompt cannot be "maybe"; it is one of on, off`}},
	{one + "switches = { reprompt = true }\n", []string{`:6:14: switches: reprompt: write a text in quotes`}},
	{one + "switches = 'reprompt=on'\n", []string{`:6:1: switches: write a table, as { key = "value" }`}},
	{one + "faults = ['slow-bodies']\n", []string{`:6:1: faults: "slow-bodies": one of `}},
	{one + "faults = [1]\n", []string{`:6:1: faults: number 1 of the list: write a text in quotes`}},
	{one + "prompt = [{ action = 'sing' }, { username = 'u' }]\n", []string{
		":6:1: action: missing in number 2: one of ok, ", `:6:13: action: "sing": one of ok, empty, back, cancel, timeout is right`,
	}},
	{one + "prompt = [{ action = 'ok', user = 'x' }]\n", []string{`:6:28: there is no key "user" in a table of prompt; the keys are action, username, password`}},
	{one + "prompt = [{ action = 'ok', username = '" + strings.Repeat("u", 51) + "' }]\n", []string{"prompt: the user name has 51 characters: at most 50 fit"}},
	{one + "username = '" + strings.Repeat("u", 51) + "'\n", []string{":6:1: username: the user name has 51 characters: at most 50 fit"}},
	{one + "password = 'rosebud'\n", []string{":6:1: password: a password needs a username beside it"}},
	{one + "username = 'u'\npassword = 7\n", []string{`:7:1: password: write a text in quotes, "@FILE", or "$NAME" of the environment`}},
	{one + "device_password = '$rosebud'\n", []string{":6:1: device_password: the environment variable that stands behind the $ is not set; a secret that begins with $ is written with $$"}},
	{one + "device_password = '@rosebud'\n", []string{":6:1: device_password: the file behind the @ cannot be read: no such file or directory; a secret that begins with @ is written with @@"}},
	{one + "device_password = '@lines'\n", []string{":6:1: device_password: the file behind the @ has several lines: one is right"}},
	{one + "device_password = '@large'\n", []string{":6:1: device_password: the file behind the @ is larger than 4096 bytes: one line is right"}},
	{one + "provider_key = 'rosebud'\n", []string{":6:1: provider_key: the key of a provider has 16 bytes, which are 32 hexadecimal digits"}},
	{one + "activation_code = 'rosebud'\n", []string{":6:1: activation_code: "}},
	{one + "ca = 'nowhere.pem'\n", []string{":6:1: ca: open "}},
	{one + "ca = 'lines'\ninsecure = true\n", []string{":6:1: ca: ca and insecure exclude each other: give one of them", ":6:1: ca: lines holds no certificate in PEM"}},
	{one + "keep_nvm = true\n", []string{":6:1: keep_nvm: there is no file to keep the memory in: give nvm beside it"}},
	{one + "nvm = 'nowhere'\n", []string{"with keep_nvm = true it is made"}},
	{one + "timeout = 20\n", []string{`:6:1: timeout: write a time with its unit, as "30s"`}},
	{one + "timeout = '20'\n", []string{`:6:1: timeout: "20": a time above zero with its unit is right, as "30s" or "1m30s"`}},
	{one + "timeout = '0s'\n", []string{`:6:1: timeout: "0s": a time above zero`}},
	{one + "timeout = '-1s'\n", []string{`:6:1: timeout: "-1s": a time above zero`}},
	{one + "via = 'dhcp'\n", []string{`:6:1: via: "dhcp": one of web, dhcp114, dhcp66, multicast, redirect is right`}},
	{strings.Replace(one, "http://127.0.0.1:8480", "", 1), []string{`:4:1: url: "/doc.xml" is a path: write the whole address, or give the plan a server`}},
	{strings.Replace(one, "http://", "http://site42:rosebud@", 1), []string{":4:1: url: "}},
	{strings.Replace(one, "url", "# url", 1), []string{":1:3: a phone that fetches needs an address: give it an url, or the plan a server"}},
	{strings.Replace(one, "expect", "# expect", 1), []string{":1:3: nothing is expected, so nothing can fall short: give expect at least an outcome"}},
	{strings.Replace(one, "outcome = \"provisioned\"", "never = [], set = [], unset = [], rung = '', reason = '', headers = {}, stored = {}", 1), []string{
		":5:1: nothing is expected, so nothing can fall short: give expect at least an outcome",
	}},
	{strings.Replace(one, "outcome = \"provisioned\"", "outcome = []", 1), []string{":5:12: outcome: no outcome is in an empty list"}},
	{one + one, []string{`:7:1: name: "one" stands twice`}},
	{one + "nvm = 'x'\nkeep_nvm = true\n" + strings.Replace(one, `"one"`, `"two"`, 1) + "nvm = 'x'\nkeep_nvm = true\n", []string{
		":13:1: nvm: another phone keeps its memory in this file already",
	}},
	{one + "[[phone.start]]\nby = 'button'\n", []string{`:7:1: by: "button": the phone is off; a start by power-on before it switches the phone on`}},
	{one + "[[phone.start]]\nby = 'kick'\n", []string{`:7:1: by: "kick": one of fetch, power-on, button, check-sync, check-sync-reboot, factory-reset, wait is right`}},
	{one + "[[phone.start]]\nby = 'power-on'\nurl = 'http://127.0.0.1'\n", []string{`:6:9: a start by power-on asks the address that the phone has: give url, via and domain to the phone`}},
	{one + "[[phone.start]]\nby = 'power-on'\nvia = 'dhcp114'\n", []string{`:6:9: a start by power-on asks the address that the phone has: give url, via and domain to the phone`}},
	{one + "[[phone.start]]\nby = 'power-on'\ndomain = 'example.net'\n", []string{`:6:9: a start by power-on asks the address that the phone has: give url, via and domain to the phone`}},
	{one + "device_password = '$EMPTY'\n", []string{":6:1: device_password: the environment variable that stands behind the $ is not set"}},
	{one + "via = 'multicast'\n[[phone.start]]\nby = 'power-on'\n", []string{`:6:1: via: "multicast" is for a start by fetch`}},
	{one + "[[phone.start]]\nrepeat = 0\n", []string{`:7:1: repeat: 0: a number from 1 to 1000 is right`}},
	{one + "[[phone.start]]\nrepeat = 1001\n", []string{`:7:1: repeat: 1001: a number from 1 to 1000 is right`}},
	{one + "[[phone.start]]\nmodel = 'N510'\n", []string{`:7:1: there is no key "model" in [[phone.start]]; the keys are name, by, url, `}},
	{one + "[[phone.start]]\n[phone.start.expect]\noutcom = 'x'\n", []string{`:8:1: there is no key "outcom" in expect; the keys are outcome, rung, `}},
	{one + "[[phone.start]]\n[phone.start.expect]\noutcome = 'ok'\nrung = 'keypad'\nnever = ['web']\nrequests = 'three'\nmax_requests = -1\n" +
		"statuses = [200, 99]\nprompts = ['typed']\nindexes = ['leaf']\ntrigger = 'kick'\nwithin = 3\nwarnings = 0\nheaders = { A = 1 }\n", []string{
		`:8:1: outcome: "ok": one of provisioned, unchanged, refused, stopped, unreachable, rejected is right`,
		`:9:1: rung: "keypad": one of none, integrated, activation, configured, url, prompt is right`,
		`:10:1: never: "web": one of none, `, `:11:1: requests: write a whole number`, `:12:1: max_requests: -1: a number from 0 to 100000 is right`,
		`:13:1: statuses: write a list of numbers from 100 to 599`, `:14:1: prompts: "typed": one of ok, `,
		`:15:1: indexes: "leaf": one of master, `, `:16:1: trigger: "kick": one of boot, `, `:17:1: within: write a time`, `:18:1: warnings: write true or false`,
		`:19:13: headers: A: write a text in quotes`,
	}},
	{one + "[[phone.start]]\nexpect = { challenge = { nonce = '*' } }\n", []string{`:7:26: nonce: a challenge is compared by scheme, realm, `}},
	{one + "[[phone.start]]\nexpect = { stored = { \"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD\" = 'rosebud' } }\n", []string{
		`:7:23: BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD: its value is secret: list it under set or unset`,
	}},
	{"[defaults]\nname = 'x'\nfirmware = 'rosebud'\n" + one + strings.Replace(one, `"one"`, `"two"`, 1), []string{
		`:2:1: there is no key "name" in [defaults]; the keys are model, `, `:3:1: firmware: firmware "rosebud": write it as `,
	}},
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	files := map[string]string{"lines": "one\ntwo\n", "large": strings.Repeat("x", 5000)}
	for _, tt := range mistakes {
		plan, err := tryParse(t, tt.text, Options{LookupEnv: func(name string) (string, bool) { return "", name == "EMPTY" }}, files)
		faults, ok := errors.AsType[Errors](err)
		if !ok || plan != nil || len(faults) != len(tt.want) {
			t.Errorf("%s: plan %v, %d faults, want %d:\n%v", tt.text, plan, len(faults), len(tt.want), err)
			continue
		}
		for i, want := range tt.want {
			if got := strings.TrimPrefix(faults[i].Error(), faults[i].File); !strings.Contains(got, want) || filepath.Base(faults[i].File) != "plan.toml" {
				t.Errorf("%s: fault %d is\n%s, want\n%s", tt.text, i+1, got, want)
			}
		}
		if leaked := strings.Contains(err.Error(), "rosebud") && !strings.Contains(tt.text, "firmware"); leaked {
			t.Errorf("%s: an error shows a secret:\n%v", tt.text, err)
		}
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	env := map[string]string{"OFFICE": "from the environment"}
	files := map[string]string{"unix": "from a file\n", "dos": "from a file\r\n", "bare": "from a file"}
	for in, want := range map[string]string{
		"plain": "plain", "@unix": "from a file", "@dos": "from a file", "@bare": "from a file", "$OFFICE": "from the environment",
		"@@at": "@at", "$$dollar": "$dollar", "a$OFFICE": "a$OFFICE", "": "",
	} {
		plan := parse(t, one+fmt.Sprintf("username = 'u'\npassword = '%s'\n", in),
			Options{LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}, files)
		if got := plan.Phones[0].config.Password.Reveal(); got != want {
			t.Errorf("password %q is %q, want %q", in, got, want)
		}
		if printed := fmt.Sprintf("%v %+v", plan.Phones[0].config.Password, plan.Phones[0].config.Password); want != "" && strings.Contains(printed, want) {
			t.Errorf("password %q prints as %s", in, printed)
		}
	}
}

func TestDefaultsHoldWhereAPhoneSaysNothing(t *testing.T) {
	t.Parallel()
	plan := parse(t, `
server = "http://127.0.0.1:8480/"
parallel = 7
[defaults]
model = "DE410"
username = "site42"
timeout = "5s"
switches = { reprompt = "on", username-case = "lower" }
[defaults.expect]
outcome = "provisioned"
headers = { A = "1", B = "2" }

[[phone]]
name = "as the others"

[[phone]]
model = "DE900"
url = "/own.xml"
via = "redirect"
timeout = "6s"
switches = { reprompt = "off" }
expect = { outcome = ["refused", "stopped"], headers = { B = "3" } }

[[phone.start]]
[[phone.start]]
name = "other"
url = "http://127.0.0.1:9/%MACD.xml"
timeout = "7s"
repeat = 2
expect = { requests = 0, statuses = [] }
`, Options{}, nil)
	if plan.Parallel != 7 || len(plan.Phones) != 2 {
		t.Fatalf("parallel %d, %d phones", plan.Parallel, len(plan.Phones))
	}
	type seen struct {
		Phone, Model, Start, URL, Username, Reprompt, Case string
		Source                                             discovery.Source
		Timeout                                            time.Duration
		Outcome                                            string
		Headers                                            string
	}
	want := []seen{
		{"as the others", "DE410", "start 1", "http://127.0.0.1:8480", "site42", "on", "lower", discovery.Manual, 5 * time.Second, "provisioned", "A=1 B=2"},
		{"phone 2", "DE900", "start 1", "http://127.0.0.1:8480/own.xml", "site42", "off", "lower", discovery.Redirect, 6 * time.Second, "refused stopped", "A=1 B=3"},
		{"phone 2", "DE900", "other 1", "http://127.0.0.1:9/%MACD.xml", "site42", "off", "lower", discovery.Redirect, 7 * time.Second, "refused stopped", "A=1 B=3"},
		{"phone 2", "DE900", "other 2", "http://127.0.0.1:9/%MACD.xml", "site42", "off", "lower", discovery.Redirect, 7 * time.Second, "refused stopped", "A=1 B=3"},
	}
	var got []seen
	for _, p := range plan.Phones {
		for _, s := range p.Starts {
			var headers []string
			for _, name := range slices.Sorted(maps.Keys(s.Expect.Headers)) {
				headers = append(headers, name+"="+s.Expect.Headers[name])
			}
			c := p.config
			got = append(got, seen{p.Name, c.Model.Name, s.Name, s.Address.URL, c.Username, c.Switches["reprompt"], c.Switches["username-case"],
				s.Address.Source, s.Timeout, strings.Join(s.Expect.Outcome, " "), strings.Join(headers, " ")})
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("starts (-want +got):\n%s", diff)
	}
	last := plan.Phones[1].Starts[2].Expect
	if last.Requests == nil || *last.Requests != 0 || last.Statuses == nil || len(last.Statuses) != 0 {
		t.Errorf("requests %v, statuses %v: none at all is an expectation", last.Requests, last.Statuses)
	}
}

func TestServerOfTheCommandLine(t *testing.T) {
	t.Parallel()
	plan := parse(t, "server = 'http://127.0.0.1:1'\n"+strings.Replace(one, "http://127.0.0.1:8480", "", 1), Options{Server: "https://prov.example.net/"}, nil)
	if got := plan.Phones[0].Starts[0].Address.URL; got != "https://prov.example.net/doc.xml" {
		t.Errorf("the address is %s", got)
	}
	_, err := tryParse(t, one, Options{Server: "http://site42:rosebud@prov.example.net"}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "server: ") || strings.Contains(err.Error(), "rosebud") {
		t.Errorf("a server with a password: %v", err)
	}
}

func TestItemsByTheirTags(t *testing.T) {
	t.Parallel()
	plan := parse(t, `[[phone]]
model = "N720"
url = "http://127.0.0.1:1"
[phone.expect]
stored = { S_PROV_USERNAME = "u", "BS_IP_Data.aucS_DATA_SERVER[%]" = "v" }
set = ["S_PROV_PASSWORD"]
unset = ["NO_SUCH_ITEM[0]"]
`, Options{}, nil)
	e := plan.Phones[0].Starts[0].Expect
	want := Expect{
		Stored: map[string]string{"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME": "u", "BS_IP_Data.aucS_DATA_SERVER": "v"},
		Set:    []string{"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"}, Unset: []string{"NO_SUCH_ITEM"},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("expectation (-want +got):\n%s", diff)
	}
}

func TestAddressOfALivingPhone(t *testing.T) {
	t.Parallel()
	for via, want := range map[string]emulator.Config{
		"web":     {DataServer: "http://127.0.0.1:1/a"},
		"dhcp114": {DHCP: dhcp("http://127.0.0.1:1/a", "", "")},
		"dhcp66":  {DHCP: dhcp("", "http://127.0.0.1:1/a", "example.net")},
	} {
		plan := parse(t, fmt.Sprintf(`[[phone]]
model = "N510"
url = "http://127.0.0.1:1/a"
via = "%s"
domain = "example.net"
expect = { outcome = "provisioned" }
[[phone.start]]
by = "power-on"
`, via), Options{}, nil)
		c := plan.Phones[0].config
		if c.DataServer != want.DataServer || c.DHCP != want.DHCP {
			t.Errorf("via %s: data server %q, %+v", via, c.DataServer, c.DHCP)
		}
	}
}

func TestLoadOfNoFile(t *testing.T) {
	t.Parallel()
	if _, err := Load(filepath.Join(t.TempDir(), "missing.toml"), Options{}); err == nil {
		t.Error("a missing file is read")
	}
	if _, err := Load(t.TempDir(), Options{}); err == nil {
		t.Error("a folder is read")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(one)
	f.Add("[defaults]\n" + strings.TrimPrefix(one, "[[phone]]\n") + "[[phone]]\n[[phone.start]]\nrepeat = 3\n")
	f.Add("phone = [{ model = 'N510', start = [{ by = 'wait' }], prompt = [[1]] }]\n")
	f.Add("[phone]\n[[phone.start]]\n\"a.b\".c = { d = [{ e = 1 }] }\n")
	f.Fuzz(func(t *testing.T, text string) {
		o := Options{LookupEnv: func(string) (string, bool) { return "", false }}
		plan, err := Parse(filepath.Join(t.TempDir(), "plan.toml"), []byte(text), o)
		if (plan == nil) == (err == nil) {
			t.Fatalf("plan %v, error %v", plan, err)
		}
		faults, ok := errors.AsType[Errors](err)
		if err != nil && (!ok || len(faults) == 0) {
			t.Fatalf("the error is no list of faults: %v", err)
		}
		for _, fault := range faults {
			if fault.Err.Error() == "" || fault.Line < 0 || fault.Line > strings.Count(text, "\n")+1 {
				t.Errorf("fault %+v", fault)
			}
		}
	})
}

// What is larger than any plan is none, and is not read.
func TestLoadRefusesAHugeFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "plan.toml")
	if err := os.WriteFile(file, []byte(one+strings.Repeat("#", maxFile)), 0o600); err != nil {
		t.Fatal(err)
	}
	if plan, err := Load(file, Options{}); err == nil || !strings.Contains(err.Error(), "a plan has at most") {
		t.Errorf("Load = %v, %v; want an error about its size", plan, err)
	}
}
