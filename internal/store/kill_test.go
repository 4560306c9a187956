package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// The environment of a process that is to be killed.
const (
	envDataDir = "OFFHOOK_TEST_KILL_DATA"
	envURL     = "OFFHOOK_TEST_KILL_URL"
	envBegin   = "OFFHOOK_TEST_KILL_BEGIN"
	// envRounds is how often a process opens and closes that is not to be killed.
	envRounds = "OFFHOOK_TEST_KILL_ROUNDS"
)

func TestMain(m *testing.M) {
	begin, err := strconv.Atoi(os.Getenv(envBegin))
	if err != nil {
		os.Exit(m.Run())
	}
	write := writeForEver
	if os.Getenv(envRounds) != "" {
		write = openAndClose
	}
	if err := write(begin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// writeForEver makes one change after the other, from a number on, and prints
// the number of each when the store has acknowledged it.
func writeForEver(begin int) error {
	ctx := context.Background()
	s, err := Open(ctx, Config{DataDir: os.Getenv(envDataDir), URL: os.Getenv(envURL), Key: testKey})
	if err != nil {
		return err
	}
	for n := begin; ; n++ {
		if err := changeNumber(n).apply(ctx, s); err != nil {
			return fmt.Errorf("change %d: %w", n, err)
		}
		if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
			return err
		}
	}
}

// openAndClose adds one device each time that it opens the store.
func openAndClose(begin int) error {
	ctx := context.Background()
	rounds, err := strconv.Atoi(os.Getenv(envRounds))
	if err != nil {
		return err
	}
	for n := begin; n < begin+rounds; n++ {
		s, err := Open(ctx, Config{DataDir: os.Getenv(envDataDir), Key: testKey})
		if err != nil {
			return err
		}
		if err := errors.Join(s.CreateDevice(ctx, storetest.Device(n)), s.Close()); err != nil {
			return err
		}
	}
	return nil
}

// changeNumber is the nth of an endless row of changes: each device is added,
// gets another password, and later every second one is removed.
type changeNumber int

func (n changeNumber) device() model.MAC { return storetest.MAC(int(n) / 4) }

func (n changeNumber) password() digest.Secret {
	return digest.NewSecret(fmt.Sprintf("password-%d", n))
}

func (n changeNumber) apply(ctx context.Context, s *Store) error {
	switch n % 4 {
	case 0:
		d := storetest.Device(int(n) / 4)
		d.Configured = n.password()
		return s.CreateDevice(ctx, d)
	case 3:
		if n/4%2 == 1 {
			return s.DeleteDevice(ctx, inventory.DefaultTenant, n.device())
		}
	}
	_, err := s.UpdateDevice(ctx, inventory.DefaultTenant, n.device(), func(d *inventory.Device) error {
		d.Configured = n.password()
		return nil
	})
	return err
}

// passwordsAfter returns what the store must hold after the changes from 0 to
// last, last included.
func passwordsAfter(last int) map[model.MAC]string {
	passwords := make(map[model.MAC]string)
	for n := range changeNumber(last + 1) {
		passwords[n.device()] = n.password().Reveal()
		if n%8 == 7 {
			delete(passwords, n.device())
		}
	}
	return passwords
}

// TestSecurity38KillLosesNothing kills a process in the middle of its changes,
// again and again: every change that it has seen acknowledged is there, and of
// the next one all or nothing.
func TestSecurity38KillLosesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		begin := 0
		for round := range 8 {
			acknowledged := killedWriter(t, config, begin, 1+rand.IntN(40))
			if acknowledged < begin {
				t.Fatalf("round %d: the writer acknowledged nothing", round)
			}
			begin = 1 + checkSurvivors(t, config, acknowledged)
		}
	})
}

// killedWriter starts a writer, kills it when it has acknowledged so many
// changes, while it goes on, and returns the number of the last one that it
// acknowledged.
func killedWriter(t *testing.T, config Config, begin, after int) (last int) {
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), envDataDir+"="+config.DataDir, envURL+"="+config.URL, fmt.Sprint(envBegin, "=", begin))
	var diagnosis strings.Builder
	writer.Stderr = &diagnosis
	output, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	last = begin - 1
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if last, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
		if last == begin+after {
			if err := writer.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := writer.Wait(); err == nil || diagnosis.Len() > 0 {
		t.Fatalf("the writer was not killed: %v\n%s", err, &diagnosis)
	}
	return last
}

// checkSurvivors opens the store anew and compares all that it holds. It
// returns the number of the last change that is in it.
func checkSurvivors(t *testing.T, config Config, acknowledged int) (last int) {
	awaitDeath(t, config.URL)
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open after a kill: %v", err)
	}
	defer s.Close()
	devices, err := s.ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 1<<20)
	if err != nil {
		t.Fatalf("ListDevices after a kill: %v", err)
	}
	got := make(map[model.MAC]string)
	for _, d := range devices {
		got[d.MAC] = d.Configured.Reveal()
	}
	if cmp.Equal(passwordsAfter(acknowledged+1), got) {
		return acknowledged + 1
	}
	if diff := cmp.Diff(passwordsAfter(acknowledged), got); diff != "" {
		t.Fatalf("after a kill at change %d the store holds neither that nor the next (-want +got):\n%s", acknowledged, diff)
	}
	return acknowledged
}

// awaitDeath returns when PostgreSQL has no process left that works for the
// killed one: it ends what it has been sent before it notices.
func awaitDeath(t *testing.T, url string) {
	if url == "" {
		return
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for others := 1; others > 0; {
		err := db.QueryRowContext(t.Context(), `
			SELECT count(*) FROM pg_stat_activity, pg_sleep(0.005)
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`).Scan(&others)
		if err != nil {
			t.Fatal(err)
		}
	}
}
