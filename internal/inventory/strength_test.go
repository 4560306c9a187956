package inventory

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// guessedDevice is the device whose names strangers know.
func guessedDevice() Device {
	return Device{
		Tenant: DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0xAB, 0x34}, Model: "N720", Username: "hq.reception-0042",
		Site: "Zwickau", Name: "Empfang Nord",
	}
}

func TestWeak(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		secret string
		weak   bool
	}{
		{"", false},
		{"7K2P", true}, {"a8k3", true},
		{"0815-4711", true}, {"0815/4711/0815", true}, {"Guten-Morgen-2024", true}, {"Secret-of-phone-0007", true},
		{"changeme-now-1", true}, {"hallo-welt-2024", true}, {"Gigaset-N510-1", true}, {"7C2F80-n720", true},
		{"zaq12wsx", true}, {"zaqxswcde", true}, {"yaq12wsxcde3", true}, {"010203040506", true}, {"112233445566", true}, {"159357159357", true},
		{"x7k2-m9qd", false}, {"x7k2.m9qd.q4zt", false},
		{"x7k2m9q", true}, {"x7k2m9qd", false}, {"q8zk3vfw", false},
		{"84620957318", true}, {"846209573180", false},
		{"kqjvzwpx", true}, {"Kqjvzwpx", true}, {"KQJVZWPX", true}, {"kQjvzwpx", false}, {"kqjvzwpxm", false},
		{"kqjvzwp1", true}, {"kqjvzwp!", true}, {"kqj1vzwp", false},
		{"a3f9c2d4", true}, {"a3f9c2d4e5b6", false},
		{"password", true}, {"P4ssw0rd", true}, {"p455w0rd!", true}, {"drowssap1", true}, {"Passwort2026!", true},
		{"Sommer2026", true}, {"Sommer-Winter-2026!", true}, {"summer.winter.autumn", true},
		{"qwertyuiop", true}, {"poiuztrewq", true}, {"azertyuiop1", true}, {"1qaz2wsx3edc", true}, {"1q2w3e4r5t6y", true},
		{"abcdefghijklmnop", true}, {"zyxwvutsrqpon", true}, {"12345678901234567890", true}, {"!@#$%^&*()", true},
		{"aaaaaaaaaaaaaaaa", true}, {"abababababababab", true}, {"x7kx7kx7kx7kx7k", true}, {"999888777666", true},
		{"24121987", true}, {"198719902004", true}, {"hans24121987", true},
		{"7C2F8012AB34", true}, {"7c:2f:80:12:ab:34", true}, {"pw-7c2f80-12ab34", true}, {"12AB34", true}, {"12AB34k9q7m", true}, {"x7k-zb34-m9", false},
		{"7C2F80A0B1C2", true}, {"14b370a0b1c2", true},
		{"N720-N720-N720", true}, {"hq.reception-0042", true}, {"HQ.RECEPTION-0042!", true}, {"reception0042", true}, {"r3c3pt10n", true},
		{"Zwickau#Empfang7", true}, {"zwickauzwickau", true},
		{"Telefon-Büro-2026", true}, {"Mueller-Müller", true},
		{"550e8400-e29b-41d4-a716-446655440000", false},
		{"correct-horse-battery-staple-kite-97", false},
		{"пароль", true}, {"\xff\xfe", true},
		{strings.Repeat("a", 4000), true}, {strings.Repeat("x7k2m9qd", 500), false},
	} {
		d := guessedDevice()
		if got := d.Weak(digest.NewSecret(tc.secret)); got != tc.weak {
			t.Errorf("Weak(%.60q) = %t (%.1f bits), want %t", tc.secret, got, d.strength(tc.secret), tc.weak)
		}
	}
}

// commonPasswords is a list of john, a program that guesses passwords.
const commonPasswords = "/usr/share/john/password.lst"

// TestSecurity15CommonPasswordsAreWeak proves that a password of a list is weak, alone and decorated.
func TestSecurity15CommonPasswordsAreWeak(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(commonPasswords)
	if err != nil {
		t.Fatalf("run scripts/install-test-deps: %v", err)
	}
	d := guessedDevice()
	tried := 0
	for line := range strings.Lines(string(text)) {
		common := strings.TrimRight(line, "\r\n")
		if common == "" || strings.HasPrefix(common, "#!comment") {
			continue
		}
		disguised := common
		if !strings.ContainsAny(common, "0123456789") {
			disguised = strings.NewReplacer("a", "4", "e", "3", "o", "0", "i", "1", "s", "$").Replace(common)
		}
		for _, secret := range []string{
			common, disguised, strings.ToUpper(common), strings.ToUpper(common[:1]) + common[1:], common + "1", common + "123", common + "!",
			common + "1!", common + "1987", common + "2026", "1" + common, common + common, common + "-" + common,
		} {
			tried++
			if !d.Weak(digest.NewSecret(secret)) {
				t.Errorf("Weak(%q) = false (%.1f bits)", secret, d.strength(secret))
			}
		}
	}
	if tried < 40_000 {
		t.Errorf("tried %d passwords, want 40,000 or more", tried)
	}
}

// randomSecret returns characters of an alphabet from a fixed seed.
func randomSecret(r *rand.Rand, alphabet string, length int) string {
	text := make([]byte, length)
	for n := range text {
		text[n] = alphabet[r.IntN(len(alphabet))]
	}
	return string(text)
}

// TestRandomSecretsAreStrong bounds how often chance looks like a person's choice.
func TestRandomSecretsAreStrong(t *testing.T) {
	t.Parallel()
	const of36 = "abcdefghijklmnopqrstuvwxyz0123456789"
	const of32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	const of62 = of36 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	const tries = 20_000
	for _, tc := range []struct {
		alphabet string
		length   int
		atMost   float64 // of a thousand are called weak
	}{
		{of36, 8, 180}, {of36, 9, 50}, {of36, 10, 25}, {of36, 12, 3}, {of36, 16, 0.2},
		{of62, 8, 50}, {of62, 12, 1}, {of32, 12, 3}, {of32, 26, 0},
		{"0123456789", 12, 80}, {"0123456789", 16, 10},
		{"0123456789abcdef", 12, 80}, {"0123456789abcdef", 16, 5},
	} {
		r := rand.New(rand.NewPCG(15, uint64(tc.length)))
		d := guessedDevice()
		weak := 0
		for range tries {
			if d.Weak(digest.NewSecret(randomSecret(r, tc.alphabet, tc.length))) {
				weak++
			}
		}
		share := 1000 * float64(weak) / tries
		t.Logf("%d of %d characters: %.2f of 1,000 random secrets are called weak", tc.length, len(tc.alphabet), share)
		if share > tc.atMost {
			t.Errorf("%d of %d characters: %.2f of 1,000 random secrets are called weak, want at most %g",
				tc.length, len(tc.alphabet), share, tc.atMost)
		}
	}
	for _, tc := range []struct {
		alphabet string
		length   int
	}{{of36, 7}, {"0123456789", 11}, {"abcdefghijklmnopqrstuvwxyz", 8}} {
		r := rand.New(rand.NewPCG(16, 16))
		d := guessedDevice()
		for range tries {
			if secret := randomSecret(r, tc.alphabet, tc.length); !d.Weak(digest.NewSecret(secret)) {
				t.Fatalf("Weak(%q) = false: it has %.1f bits at most", secret, d.strength(secret))
			}
		}
	}
}

func TestRecordSaysWhatIsWeak(t *testing.T) {
	t.Parallel()
	d := guessedDevice()
	d.Integrated, d.Configured = digest.NewSecret("7K2P"), digest.NewSecret("q8zk3vfwm2")
	if r := d.Record(); !r.WeakIntegrated || r.WeakConfigured {
		t.Errorf("Record = weak %t, %t, want true, false", r.WeakIntegrated, r.WeakConfigured)
	}
	d.Integrated, d.Configured = digest.NewSecret("q8zk3vfwm2"), digest.NewSecret("Zwickau1234")
	if r := d.Record(); r.WeakIntegrated || !r.WeakConfigured {
		t.Errorf("Record = weak %t, %t, want false, true", r.WeakIntegrated, r.WeakConfigured)
	}
}

func TestWordsAreSorted(t *testing.T) {
	t.Parallel()
	list := strings.Fields(wordText)
	for n, word := range list {
		if n > 0 && list[n-1] >= word || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(word) < 4 || len(word) > 20 {
			t.Errorf("words.txt:%d: %q is out of order, or not 4 to 20 letters a to z and digits", n+1, word)
		}
		if words().begin([]byte(word))&(1<<(len(word)-1)) == 0 {
			t.Errorf("words.txt:%d: %q is not found", n+1, word)
		}
	}
}

func FuzzWeak(f *testing.F) {
	for _, seed := range []string{"", "P4ssw0rd", "7c:2f:80:12:ab:34", "x7k2m9qd", "\xff"} {
		f.Add(seed, "user", "site", "name")
	}
	f.Fuzz(func(t *testing.T, secret, username, site, name string) {
		d := guessedDevice()
		d.Username, d.Site, d.Name = username, site, name
		weak := d.Weak(digest.NewSecret(secret))
		if weak && secret == "" {
			t.Error("no secret is weak")
		}
		if !weak && !strings.ContainsFunc(secret, func(r rune) bool { return r > 127 }) && len(secret) < 6 && secret != "" {
			t.Errorf("Weak(%q) = false", secret)
		}
	})
}

func BenchmarkWeak(b *testing.B) {
	d := guessedDevice()
	for _, secret := range []string{"7K2P", "x7k2m9qdp4hb", "x7k2m9qdp4hbw3vz8ntc", "Secret-of-phone-0042"} {
		b.Run(secret, func(b *testing.B) {
			s := digest.NewSecret(secret)
			b.ReportAllocs()
			for b.Loop() {
				d.Weak(s)
			}
		})
	}
}
