package emulator

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// saverFile, when it is set, makes this program save a phone's memory there without end.
const saverFile = "OFFHOOK_TEST_SAVER_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(saverFile); path != "" {
		fmt.Fprintln(os.Stderr, saveForever(path))
		os.Exit(1)
	}
	if os.Getenv(costServer) != "" {
		fmt.Fprintln(os.Stderr, serveCost())
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// killedPairs are what the saver enters in turn. The passwords differ in length, so that half a file shows.
var killedPairs = []Typed{
	{"odd", digest.NewSecret(strings.Repeat("o", 50))},
	{"even", digest.NewSecret("e")},
}

// saverConfig is the phone whose memory is saved.
func saverConfig(path string) (c Config, err error) {
	c = Config{DevicePassword: digest.NewSecret(testDevicePassword), NVMFile: path}
	if c.Model, err = model.Lookup("N510"); err != nil {
		return c, err
	}
	c.MAC, err = model.ParseMAC(testMAC)
	return c, err
}

// saveForever enters one pair after the other, and says of each when it is saved: where nobody listens any more, it ends.
func saveForever(path string) error {
	c, err := saverConfig(path)
	if err != nil {
		return err
	}
	p, _, err := New(c)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		pair := killedPairs[i%len(killedPairs)]
		if err := p.EnterPair(pair.Username, &pair.Password); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, "saved"); err != nil {
			return err
		}
	}
}

// TestKilledWhileSaving: whenever the power goes, the old or the new memory is there, whole, and nothing else.
func TestKilledWhileSaving(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "nvm.json")
	seen := map[string]int{}
	for range 15 {
		killSaver(t, path)
		kept, err := loadMemory(path)
		if err != nil || kept == nil {
			t.Fatalf("after the kill: %v", err)
		}
		username, _ := kept.nvm.Get(provdoc.ItemDigestUsername)
		password, _ := kept.nvm.Get(provdoc.ItemDigestPassword)
		seen[username]++
		whole := false
		for _, pair := range killedPairs {
			whole = whole || username == pair.Username && password == pair.Password.Reveal()
		}
		if !whole || kept.devicePassword.Reveal() != testDevicePassword {
			t.Errorf("user name %q with a password of %d characters: half of one state", username, len(password))
		}
		if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
			t.Errorf("%d files (%v), want the memory alone", len(entries), err)
		}
	}
	if len(seen) != len(killedPairs) {
		t.Errorf("only %v were found, so the kill was at no random moment", seen)
	}
}

// killSaver runs the saver, and kills it at a random moment after its first save.
func killSaver(t *testing.T, path string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), saverFile+"="+path)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "saved\n" {
		t.Errorf("the saver says %q (%v): %s", line, err, &stderr)
	}
	<-time.After(rand.N(5 * time.Millisecond))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the saver ended by itself")
	}
}
